"""Day-ahead prices from a zone's provider: what is missing of today and tomorrow, tried every hour until it is there.

A delivery day of the European day-ahead market is a day of Brussels' clock, of 23 to 25 hours; the next one's prices
are told from about 13:00 on.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from csms.application.ports import Ports, PricesUnavailableError
from csms.application.save_prices import save_prices
from csms.application.tell_events import tell
from csms.domain import clock, event_data, prices
from csms.domain.alarms import Alarm
from csms.domain.errors import DomainError
from csms.domain.events import Happening, id_of
from csms.domain.price_zones import PriceZone
from csms.domain.prices import Interval

MARKET = ZoneInfo("Europe/Brussels")
_TOLD_FROM, _OVERDUE_FROM = time(13), time(18)
_PAGE_SIZE = 100
FETCH_DELAY_S = 1


def fetch_task(zone_id: str) -> dict[str, Any]:
    return {"task": "fetch_prices", "zone": zone_id}


def request_due_prices(ports: Ports) -> int:
    """The scheduler's tick: a task for each zone with a provider; how many."""
    asked, cursor = 0, None
    while True:
        page = ports.price_zones.page(_PAGE_SIZE, cursor)
        for zone in page.items:
            if zone.provider is not None:
                ports.queues.after(FETCH_DELAY_S, fetch_task(zone.id))
                asked += 1
        cursor = page.next_cursor
        if cursor is None:
            return asked


def fetch_prices(ports: Ports, task: dict[str, Any]) -> None:
    """Fetch what is missing. What went wrong is kept with the zone; what should be there and is not raises an alarm."""
    zone = ports.price_zones.get(task["zone"])
    if zone is None or zone.provider is None:
        return
    missing = [day for day in days_told(ports.now()) if _gaps(ports, zone, day)]
    if not missing:
        return
    errors = [error for day in missing if (error := fetch_day(ports, zone, day))]
    ports.price_zones.note_fetch(zone.id, clock.to_text(ports.now()), "; ".join(errors) or None)
    overdue = [(day, gaps) for day in missing if _is_overdue(day, ports.now()) and (gaps := _gaps(ports, zone, day))]
    for day, gaps in overdue:
        _tell_gap(ports, zone, day, gaps[0])
    if overdue:
        ports.count_alarm(Alarm.PRICES_MISSING)


def market_day(day: date) -> Interval:
    """When the delivery day begins and ends."""
    first, last = (datetime.combine(day + timedelta(days=n), time.min, MARKET) for n in (0, 1))
    return first.astimezone(UTC), last.astimezone(UTC)


def _tell_gap(ports: Ports, zone: PriceZone, day: date, gap: Interval) -> None:
    """Once a day, however often it is tried."""
    now = clock.to_text(ports.now())
    said = event_data.PriceGap(zone.id, day.isoformat(), *map(clock.to_text, gap))
    tell(ports, Happening("price.gap", now, said), id_of("price.gap", zone.id, day), now)


def fetch_day(ports: Ports, zone: PriceZone, day: date) -> str | None:
    """What went wrong, None for nothing."""
    assert zone.provider
    try:
        points = ports.price_providers[zone.provider].day_ahead(zone, *market_day(day))
        save_prices(ports, zone.id, points, [f"prices.{number}" for number in range(len(points))])
    except (PricesUnavailableError, DomainError) as error:
        return f"{day}: {error}"
    gaps = _gaps(ports, zone, day)
    return f"{day}: no price from {clock.to_text(gaps[0][0])} until {clock.to_text(gaps[0][1])}" if gaps else None


def has_gaps(ports: Ports, zone: PriceZone, day: date) -> bool:
    return bool(_gaps(ports, zone, day))


def _gaps(ports: Ports, zone: PriceZone, day: date) -> list[Interval]:
    start, until = market_day(day)
    return prices.gaps(ports.prices.between(zone.id, start, until), start, until)


def days_told(now: datetime) -> list[date]:
    """Today, and tomorrow once its prices may be there."""
    local = now.astimezone(MARKET)
    return [local.date(), *([local.date() + timedelta(days=1)] if local.time() >= _TOLD_FROM else [])]


def _is_overdue(day: date, now: datetime) -> bool:
    local = now.astimezone(MARKET)
    return day <= local.date() or local.time() >= _OVERDUE_FROM
