"""A charging profile made ready for one station: checked, given its start, bound to the transaction that runs."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.application.read_installed_profiles import read_installed_profiles
from csms.domain.charging_profiles import ChargingProfile, Purpose
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.installed_profiles import clashing
from csms.domain.operations import ClearChargingProfile, Operation, RemoteStart, SetChargingProfile
from csms.domain.profile_rules import check_attached, check_place, check_profile, with_start
from csms.domain.stations import OcppVersion, Station


def fit_profile(ports: Ports, station: Station, wish: Operation) -> Operation:
    """The wish, its profile as it can be sent. Raises InvalidError naming a member that no station could take, and
    ConflictError where a TxProfile finds no transaction."""
    match wish:
        case ClearChargingProfile(purpose=Purpose.EXTERNAL_CONSTRAINTS):
            raise InvalidError("external constraints are the station's own: they cannot be cleared", "purpose")
        case SetChargingProfile():
            check_profile(wish.profile, "profile")
            check_place(wish.profile, wish.evse)
            profile = with_start(_bound(station, wish.evse, wish.profile), ports.now())
            return replace(wish, profile=profile)
        case RemoteStart() if wish.profile:
            check_attached(wish.profile, "charging_profile")
            return replace(wish, profile=with_start(wish.profile, ports.now()))
    return wish


def refuse_clash(ports: Ports, station: Station, wish: SetChargingProfile) -> None:
    """The profile as it goes on the wire. Raises ConflictError where a 2.x station holds another in its place; in 1.6
    the new one takes it."""
    if station.ocpp_version is OcppVersion.V16:
        return
    other = clashing(wish.evse, wish.profile, read_installed_profiles(ports, station))
    if other is not None:
        where = f"of this purpose and stack level on EVSE {other.evse}"
        raise ConflictError(
            f"the station holds profile {other.profile.id} {where}: send it with that id, or clear that one",
            "profile.id",
        )


def _bound(station: Station, evse: int, profile: ChargingProfile) -> ChargingProfile:
    """A TxProfile that names no transaction is for the one that runs on its EVSE; an older one there was forgotten."""
    if profile.purpose is not Purpose.TX or profile.transaction_id is not None:
        return profile
    running = {key: station.open_transactions[key] for key in station.open_on(evse)}
    if not running:
        raise ConflictError(f"no transaction runs on EVSE {evse}, and a TxProfile is of one", "evse")
    newest = max(running, key=lambda key: str(running[key].get("started_at")))
    return replace(profile, transaction_id=newest)
