"""A station's answers about charging profiles: only what it has accepted is taken for installed."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Effects, Ports
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.installed_profiles import AwaitedStart, InstalledProfile, clears, replaces
from csms.domain.operations import ClearChargingProfile

# A transaction takes 100 writes, the command's own and other things along among them.
_AT_ONCE = 90
_LATER_S = 2


@dataclass(frozen=True)
class ProfileSet:
    """`status` is the station's word. `awaits` where the profile came with a remote start, None too without one."""

    status: str | None
    evse: int
    profile: ChargingProfile | None
    awaits: AwaitedStart | None = None


@dataclass(frozen=True)
class ProfilesCleared:
    status: str | None
    wanted: ClearChargingProfile


def record_profile_set(ports: Ports, command: Command, outcome: Outcome, told: ProfileSet) -> Effects:
    """With the profiles that it replaces gone. One that a later command has replaced already was not there for long."""
    if outcome.status is not CommandStatus.DONE or told.status != "Accepted" or told.profile is None:
        return Effects()
    new = InstalledProfile(
        message_id=command.message_id,
        evse=told.evse,
        profile=told.profile,
        installed_at=outcome.finished_at,
        version=command.version,
        awaits=told.awaits,
    )
    held = ports.installed_profiles.of_station(command.station_key)
    gone = [] if new.awaits else [old.message_id for old in held if replaces(new, old)]
    effects = _without(ports, command.station_key, gone)
    if any(replaces(later, new) for later in held):
        return effects
    saved = ports.installed_profiles.prepared_save(command.station_key, new)
    return Effects((saved, *effects.writes), effects.tasks)


def record_profiles_cleared(ports: Ports, command: Command, outcome: Outcome, told: ProfilesCleared) -> Effects:
    """Unknown says that it holds none that fits: what we thought it held is gone as well (steve#963)."""
    if outcome.status is not CommandStatus.DONE or told.status not in ("Accepted", "Unknown"):
        return Effects()
    held = ports.installed_profiles.of_station(command.station_key)
    gone = [one.message_id for one in held if clears(told.wanted, command.message_id, one)]
    return _without(ports, command.station_key, gone)


def forget_profiles(ports: Ports, task: dict[str, Any]) -> None:
    """The rest of what one answer cleared."""
    ports.installed_profiles.remove(task["station_key"], task["message_ids"])


def _without(ports: Ports, station_key: str, message_ids: list[str]) -> Effects:
    now, later = message_ids[:_AT_ONCE], message_ids[_AT_ONCE:]
    writes = tuple(ports.installed_profiles.prepared_remove(station_key, message_id) for message_id in now)
    task = {"task": "forget_profiles", "station_key": station_key, "message_ids": later}
    return Effects(writes, ((_LATER_S, task),) if later else ())
