"""OCPP 1.6J: what a station answers."""

from typing import Any

from ocpp.v16 import call_result

from . import remote
from .dialect import on, wire_time
from .evse import utc_now
from .profile_wire import PURPOSES_1_6, composite_periods, parse_profile
from .remote_security import raise_security_profile
from .transaction import RemoteStart
from .triggers import trigger
from .v16 import Reports16


class Remote16(Reports16):
    @on("RemoteStartTransaction")
    def on_remote_start_transaction(
        self, id_tag: str, connector_id: int | None = None, charging_profile: Any = None
    ) -> Any:
        profile = parse_profile(connector_id or 0, charging_profile) if charging_profile else None
        accepted = remote.remote_start(self.station, connector_id, RemoteStart(id_tag, profile=profile))
        return call_result.RemoteStartTransaction(_accepted(accepted))

    @on("RemoteStopTransaction")
    def on_remote_stop_transaction(self, transaction_id: int) -> Any:
        return call_result.RemoteStopTransaction(_accepted(remote.remote_stop(self.station, transaction_id)))

    @on("Reset")
    def on_reset(self, type: str) -> Any:
        remote.restart(self.station, "RemoteReset", f"{type}Reset")
        return call_result.Reset("Accepted")

    @on("UnlockConnector")
    def on_unlock_connector(self, connector_id: int) -> Any:
        if not remote.exists(self.station, connector_id):
            return call_result.UnlockConnector("NotSupported")
        self.station.stop(connector_id, "UnlockCommand")
        return call_result.UnlockConnector("Unlocked")

    @on("ChangeAvailability")
    def on_change_availability(self, connector_id: int, type: str) -> Any:
        status = remote.change_availability(self.station, connector_id, type == "Operative")
        return call_result.ChangeAvailability(status)

    @on("TriggerMessage")
    def on_trigger_message(self, requested_message: str, connector_id: int | None = None) -> Any:
        return call_result.TriggerMessage(trigger(self, requested_message, connector_id))

    @on("GetConfiguration")
    def on_get_configuration(self, key: list[str] | None = None) -> Any:
        settings = self.station.settings
        known = [v for v in settings if v.key and v.readable]
        if key:
            known = [v for v in known if v.key.lower() in {name.lower() for name in key}]
        rows = [{"key": v.key, "readonly": v.mutability == "ReadOnly", "value": v.value} for v in known]
        unknown = [name for name in key or [] if name.lower() not in {v.key.lower() for v in known}]
        return call_result.GetConfiguration(rows or None, unknown or None)

    @on("ChangeConfiguration")
    def on_change_configuration(self, key: str, value: str) -> Any:
        variable = self.station.settings.key(key)
        if variable is None:
            return call_result.ChangeConfiguration("NotSupported")
        if variable.key == "SecurityProfile":
            return call_result.ChangeConfiguration(_accepted(raise_security_profile(self.station, value)))
        accepted = variable.set(value)
        if accepted and variable.key == "AuthorizationKey":
            remote.change_password(self.station, _key_bytes(value))
        self.station.update()
        return call_result.ChangeConfiguration(_accepted(accepted))

    @on("GetLocalListVersion")
    def on_get_local_list_version(self) -> Any:
        """-1 says that there is no list (1.6 5.10)."""
        enabled = self.station.settings.boolean("LocalAuthListEnabled")
        return call_result.GetLocalListVersion(self.station.local_list.version if enabled else -1)

    @on("SendLocalList")
    def on_send_local_list(self, list_version: int, update_type: str, local_authorization_list: Any = ()) -> Any:
        entries = {e["id_tag"]: e.get("id_tag_info", {}).get("status") for e in local_authorization_list}
        if not self.station.settings.boolean("LocalAuthListEnabled"):
            return call_result.SendLocalList("NotSupported")
        status = remote.update_local_list(self.station, list_version, update_type, entries)
        return call_result.SendLocalList(status)

    @on("SetChargingProfile")
    def on_set_charging_profile(self, connector_id: int, cs_charging_profiles: Any) -> Any:
        profile = parse_profile(connector_id, cs_charging_profiles)
        return call_result.SetChargingProfile(_accepted(remote.install_profile(self.station, profile)))

    @on("ClearChargingProfile")
    def on_clear_charging_profile(
        self,
        id: int | None = None,
        connector_id: int | None = None,
        charging_profile_purpose: str | None = None,
        stack_level: int | None = None,
    ) -> Any:
        purpose = PURPOSES_1_6.get(charging_profile_purpose or "", charging_profile_purpose)
        cleared = self.station.profiles.clear(id, connector_id, purpose, stack_level)
        self.station.update()
        return call_result.ClearChargingProfile("Accepted" if cleared else "Unknown")

    @on("GetCompositeSchedule")
    def on_get_composite_schedule(self, connector_id: int, duration: int, charging_rate_unit: str = "A") -> Any:
        if connector_id and not remote.exists(self.station, connector_id):
            return call_result.GetCompositeSchedule("Rejected")
        start = utc_now().replace(microsecond=0)
        schedule = {
            "duration": duration,
            "start_schedule": wire_time(start),
            "charging_rate_unit": charging_rate_unit,
            "charging_schedule_period": composite_periods(
                self.station, connector_id, start, duration, charging_rate_unit
            ),
        }
        return call_result.GetCompositeSchedule("Accepted", connector_id, wire_time(start), schedule)


def _accepted(accepted: bool) -> str:
    return "Accepted" if accepted else "Rejected"


def _key_bytes(text: str) -> bytes:
    """20 bytes travel as 40 hexadecimal digits."""
    try:
        return bytes.fromhex(text) if len(text) == 40 else text.encode()
    except ValueError:
        return text.encode()
