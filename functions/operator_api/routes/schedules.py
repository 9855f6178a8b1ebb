"""Schedules: limits that the operator books for a site, once or every week."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.book_schedule import book_schedule, cancel_schedule
from csms.application.ports import Ports
from csms.domain import clock, ids
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.schedules import Recurrence, Schedule
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Number, Page, PathName, ShownTime, Time

router = routing.router()
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_ONCE: dict[str, Any] = {"starts_at": "2026-03-01T17:00:00Z", "ends_at": "2026-03-01T20:00:00Z"}
_WEEKLY: dict[str, Any] = {"weekdays": ["mon", "tue"], "start_time": "17:00", "end_time": "20:00"}
_EXAMPLES: list[Any] = [
    {"site_id": "depot", "limit_a": 20, "recurrence": "once", **_ONCE},
    {"site_id": "depot", "limit_a": 20, "recurrence": "weekly", **_WEEKLY},
]


class ScheduleBody(Body):
    """`once`: from `starts_at` until `ends_at`. `weekly`: on `weekdays`, from `start_time` until `end_time` (HH:MM on
    the site's clock), past midnight where the end is not after the start."""

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    site_id: Name
    name: Name = "limit"
    limit_a: Annotated[Number, Field(ge=0, le=100_000, description="In A per phase, for the whole site.")]
    recurrence: Recurrence = Recurrence.ONCE
    starts_at: Time | None = None
    ends_at: Time | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    start_time: Name | None = None
    end_time: Name | None = None


class ScheduleView(BaseModel):
    id: str
    site_id: str
    name: str
    limit_a: float
    recurrence: Recurrence
    starts_at: ShownTime | None
    ends_at: ShownTime | None
    weekdays: list[str]
    start_time: str | None
    end_time: str | None
    created_at: ShownTime


@router.post("/api/schedules", responses=answers.CREATED)
def book(body: ScheduleBody) -> Response[ScheduleView]:
    """Book a limit. The site's plan is computed anew."""
    ports = bootstrap.ports()
    if ports.sites.get(body.site_id) is None:
        raise InvalidError(f"there is no site {body.site_id}", "site_id")
    shown = _view(book_schedule(ports, _schedule(ports, ports.new_id(), body)))
    return answers.created(shown, f"/api/schedules/{shown.id}")


@router.get("/api/schedules")
def list_all(
    site: Annotated[str | None, Query(max_length=255, description="Only the schedules of this site.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[ScheduleView]:
    """Booked schedules, newest first; those of one site come all at once."""
    schedules = bootstrap.ports().schedules
    if not site:
        return Page.of(schedules.page(limit, cursor), _view)
    return Page(items=[_view(s) for s in sorted(schedules.of_site(site), key=lambda s: s.created_at, reverse=True)])


@router.get("/api/schedules/<schedule_id>")
def read(schedule_id: PathName) -> ScheduleView:
    """A booked schedule."""
    return _view(_find(bootstrap.ports(), schedule_id))


@router.put("/api/schedules/<schedule_id>")
def change(schedule_id: PathName, body: ScheduleBody) -> ScheduleView:
    """Replace a booked schedule; it stays with its site."""
    ports = bootstrap.ports()
    known = _find(ports, schedule_id)
    if body.site_id != known.site_id:
        raise InvalidError(f"the schedule belongs to site {known.site_id}", "site_id")
    return _view(book_schedule(ports, _schedule(ports, known.id, body)))


@router.delete("/api/schedules/<schedule_id>", responses=answers.REMOVED)
def cancel(schedule_id: PathName) -> Response[str]:
    """Take a booked schedule back."""
    ports = bootstrap.ports()
    known = _find(ports, schedule_id)
    cancel_schedule(ports, known.site_id, known.id)
    return answers.removed()


def _find(ports: Ports, public_id: str) -> Schedule:
    place = ids.split(public_id)
    schedule = ports.schedules.get(*place) if place else None
    if schedule is None:
        raise NotFoundError(f"there is no schedule {public_id}")
    return schedule


def _schedule(ports: Ports, schedule_id: str, body: ScheduleBody) -> Schedule:
    return Schedule(id=schedule_id, created_at=clock.to_text(ports.now()), **body.model_dump())


def _view(schedule: Schedule) -> ScheduleView:
    shown = {"id": ids.join(schedule.site_id, schedule.id), "weekdays": list(schedule.weekdays)}
    return ScheduleView(**{**schedule.__dict__, **shown})
