"""A station's composite schedule compared with ours, as of when it answered."""

from dataclasses import dataclass, replace

from csms.application.compute_composite import compute_composite, supply_of
from csms.application.ports import Effects, Ports
from csms.domain import clock
from csms.domain.charging_profiles import RateUnit
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.composite_checks import CompositeCheck, differences
from csms.domain.composite_schedule import CompositePeriod, CompositeSchedule
from csms.domain.stations import Station

SAMPLE_ORIGIN = "profile_sample"
_LATER_S = 2


@dataclass(frozen=True)
class CompositeTold:
    """What the station answered; `start` None where it did not say. No periods: it reported none."""

    status: str | None
    evse: int
    start: str | None
    duration_s: int
    rate_unit: RateUnit
    periods: tuple[CompositePeriod, ...]


def check_composite(ports: Ports, command: Command, outcome: Outcome, told: CompositeTold) -> Effects:
    """The comparison, stored with the answer."""
    if outcome.status is not CommandStatus.DONE or told.status != "Accepted" or not told.periods:
        return Effects()
    station = ports.stations.get(command.station_key)
    if station is None:
        return Effects()
    start = clock.parse_stored(told.start or outcome.finished_at)
    computed = compute_composite(ports, station, told.evse, start, told.duration_s, told.rate_unit)
    theirs = CompositeSchedule(told.evse, start, computed.duration_s, told.rate_unit, _within(told, computed))
    apart = differences(theirs, computed, _most(ports, station, told))
    check = CompositeCheck(command.message_id, outcome.finished_at, theirs, computed, apart)
    matters = command.origin == SAMPLE_ORIGIN and (bool(apart) or _differed(ports, station, told.evse))
    task = {"task": "profiles_differ", "station_key": station.key, "message_id": command.message_id}
    return Effects((ports.composite_checks.prepared_save(station.key, check),), ((_LATER_S, task),) if matters else ())


def _differed(ports: Ports, station: Station, evse: int) -> bool:
    """When it was asked before."""
    newest = ports.composite_checks.page(station.key, 1, None).items
    return any(before.station.evse == evse and not before.agrees for before in newest)


def _within(told: CompositeTold, computed: CompositeSchedule) -> tuple[CompositePeriod, ...]:
    """In order, from 0 on, and as far as ours goes."""
    periods = sorted((p for p in told.periods if p.start_s < computed.duration_s), key=lambda p: p.start_s)
    return (replace(periods[0], start_s=0), *periods[1:]) if periods else ()


def _most(ports: Ports, station: Station, told: CompositeTold) -> float:
    """What the EVSE, or all EVSEs together, can draw by what the operator has said of the station."""
    supply = supply_of(ports, station)
    evses = 1 if told.evse else len(station.evses)
    most_a = station.evse_max_current_a * evses
    return most_a if told.rate_unit is RateUnit.AMPERE else most_a * supply.voltage_v * supply.phases
