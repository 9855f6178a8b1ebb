"""What a CSMS may ask of a station, in the same words for every version. Nothing here waits."""

from dataclasses import replace

from .evse import Evse
from .profile_store import well_formed
from .profiles import STATION_MAX, TX, ChargingProfile
from .reboot import reboot
from .station import Station
from .transaction import RemoteStart, Transaction


def exists(station: Station, evse_id: int) -> bool:
    return 1 <= evse_id <= len(station.evses)


def remote_start(station: Station, evse_id: int | None, remote: RemoteStart) -> bool:
    evse = _free_evse(station, evse_id, remote)
    if evse is None or not station.online:
        return False
    if remote.profile:
        remote = replace(remote, profile=replace(remote.profile, evse_id=evse.id))
    if remote.profile and not (remote.profile.purpose == TX and well_formed(remote.profile)):
        return False
    if evse.car:
        station.begin(evse, remote.token, remote, remote.group)
    else:
        evse.remote = remote
        station.update()
        station.background.spawn(_expire(station, evse, remote))
    return True


def remote_stop(station: Station, wire_id: int | str) -> bool:
    transaction = find_transaction(station, wire_id)
    if transaction:
        station.stop(transaction.evse_id, "Remote")
    return transaction is not None


def find_transaction(station: Station, wire_id: int | str) -> Transaction | None:
    running = [evse.transaction for evse in station.evses if evse.transaction]
    return next((transaction for transaction in running if transaction.wire_id == wire_id), None)


def install_profile(station: Station, profile: ChargingProfile) -> bool:
    accepted = _fits_transaction(station, profile) and station.profiles.install(profile)
    limits = " ".join(f"{period.limit:g}" for period in profile.periods)
    verdict = "accepted" if accepted else "rejected"
    station.log("EVSE %d %s %s %s: %s", profile.evse_id, profile.purpose, limits, profile.unit, verdict)
    station.update()
    return accepted


def change_availability(station: Station, evse_id: int, operative: bool) -> str:
    """EVSE 0 is all of them; a running transaction goes on first."""
    if evse_id and not exists(station, evse_id):
        return "Rejected"
    evses = [station.evse(evse_id)] if evse_id else station.evses
    for evse in evses:
        evse.operative = operative
    station.update()
    return "Scheduled" if not operative and any(evse.transaction for evse in evses) else "Accepted"


def update_local_list(station: Station, version: int, update_type: str, entries: dict[str, str | None]) -> str:
    """Failed when it is more than the station takes in a message, or holds."""
    settings = station.settings
    if not settings.boolean("LocalAuthListEnabled") or len(entries) > settings.integer("SendLocalListMaxLength"):
        return "Failed"
    return station.local_list.update(version, update_type, entries, settings.integer("LocalAuthListMaxLength"))


def reset(station: Station, evse_id: int | None, on_idle: bool) -> str:
    """2.x: of one EVSE only its transaction ends, of the station the link too."""
    evses = [station.evse(evse_id)] if evse_id else station.evses
    if on_idle and any(evse.transaction for evse in evses):
        if not evse_id:
            station.background.spawn(_restart_when_idle(station))
        return "Scheduled"
    if evse_id:
        station.stop(evse_id, "ImmediateReset")
    else:
        restart(station, "RemoteReset", "ImmediateReset")
    return "Accepted"


def restart(station: Station, boot_reason: str, stop_reason: str) -> None:
    """End what runs, deliver it if that goes quickly, reconnect and boot."""
    station.background.spawn(reboot(station, boot_reason, stop_reason))


def change_password(station: Station, password: bytes) -> None:
    station.security_event("ReconfigurationOfSecurityParameters", "password", tell=False)
    station.link.password = password
    station.background.spawn(station.link.renew())


async def _restart_when_idle(station: Station) -> None:
    await station.until(lambda: not any(evse.transaction for evse in station.evses))
    await reboot(station, "ScheduledReset", "ImmediateReset")


async def _expire(station: Station, evse: Evse, remote: RemoteStart) -> None:
    timeout_s = station.settings.integer("ConnectionTimeOut")
    if not await station.until(lambda: evse.remote is not remote, timeout_s):
        evse.remote = None
        station.update()


def _free_evse(station: Station, evse_id: int | None, remote: RemoteStart) -> Evse | None:
    """The one asked for, else one with a car, else the one reserved for the token, else any."""
    asked = [evse for evse in station.evses if evse_id in (None, evse.id)]
    waiting = [evse for evse in asked if evse.in_service and not evse.transaction and not evse.remote]
    free = [evse for evse in waiting if station.admits(evse, remote.token, remote.group)]
    return min(free, key=lambda evse: (evse.car is None, not evse.reserved), default=None)


def _fits_transaction(station: Station, profile: ChargingProfile) -> bool:
    if profile.purpose == STATION_MAX or not profile.evse_id:
        return True
    if not exists(station, profile.evse_id):
        return False
    if profile.purpose != TX:
        return True
    transaction = station.evse(profile.evse_id).transaction
    if profile.transaction_id is None:
        return transaction is not None and not station.profiles.identified_by_id
    return transaction is not None and transaction is find_transaction(station, profile.transaction_id)
