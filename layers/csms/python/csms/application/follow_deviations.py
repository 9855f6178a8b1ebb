"""Stations that draw more than they accepted: an alarm once per episode, and a look at what they hold."""

from collections.abc import Iterator
from dataclasses import replace

from csms.application.ask_composite import ask_composite
from csms.application.ports import Ports, StationEvent
from csms.application.raise_alarm import raise_alarm
from csms.domain import clock, ids
from csms.domain.alarms import CLEARED_TYPE, Alarm
from csms.domain.plans import EvsePlan, SitePlan
from csms.domain.stations import Station

MOST_CHECKS = 3
"""Stations asked for their composite schedule in one run."""


def with_checks(ports: Ports, plan: SitePlan, previous: SitePlan | None) -> SitePlan:
    """The plan names the questions before they leave."""
    asked = list(_new(plan, previous))[:MOST_CHECKS]
    evses = (_with_check(evse, ports.new_id()) if evse in asked else evse for evse in plan.evses)
    return replace(plan, evses=tuple(evses)) if asked else plan


def follow_deviations(ports: Ports, plan: SitePlan, previous: SitePlan | None, stations: dict[str, Station]) -> None:
    for evse in _new(plan, previous):
        _ring(ports, evse)
        if evse.deviation and evse.deviation.check:
            ask_composite(ports, stations[evse.station_key], evse.evse, evse.deviation.check)
    for evse in _over(plan, previous):
        event = {"alarm": Alarm.PROFILE_DEVIATION.value, "evse": evse.evse, "transaction_id": evse.transaction_id}
        ports.station_events.add(
            evse.station_key, StationEvent(ports.new_id(), CLEARED_TYPE, clock.to_text(ports.now()), event)
        )


def _new(plan: SitePlan, previous: SitePlan | None) -> Iterator[EvsePlan]:
    """Those that deviate for sure and did not in the plan before."""
    before = _lasting(previous)
    return (evse for key, evse in _lasting(plan).items() if key not in before)


def _over(plan: SitePlan, previous: SitePlan | None) -> Iterator[EvsePlan]:
    now = _lasting(plan)
    return (evse for key, evse in _lasting(previous).items() if key not in now)


def _lasting(plan: SitePlan | None) -> dict[tuple[str, str], EvsePlan]:
    evses = plan.evses if plan else ()
    return {(evse.station_key, evse.transaction_id): evse for evse in evses if evse.deviation and evse.deviation.lasts}


def _with_check(evse: EvsePlan, message_id: str) -> EvsePlan:
    return replace(evse, deviation=replace(evse.deviation, check=message_id)) if evse.deviation else evse


def _ring(ports: Ports, evse: EvsePlan) -> None:
    deviation = evse.deviation
    if deviation is None:
        return
    raise_alarm(
        ports,
        evse.station_key,
        Alarm.PROFILE_DEVIATION,
        evse=evse.evse,
        transaction_id=evse.transaction_id,
        kind=deviation.kind.value,
        measured_a=deviation.measured_a,
        allowed_a=deviation.allowed_a,
        since=clock.to_text(deviation.since),
        command=ids.join(evse.station_key, deviation.check) if deviation.check else None,
    )
