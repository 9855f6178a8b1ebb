"""Prices of past delivery days, fetched because an operator wants them: some days at a time, until all have been."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from csms.application.fetch_prices import FETCH_DELAY_S, days_told, fetch_day, has_gaps
from csms.application.ports import Ports
from csms.application.save_prices import find_zone
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.price_zones import PastFetch, PriceZone

MOST_DAYS = 366
# A provider that says nothing takes 15 s a day, and a task has 60.
_DAYS_AT_ONCE = 3
_DAY = timedelta(days=1)


def request_past_prices(ports: Ports, zone_id: str, first: date, last: date) -> PriceZone:
    """Both days count. A fetch that still goes on is replaced.

    Raises NotFoundError, ConflictError for a zone without a provider, InvalidError naming `from` or `until`.
    """
    zone = find_zone(ports, zone_id)
    if zone.provider is None:
        raise ConflictError(f"price zone {zone_id} has no provider")
    if last > days_told(ports.now())[-1]:
        raise InvalidError("the prices of that day are not told yet", "until")
    if not first <= last < first + MOST_DAYS * _DAY:
        raise InvalidError(f"from must not be after until, nor more than {MOST_DAYS} days before", "from")
    fetch = PastFetch(first.isoformat(), last.isoformat(), first.isoformat())
    if not ports.price_zones.note_past_fetch(zone_id, fetch, before=None):
        raise ConflictError(f"price zone {zone_id} was removed meanwhile")
    ports.queues.after(FETCH_DELAY_S, _task(zone_id, fetch))
    return replace(zone, past_fetch=fetch)


def fetch_past_prices(ports: Ports, task: dict[str, Any]) -> None:
    """Some days of it. Of two tasks at the same day one goes on."""
    zone = ports.price_zones.get(task["zone"])
    if zone is None or zone.provider is None or zone.past_fetch is None or zone.past_fetch.next is None:
        return
    fetch = zone.past_fetch
    if fetch.next > task["day"]:  # its function died between the note and the next task
        ports.queues.after(FETCH_DELAY_S, _task(zone.id, fetch))
    if fetch.next != task["day"]:
        return
    further = _further(ports, zone, fetch)
    if ports.price_zones.note_past_fetch(zone.id, further, before=fetch.next) and further.next:
        ports.queues.after(FETCH_DELAY_S, _task(zone.id, further))


def _further(ports: Ports, zone: PriceZone, fetch: PastFetch) -> PastFetch:
    """What is there already is not asked for again; what is missing in the end is named."""
    assert fetch.next
    start, last = date.fromisoformat(fetch.next), date.fromisoformat(fetch.last)
    days = [day for n in range(_DAYS_AT_ONCE) if (day := start + n * _DAY) <= last]
    failures = {day: error for day in days if has_gaps(ports, zone, day) and (error := fetch_day(ports, zone, day))}
    following = days[-1] + _DAY
    return PastFetch(
        fetch.first,
        fetch.last,
        following.isoformat() if following <= last else None,
        (*fetch.without_prices, *(day.isoformat() for day in failures)),
        next(iter(failures.values()), fetch.error),
    )


def _task(zone_id: str, fetch: PastFetch) -> dict[str, Any]:
    return {"task": "fetch_past_prices", "zone": zone_id, "day": fetch.next}
