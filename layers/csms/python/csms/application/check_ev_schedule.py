"""The schedule that a car has chosen, against what its EVSE may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csms.application.compute_composite import supply_of
from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.domain import clock, external_limits, steps
from csms.domain.charging_profiles import Period, RateUnit
from csms.domain.stations import Connection, Station
from csms.domain.steps import Steps

_TOLERANCE_A = 0.2
_CLOCKS = timedelta(seconds=60)


@dataclass(frozen=True)
class EvSchedule:
    """From `start` on, at most so much."""

    evse: int
    unit: RateUnit
    start: str | None
    duration_s: int | None
    periods: Sequence[Period]
    event: RecordStationEvent


def check_ev_schedule(ports: Ports, connection: Connection, told: EvSchedule) -> bool:
    """Whether it is within the profile that the station has accepted of the planner (K15.FR.11, FR.12).

    Where it is not, the site is planned anew, which sends a profile (K15.FR.13).
    """
    record_station_event(ports, connection, told.event)
    station = ports.stations.get(connection.station_key)
    allowed = _allowed(ports, station, told.evse) if station else ()
    if station is None or not allowed:
        return True
    start = clock.parse_stored(told.start) if told.start else ports.now()
    wanted = external_limits.steps_of(start, told.duration_s, told.unit, told.periods, supply_of(ports, station))
    if _within(wanted, allowed):
        return True
    if station.site_id:
        ports.queues.request_plan(station.site_id)
    return False


def _allowed(ports: Ports, station: Station, evse: int) -> Steps:
    """Empty where the station holds nothing of ours."""
    plan = ports.plans.get(station.site_id) if station.site_id else None
    parts = (part for part in plan.evses if (part.station_key, part.evse) == (station.key, evse)) if plan else ()
    held = [part.control.accepted.steps for part in parts if part.control.accepted]
    return held[0] if held else ()


def _within(wanted: Steps, allowed: Steps) -> bool:
    """At every time at which either changes; a minute to either side, for clocks."""
    changes = (step.start for step in (*wanted, *allowed))
    return all(
        steps.value_at(wanted, moment) <= _most_a(allowed, moment) + _TOLERANCE_A
        for moment in changes
        if wanted[0].start <= moment < wanted[-1].start
    )


def _most_a(allowed: Steps, moment: datetime) -> float:
    around = (max(allowed[0].start, moment + delta) for delta in (-_CLOCKS, timedelta(0), _CLOCKS))
    return max(steps.sample(allowed, around))
