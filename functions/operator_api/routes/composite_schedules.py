"""Composite schedules: what limit follows from all profiles of a station, by our reckoning and by its own."""

from typing import Annotated, Self

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from csms import bootstrap
from csms.application.compute_composite import LONGEST, compute_composite
from csms.application.find_station import find_station
from csms.domain import clock, ids
from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_checks import CompositeCheck
from csms.domain.composite_schedule import CompositeSchedule
from csms.domain.errors import NotFoundError
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime

router = routing.router()
Evse = Annotated[int, Query(ge=0, le=2**31 - 1, description="0: all EVSEs of the station together.")]
Duration = Annotated[int, Query(ge=1, le=int(LONGEST.total_seconds()), description="In seconds, from now on.")]
Unit = Annotated[RateUnit, Query(description="A per phase, or W over all phases.")]


class CompositePeriodView(BaseModel):
    """`limit` holds from `start_s` seconds after the start; null is no limit."""

    start_s: int
    limit: float | None
    number_phases: int | None


class CompositeView(BaseModel):
    evse: int
    start: ShownTime
    duration_s: int
    rate_unit: RateUnit
    periods: list[CompositePeriodView]

    @classmethod
    def of(cls, made: CompositeSchedule) -> Self:
        periods = [CompositePeriodView(**period.__dict__) for period in made.periods]
        return cls(**{**made.__dict__, "start": clock.to_text(made.start), "periods": periods})


class DifferenceView(BaseModel):
    """From `start_s` until `end_s` the station says one limit and we the other; null is no limit."""

    start_s: int
    end_s: int
    station: float | None
    computed: float | None


class CompositeCheckView(BaseModel):
    """What the station answered to `command`, beside what follows from the profiles that we know it held then.

    `agrees` where they part by no more than rounding and clocks explain. No limit is taken for the station's
    `evse_max_current_a`, so that a profile which only the station knows shows as a difference.
    """

    command: str
    checked_at: ShownTime
    agrees: bool
    station: CompositeView
    computed: CompositeView
    differences: Annotated[list[DifferenceView], Field(description="In the unit of the two schedules.")]


@router.get("/api/stations/<identity>/composite-schedule")
def compute(
    identity: PathName, evse: Evse = 0, duration_s: Duration = 86400, rate_unit: Unit = RateUnit.AMPERE
) -> CompositeView:
    """What limit follows from the profiles that the station has accepted, from now on. The station is not asked."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    start = ports.now().replace(microsecond=0)
    return CompositeView.of(compute_composite(ports, station, evse, start, duration_s, rate_unit))


@router.get("/api/stations/<identity>/composite-schedules")
def list_checks(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[CompositeCheckView]:
    """The station's answers to `POST .../composite-schedule` of the last 90 days beside ours, newest first."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    page = ports.composite_checks.page(station.key, limit, cursor)
    return Page.of(page, lambda check: _view(station.key, check))


@router.get("/api/commands/<command_id>/composite-schedule")
def read_check(command_id: PathName) -> CompositeCheckView:
    """The answer to one command beside ours; 404 until the station has answered with a schedule."""
    place = ids.split(command_id)
    check = bootstrap.ports().composite_checks.get(*place) if place else None
    if place is None or check is None:
        raise NotFoundError(f"the command {command_id} has brought no composite schedule")
    return _view(place[0], check)


def _view(station_key: str, check: CompositeCheck) -> CompositeCheckView:
    return CompositeCheckView(
        command=ids.join(station_key, check.message_id),
        checked_at=check.checked_at,
        agrees=check.agrees,
        station=CompositeView.of(check.station),
        computed=CompositeView.of(check.computed),
        differences=[DifferenceView(**one.__dict__) for one in check.differences],
    )
