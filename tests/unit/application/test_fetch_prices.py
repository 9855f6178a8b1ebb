"""Prices fetched from a provider: what is missing, when it is told, and when somebody has to know."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from csms.application.fetch_prices import fetch_prices, fetch_task, market_day, request_due_prices
from csms.application.ports import PricesUnavailableError
from csms.domain import prices
from csms.domain.alarms import Alarm
from csms.domain.price_zones import PriceZone, ProviderName
from csms.domain.prices import PricePoint
from tests.support.world import World, world

ZONE = PriceZone("SE3", "SEK", "2026-01-01T00:00:00.000Z", provider=ProviderName.NORDIC, area="SE3")
HOUR = timedelta(hours=1)


@dataclass
class Provider:
    """Tells `hours` of each day, None for the whole day; `broken` is what it says instead."""

    currency: str = "SEK"
    hours: int | None = None
    step: timedelta = HOUR
    broken: str | None = None
    asked: list[date] = field(default_factory=list)

    def day_ahead(self, zone: PriceZone, start: datetime, until: datetime) -> list[PricePoint]:
        self.asked.append((until - HOUR * 6).date())
        if self.broken:
            raise PricesUnavailableError(self.broken)
        count, step = self.hours if self.hours is not None else (until - start) // self.step, self.step
        return [PricePoint(start + n * step, start + (n + 1) * step, Decimal(n), self.currency) for n in range(count)]


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.ports.price_zones.save(ZONE)
        yield made


@pytest.fixture
def provider(csms: World) -> Provider:
    told = Provider()
    csms.price_providers[ProviderName.NORDIC] = told
    return told


def fetch(csms: World, at: str) -> PriceZone:
    csms.moment = datetime.fromisoformat(at)
    csms.run_task(fetch_task("SE3"))
    zone = csms.ports.price_zones.get("SE3")
    assert zone
    return zone


def test_each_day_is_fetched_once_when_it_is_told(csms: World, provider: Provider) -> None:
    assert fetch(csms, "2026-03-28T11:59Z").fetched_at == "2026-03-28T11:59:00.000Z"
    assert provider.asked == [date(2026, 3, 28)]
    for moment in ("2026-03-28T12:15Z", "2026-03-28T13:15Z"):  # 13:15 and 14:15 in Brussels
        fetch(csms, moment)
    assert provider.asked == [date(2026, 3, 28), date(2026, 3, 29)]
    start, until = market_day(date(2026, 3, 29))
    assert until - start == timedelta(hours=23)
    assert len(csms.ports.prices.between("SE3", start, until)) == 23
    assert csms.alarms == []


def test_what_is_not_told_is_asked_for_again_and_overdue_raises_an_alarm(csms: World, provider: Provider) -> None:
    fetch(csms, "2026-03-28T08:00Z")
    provider.broken = "not published yet"
    assert fetch(csms, "2026-03-28T16:45Z").fetch_error == "2026-03-29: not published yet"
    assert csms.alarms == []
    fetch(csms, "2026-03-28T17:15Z")
    assert csms.alarms == [Alarm.PRICES_MISSING]
    fetch(csms, "2026-03-28T17:20Z")
    csms.react()
    [told] = csms.bus.published
    day = {"day": "2026-03-29", "gap_from": "2026-03-28T23:00:00.000Z", "gap_to": "2026-03-29T22:00:00.000Z"}
    assert (told.type, told.data) == ("price.gap", {"price_zone": "SE3", **day})
    csms.alarms.pop()
    provider.broken = None
    assert fetch(csms, "2026-03-28T18:15Z").fetch_error is None
    assert csms.alarms == [Alarm.PRICES_MISSING]
    assert provider.asked[1:] == [date(2026, 3, 29)] * 4


@pytest.mark.parametrize(("day", "quarters"), [("2026-03-29", 92), ("2026-10-25", 100), ("2026-06-01", 96)])
def test_a_market_of_quarter_hours_has_no_gap_when_the_clocks_change(
    csms: World, provider: Provider, day: str, quarters: int
) -> None:
    provider.step = timedelta(minutes=15)
    assert fetch(csms, f"{day}T08:00Z").fetch_error is None
    start, until = market_day(date.fromisoformat(day))
    points = csms.ports.prices.between("SE3", start, until)
    assert (len(points), prices.gaps(points, start, until)) == (quarters, [])
    assert [point.price_per_kwh for point in points] == list(range(quarters))


def test_half_a_day_is_kept_and_its_gap_told(csms: World, provider: Provider) -> None:
    provider.hours = 10
    zone = fetch(csms, "2026-10-25T08:00Z")
    assert zone.fetch_error == "2026-10-25: no price from 2026-10-25T08:00:00.000Z until 2026-10-25T23:00:00.000Z"
    assert csms.alarms == [Alarm.PRICES_MISSING]
    start, until = market_day(date(2026, 10, 25))
    assert prices.gaps(csms.ports.prices.between("SE3", start, until), start, until) == [(start + 10 * HOUR, until)]


def test_prices_in_another_currency_are_refused(csms: World, provider: Provider) -> None:
    provider.currency = "EUR"
    assert fetch(csms, "2026-03-28T08:00Z").fetch_error == "2026-03-28: the prices of SE3 are in SEK, not in EUR"


def test_only_zones_with_a_provider_are_due(csms: World) -> None:
    csms.ports.price_zones.save(PriceZone("X", "EUR", "2026-01-02T00:00:00.000Z"))
    with csms.guard.running("scheduled_task"):
        assert request_due_prices(csms.ports) == 1
    assert [task for _, task in csms.queues.tasks] == [fetch_task("SE3")]
    for gone in ("X", "never"):
        fetch_prices(csms.ports, fetch_task(gone))
    csms.ports.price_zones.note_fetch("never", "2026-03-28T08:00:00.000Z", None)
    assert csms.ports.price_zones.get("never") is None
    assert market_day(date(2026, 6, 1))[0] == datetime(2026, 5, 31, 22, tzinfo=UTC)
