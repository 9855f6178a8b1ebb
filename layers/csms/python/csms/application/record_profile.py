"""A station's answers about charging profiles: only what it has accepted is taken for installed."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Effects, Ports
from csms.application.record_answer import planned_site
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
        site_id=planned_site(command.origin),
    )
    held = ports.installed_profiles.of_station(command.station_key)
    effects = _without(ports, command, [] if new.awaits else [old for old in held if replaces(new, old)])
    if any(replaces(later, new) for later in held):
        return effects
    saved = ports.installed_profiles.prepared_save(command.station_key, new)
    return Effects((saved, *effects.writes), effects.tasks)


def record_profiles_cleared(ports: Ports, command: Command, outcome: Outcome, told: ProfilesCleared) -> Effects:
    """Unknown says that it holds none that fits: what we thought it held is gone as well (steve#963)."""
    if outcome.status is not CommandStatus.DONE or told.status not in ("Accepted", "Unknown"):
        return Effects()
    held = ports.installed_profiles.of_station(command.station_key)
    return _without(ports, command, [one for one in held if clears(told.wanted, command.message_id, one)])


def forget_profiles(ports: Ports, task: dict[str, Any]) -> None:
    """The rest of what one answer cleared."""
    ports.installed_profiles.remove(task["station_key"], task["message_ids"])


def _without(ports: Ports, command: Command, gone: list[InstalledProfile]) -> Effects:
    now, later = gone[:_AT_ONCE], [one.message_id for one in gone[_AT_ONCE:]]
    writes = tuple(ports.installed_profiles.prepared_remove(command.station_key, one.message_id) for one in now)
    rest = {"task": "forget_profiles", "station_key": command.station_key, "message_ids": later}
    tasks = [*_lost_grants(command, gone), *([rest] if later else [])]
    return Effects(writes, tuple((_LATER_S, task) for task in tasks))


def _lost_grants(command: Command, gone: list[InstalledProfile]) -> list[dict[str, Any]]:
    """The planners of whose profiles something is gone by another's hand: each keeps its own book of them."""
    sites = {one.site_id for one in gone if one.site_id and one.site_id != planned_site(command.origin)}
    return [
        {
            "task": "forget_grants",
            "site_id": site,
            "message_ids": [one.message_id for one in gone if one.site_id == site],
        }
        for site in sorted(sites)
    ]
