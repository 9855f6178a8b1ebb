"""The month's peak by the sums of usage, read once an hour where it costs something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csms.application.ports import UsageEntry
from csms.application.read_month_peak import read_month_peak
from csms.domain.plans import SitePlan
from csms.domain.sites import Site, Strategy
from csms.domain.usage import amounts
from csms.domain.usage.amounts import Key
from csms.scheduling.memory import SiteMemory
from csms.scheduling.quarter_peak import QuarterPeak
from tests.support.world import World, world

NOW = datetime(2026, 6, 20, 12, 30, tzinfo=UTC)
SITE = Site(
    "depot",
    "Depot",
    "2026-01-01T00:00:00.000Z",
    "Europe/Stockholm",
    strategy=Strategy.CHEAPEST_BY_DEPARTURE,
    demand_charge_per_kw=10.0,
)


@pytest.fixture
def charged() -> Iterator[World]:
    """9 kW in the last quarter of May by the site's clock, 7 kW in the first of June, 5 kW on the tenth."""
    sums = {"2026-05-31": {"e87": 2_250_000, "e88": 1_750_000}, "2026-06-10": {"e40": 1_250_000}}
    contribution = {Key(amounts.site("depot"), day): parts for day, parts in sums.items()}
    with world() as csms:
        csms.ports.usage.add(UsageEntry("session"), contribution)
        csms.requests.clear()
        yield csms


def plan_seen_at(moment: datetime) -> SitePlan:
    memory = SiteMemory(peak=QuarterPeak().seen(0.0, moment.astimezone(ZoneInfo(SITE.time_zone))))
    return SitePlan("depot", 1, moment, memory=memory.to_dict())


def test_it_is_the_highest_quarter_of_the_sites_own_month(charged: World) -> None:
    assert read_month_peak(charged.ports, SITE, NOW, None) == 7000
    assert len(charged.requests) == 1
    assert read_month_peak(charged.ports, replace(SITE, time_zone="UTC"), NOW, None) == 5000


def test_it_is_read_once_an_hour(charged: World) -> None:
    assert read_month_peak(charged.ports, SITE, NOW, plan_seen_at(NOW - timedelta(minutes=20))) == 0
    assert charged.requests == []
    assert read_month_peak(charged.ports, SITE, NOW, plan_seen_at(NOW - timedelta(minutes=40))) == 7000


@pytest.mark.parametrize("change", [{"demand_charge_per_kw": 0.0}, {"strategy": Strategy.FAIR_SHARE}])
def test_where_no_peak_is_paid_for_nothing_is_read(charged: World, change: dict[str, object]) -> None:
    assert read_month_peak(charged.ports, replace(SITE, **change), NOW, None) == 0  # type: ignore[arg-type]
    assert charged.requests == []
