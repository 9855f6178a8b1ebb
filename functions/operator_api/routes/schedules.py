"""Schedules: what the operator books for a site, once or every week."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from csms import bootstrap
from csms.application.book_schedule import book_schedule, cancel_schedule
from csms.application.ports import Ports
from csms.domain import clock, ids
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.schedules import Schedule
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName
from operator_api.schedule_views import ScheduleBody, ScheduleView, schedule, view

router = routing.router()


@router.post("/api/schedules", responses=answers.CREATED)
def book(body: ScheduleBody) -> Response[ScheduleView]:
    """Book a limit, a price, a priority, quiet hours or a target. The site is planned anew now, and in the minute in
    which it begins and ends."""
    ports = bootstrap.ports()
    if ports.sites.get(body.site_id) is None:
        raise InvalidError(f"there is no site {body.site_id}", "site_id")
    shown = view(book_schedule(ports, schedule(ports.new_id(), body, clock.to_text(ports.now()))))
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
        return Page.of(schedules.page(limit, cursor), view)
    return Page(items=[view(s) for s in sorted(schedules.of_site(site), key=lambda s: s.created_at, reverse=True)])


@router.get("/api/schedules/<schedule_id>")
def read(schedule_id: PathName) -> ScheduleView:
    """A booked schedule."""
    return view(_find(bootstrap.ports(), schedule_id))


@router.put("/api/schedules/<schedule_id>")
def change(schedule_id: PathName, body: ScheduleBody) -> ScheduleView:
    """Replace a booked schedule; it stays with its site."""
    ports = bootstrap.ports()
    known = _find(ports, schedule_id)
    if body.site_id != known.site_id:
        raise InvalidError(f"the schedule belongs to site {known.site_id}", "site_id")
    return view(book_schedule(ports, schedule(known.id, body, clock.to_text(ports.now()))))


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
