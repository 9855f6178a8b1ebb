"""Prices as DynamoDB keeps them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from csms.application.save_prices import save_prices
from csms.domain.errors import ConcurrentChangeError
from csms.domain.prices import PricePoint
from tests.support.world import World, world

START = datetime(2026, 3, 1, 22, tzinfo=UTC)
QUARTERS = [
    PricePoint(START + timedelta(minutes=15 * n), START + timedelta(minutes=15 * n + 15), Decimal(n).scaleb(-5), "SEK")
    for n in range(90 * 96)
]


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        yield made


def _save(csms: World, points: list[PricePoint]) -> None:
    save_prices(csms.ports, "SE3", points, [str(number) for number in range(len(points))])


def test_ninety_days_of_quarters_are_one_transaction_and_come_back_exactly(csms: World) -> None:
    csms.requests.clear()
    _save(csms, QUARTERS)
    assert csms.requests.count("TransactWriteItems") == 1
    assert csms.ports.prices.between("SE3", START, START + timedelta(days=90)) == tuple(QUARTERS)
    [first] = csms.ports.prices.between("SE3", START, START + timedelta(minutes=5))
    assert (first.end, first.price_per_kwh) == (START + timedelta(minutes=5), Decimal("0.00000"))
    assert csms.ports.prices.between("SE4", START, START + timedelta(days=1)) == ()
    assert csms.ports.prices.between("SE3", START, START) == ()


def test_a_day_that_changed_meanwhile_is_read_again(csms: World) -> None:
    _save(csms, QUARTERS[:4])
    stale = csms.ports.prices.days("SE3", [START.date()])
    _save(csms, QUARTERS[4:6])
    with pytest.raises(ConcurrentChangeError):
        csms.ports.prices.save(stale, None)
    zone = csms.ports.price_zones.get("SE3")
    with pytest.raises(ConcurrentChangeError):
        csms.ports.prices.save([], zone)
    assert len(csms.ports.prices.between("SE3", START, START + timedelta(hours=4))) == 6
