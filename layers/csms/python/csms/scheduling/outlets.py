"""The EVSEs that count in a run, with what earlier runs know of them."""

from collections.abc import Mapping
from datetime import datetime

from csms.domain.commands import Command
from csms.domain.plans import Control, EvsePlan, SitePlan
from csms.scheduling.bounds import Outlet
from csms.scheduling.outcomes import after_reboot, fold
from csms.scheduling.site_state import RunningSession, SiteState, StationState


def fail_safe_slots(state: SiteState, previous: SitePlan | None, commands: Mapping[str, Command]) -> dict[str, Control]:
    """The TxDefaultProfile slot of every station; it survives a reboot."""
    known = {slot.station_key: slot.control for slot in previous.fail_safes} if previous else {}
    return {s.key: fold(known.get(s.key, Control()), commands, state.now) for s in state.stations}


def outlets(
    state: SiteState, fail_safes: dict[str, Control], previous: SitePlan | None, commands: Mapping[str, Command]
) -> list[Outlet]:
    """Every session, and every idle EVSE of a station that holds a fail-safe, or may.

    A session that such an EVSE starts may draw the fail-safe until it is planned: for seconds, or as long as the cloud
    or the link is away. Where the operator has switched fail-safes off that counts for stations out of sight only.
    """
    known = {(evse.station_key, evse.transaction_id): evse for evse in previous.evses} if previous else {}
    last_run = previous.computed_at if previous else state.now
    found = []
    for station in state.members:
        fail_safe, sessions = fail_safes[station.key], newest_sessions(station)
        guarded = not fail_safe.empty and (state.fail_safe or not station.steerable)
        for evse in sorted(station.evses):
            session = sessions.get(evse)
            if session is not None:
                slot = _slot(known.get((station.key, session.transaction_id)), station, commands, state.now, last_run)
                found.append(Outlet((station.key, evse), station, fail_safe, slot, session, guarded=guarded))
            elif guarded:
                found.append(Outlet((station.key, evse), station, fail_safe, guarded=True))
    return found


def newest_sessions(station: StationState) -> dict[int, RunningSession]:
    """One session per EVSE: an older one there was never ended by its station."""
    return {session.evse: session for session in sorted(station.sessions, key=lambda session: session.started_at)}


def _slot(
    known: EvsePlan | None,
    station: StationState,
    commands: Mapping[str, Command],
    now: datetime,
    last_run: datetime,
) -> Control:
    if known is None:
        return Control()
    return after_reboot(fold(known.control, commands, now), station.booted_at, last_run)
