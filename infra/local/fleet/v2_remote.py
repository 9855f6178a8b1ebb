"""OCPP 2.x: what a station answers."""

from typing import Any

from . import remote
from .dialect import on, wire_time
from .evse import utc_now
from .profile_wire import composite_periods, parse_profile
from .transaction import RemoteStart
from .triggers import trigger
from .v2 import Reports2

MESSAGES_2 = {"FirmwareStatusNotification": "SignedFirmwareStatusNotification"}
"""To trigger: 2.x has only the one that 1.6 calls signed."""


class Remote2(Reports2):
    @on("RequestStartTransaction")
    def on_request_start_transaction(
        self,
        id_token: dict[str, str],
        remote_start_id: int,
        evse_id: int | None = None,
        charging_profile: Any = None,
        group_id_token: dict[str, str] | None = None,
        **_: Any,
    ) -> Any:
        profile = parse_profile(evse_id or 0, charging_profile) if charging_profile else None
        group = group_id_token["id_token"] if group_id_token else None
        wish = RemoteStart(id_token["id_token"], remote_start_id, profile, group)
        accepted = remote.remote_start(self.station, evse_id, wish)
        return self._call_result.RequestStartTransaction(status=_accepted(accepted))

    @on("RequestStopTransaction")
    def on_request_stop_transaction(self, transaction_id: str, **_: Any) -> Any:
        accepted = remote.remote_stop(self.station, transaction_id)
        return self._call_result.RequestStopTransaction(status=_accepted(accepted))

    @on("Reset")
    def on_reset(self, type: str, evse_id: int | None = None, **_: Any) -> Any:
        if type == "ImmediateAndResume" or (evse_id and not remote.exists(self.station, evse_id)):
            return self._call_result.Reset(status="Rejected")
        status = remote.reset(self.station, evse_id, on_idle=type == "OnIdle")
        return self._call_result.Reset(status=status)

    @on("UnlockConnector")
    def on_unlock_connector(self, evse_id: int, connector_id: int, **_: Any) -> Any:
        if not remote.exists(self.station, evse_id) or connector_id != 1:
            return self._call_result.UnlockConnector(status="UnknownConnector")
        running = self.station.evse(evse_id).transaction
        return self._call_result.UnlockConnector(status="OngoingAuthorizedTransaction" if running else "Unlocked")

    @on("ChangeAvailability")
    def on_change_availability(self, operational_status: str, evse: dict[str, int] | None = None, **_: Any) -> Any:
        evse_id = evse["id"] if evse else 0
        status = remote.change_availability(self.station, evse_id, operational_status == "Operative")
        return self._call_result.ChangeAvailability(status=status)

    @on("TriggerMessage")
    def on_trigger_message(self, requested_message: str, evse: dict[str, int] | None = None, **_: Any) -> Any:
        status = trigger(self, MESSAGES_2.get(requested_message, requested_message), evse["id"] if evse else None)
        return self._call_result.TriggerMessage(status=status)

    @on("GetLocalListVersion")
    def on_get_local_list_version(self, **_: Any) -> Any:
        return self._call_result.GetLocalListVersion(version_number=self.station.local_list.version)

    @on("SendLocalList")
    def on_send_local_list(
        self, version_number: int, update_type: str, local_authorization_list: Any = (), **_: Any
    ) -> Any:
        entries = {
            entry["id_token"]["id_token"]: entry.get("id_token_info", {}).get("status")
            for entry in local_authorization_list
        }
        status = remote.update_local_list(self.station, version_number, update_type, entries)
        return self._call_result.SendLocalList(status=status)

    @on("SetChargingProfile")
    def on_set_charging_profile(self, evse_id: int, charging_profile: Any, **_: Any) -> Any:
        accepted = remote.install_profile(self.station, parse_profile(evse_id, charging_profile))
        return self._call_result.SetChargingProfile(status=_accepted(accepted))

    @on("ClearChargingProfile")
    def on_clear_charging_profile(
        self, charging_profile_id: int | None = None, charging_profile_criteria: Any = None, **_: Any
    ) -> Any:
        criteria = charging_profile_criteria or {}
        cleared = self.station.profiles.clear(
            charging_profile_id,
            criteria.get("evse_id"),
            criteria.get("charging_profile_purpose"),
            criteria.get("stack_level"),
        )
        self.station.update()
        return self._call_result.ClearChargingProfile(status="Accepted" if cleared else "Unknown")

    @on("GetCompositeSchedule")
    def on_get_composite_schedule(self, duration: int, evse_id: int, charging_rate_unit: str = "A", **_: Any) -> Any:
        if evse_id and not remote.exists(self.station, evse_id):
            return self._call_result.GetCompositeSchedule(status="Rejected")
        start = utc_now().replace(microsecond=0)
        schedule = {
            "evse_id": evse_id,
            "duration": duration,
            "schedule_start": wire_time(start),
            "charging_rate_unit": charging_rate_unit,
            "charging_schedule_period": composite_periods(self.station, evse_id, start, duration, charging_rate_unit),
        }
        return self._call_result.GetCompositeSchedule(status="Accepted", schedule=schedule)


def _accepted(accepted: bool) -> str:
    return "Accepted" if accepted else "Rejected"
