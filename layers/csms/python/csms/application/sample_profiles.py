"""Every station with a profile in force is asked once a day for its composite schedule, a few in a run."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from csms.application.ask_composite import ask_composite
from csms.application.check_composite import SAMPLE_ORIGIN
from csms.application.ports import Ports
from csms.domain.commands import Command
from csms.domain.plans import EvsePlan, EvseState, SitePlan
from csms.domain.profile_checks import ProfileCheck
from csms.domain.stations import Station

MOST_SAMPLES = 2
"""Stations asked in one run."""
_SETTLED = timedelta(minutes=6)
_NEVER = datetime.min.replace(tzinfo=UTC)

Checks = dict[str, ProfileCheck]
"""By station."""


def with_samples(
    ports: Ports,
    plan: SitePlan,
    previous: SitePlan | None,
    commands: Mapping[str, Command],
    stations: Mapping[str, Station],
) -> SitePlan:
    """The plan names the questions before they leave. `commands` by message id: those of the questions before."""
    before = previous.checks if previous else ()
    known = {c.station_key: c.settled(commands.get(c.message_id or "")) for c in before if c.station_key in stations}
    wanted = sorted(_due(plan, known, stations), key=lambda key: known[key].asked_at if key in known else _NEVER)
    for key in wanted[:MOST_SAMPLES]:
        known[key] = ProfileCheck(key, plan.computed_at, ports.new_id(), _firmware(stations[key]))
    return replace(plan, checks=tuple(known.values()))


def ask_samples(ports: Ports, plan: SitePlan, previous: SitePlan | None, stations: Mapping[str, Station]) -> None:
    asked = {check.message_id for check in previous.checks} if previous else set()
    evses = {evse.station_key: evse.evse for evse in plan.evses if _settled(plan, evse)}
    for check in plan.checks:
        if check.message_id and check.message_id not in asked:
            station, evse = stations[check.station_key], evses[check.station_key]
            ask_composite(ports, station, evse, check.message_id, SAMPLE_ORIGIN)


def _due(plan: SitePlan, known: Checks, stations: Mapping[str, Station]) -> Iterator[str]:
    """One that deviates is asked for that reason already."""
    for key in dict.fromkeys(evse.station_key for evse in plan.evses if _settled(plan, evse) and not evse.deviation):
        if key not in known or known[key].due(plan.computed_at, _firmware(stations[key])):
            yield key


def _settled(plan: SitePlan, evse: EvsePlan) -> bool:
    """What was accepted a moment ago may still be on its way into the station's reckoning."""
    accepted = evse.control.accepted if evse.state is EvseState.IN_FORCE else None
    return accepted is not None and plan.computed_at - accepted.at >= _SETTLED


def _firmware(station: Station) -> str | None:
    return station.boot.get("firmware_version")
