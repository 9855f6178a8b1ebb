"""What is booked for a site; every change is planned at once, and again when it begins and ends."""

from dataclasses import replace

from csms.application.keep_wake_ups import forget, wake_for
from csms.application.ports import Ports
from csms.domain import clock, schedules
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.ids import key_of
from csms.domain.schedules import Schedule
from csms.domain.wake_ups import wake_ups


def book_schedule(ports: Ports, schedule: Schedule) -> Schedule:
    """Create or replace; a replaced schedule keeps its time of creation.

    Raises NotFoundError for an unknown site, InvalidError naming the member that is wrong or already over.
    """
    site = ports.sites.get(schedule.site_id)
    if site is None:
        raise NotFoundError(f"no site {schedule.site_id}")
    schedules.validate(schedule)
    _check_named(ports, schedule)
    if schedules.is_over(schedule, ports.now()):
        raise InvalidError("ends_at has passed", "ends_at")
    known = ports.schedules.get(schedule.site_id, schedule.id)
    saved = replace(
        schedule,
        created_at=known.created_at if known else schedule.created_at,
        starts_at=_stored(schedule.starts_at),
        ends_at=_stored(schedule.ends_at),
    )
    wake_for(ports, site, [saved])
    ports.schedules.save(saved)
    forget(ports, wake_ups(site, [known] if known else [], ports.now()), site.id)
    ports.queues.request_plan(saved.site_id)
    return saved


def cancel_schedule(ports: Ports, site_id: str, schedule_id: str) -> None:
    """Raises NotFoundError."""
    known = ports.schedules.get(site_id, schedule_id)
    if known is None:
        raise NotFoundError(f"no schedule {schedule_id}")
    ports.schedules.remove(site_id, schedule_id)
    forget(ports, wake_ups(ports.sites.get(site_id), [known], ports.now()), site_id)
    ports.queues.request_plan(site_id)


def _check_named(ports: Ports, schedule: Schedule) -> None:
    if schedule.station is not None:
        station = ports.stations.get(key_of(schedule.station))
        if station is None or station.site_id != schedule.site_id:
            raise InvalidError(f"site {schedule.site_id} has no station {schedule.station}", "station")
    if schedule.token is not None and ports.tokens.get(key_of(schedule.token)) is None:
        raise InvalidError(f"there is no token {schedule.token}", "token")


def _stored(text: str | None) -> str | None:
    moment = clock.parse(text) if text else None
    return clock.to_text(moment) if moment else None
