"""Sites, schedules and plans as DynamoDB keeps them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from csms.adapters.dynamodb.models import ScheduleItem
from csms.domain.errors import ConcurrentChangeError
from csms.domain.loads import LoadDay, Reading
from csms.domain.plans import SitePlan
from csms.domain.retention import SCHEDULES
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Node, Site
from tests.support.world import World, world

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NODES = (Node("a", 32.0), Node("b", 16.0, "a"))
SITE = Site("depot", "Depot", "2026-01-01T00:00:00.000Z", "Europe/Stockholm", 62.5, NODES, fail_safe=False)
WEEKLY = Schedule(
    "w", "depot", "Evenings", "2026-01-02T00:00:00.000Z", 12.5, Recurrence.WEEKLY,
    weekdays=("mon", "fri"), start_time="18:07", end_time="06:00",
)  # fmt: skip


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        yield made


def test_a_site_comes_back_as_it_was_saved(csms: World) -> None:
    bare = Site("bare", "Bare", "2026-02-01T00:00:00.000Z")
    for site in (SITE, bare):
        csms.ports.sites.save(site)
        assert csms.ports.sites.get(site.id) == site
    csms.ports.sites.save(replace(SITE, limit_a=None, nodes=(), fail_safe=None))
    assert csms.ports.sites.get("depot") == replace(SITE, limit_a=None, nodes=(), fail_safe=None)
    csms.ports.sites.remove("depot")
    assert csms.ports.sites.get("depot") is None


def test_sites_are_listed_newest_first_page_by_page(csms: World) -> None:
    for day in range(1, 6):
        csms.ports.sites.save(Site(f"s{day}", "", f"2026-01-0{day}T00:00:00.000Z"))
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = csms.ports.sites.page(2, cursor)
        found += [site.id for site in page.items]
        cursor, pages = page.next_cursor, pages + 1
    assert found == ["s5", "s4", "s3", "s2", "s1"]


def test_schedules_belong_to_their_site(csms: World) -> None:
    starts, ends = "2026-06-01T10:00:00.000Z", "2026-06-01T11:00:00.000Z"
    once = Schedule("o", "other", "", "2026-01-03T00:00:00.000Z", 0.0, Recurrence.ONCE, starts_at=starts, ends_at=ends)
    for schedule in (WEEKLY, once):
        csms.ports.schedules.save(schedule)
        assert csms.ports.schedules.get(schedule.site_id, schedule.id) == schedule
    assert csms.ports.schedules.of_site("depot") == [WEEKLY]
    ended = datetime(2026, 6, 1, 11, tzinfo=UTC)
    assert ScheduleItem.get("other", "o").expires_epoch_s == (ended + SCHEDULES).timestamp()
    assert ScheduleItem.get("depot", "w").expires_epoch_s is None
    assert csms.ports.schedules.page(10, None).items == [once, WEEKLY]
    csms.ports.schedules.remove("depot", "w")
    assert csms.ports.schedules.of_site("depot") == []
    assert csms.ports.schedules.get("depot", "w") is None


def test_every_kind_of_schedule_comes_back_as_it_was_saved(csms: World) -> None:
    bare = replace(WEEKLY, limit_a=None)
    kinds = [
        replace(bare, price_per_kwh=Decimal("-0.10500")),
        replace(bare, priority=2.5, token_group="vans"),
        replace(bare, quiet_a=0.0, station="CP-1"),
        replace(bare, energy_wh=20_000.0, token="TAG"),
        replace(bare, soc_percent=80.0, battery_wh=60_000.0, station="CP-1"),
    ]
    for schedule in kinds:
        csms.ports.schedules.save(schedule)
        assert csms.ports.schedules.get("depot", "w") == schedule


def test_a_plan_is_replaced_only_by_its_successor(csms: World) -> None:
    plans, first = csms.ports.plans, SitePlan("depot", 1, NOW, problems=("none",))
    assert plans.get("depot") is None
    with pytest.raises(ConcurrentChangeError):
        plans.save(replace(first, version=2))
    plans.save(first)
    assert plans.get("depot") == first
    for stale in (1, 3):
        with pytest.raises(ConcurrentChangeError):
            plans.save(replace(first, version=stale))
    plans.save(replace(first, version=2))
    assert plans.get("depot") == replace(first, version=2)


def test_a_day_of_load_is_replaced_only_by_who_has_read_it(csms: World) -> None:
    loads, today = csms.ports.loads, NOW.date()
    assert loads.days("depot", [today]) == [LoadDay("depot", today)]
    readings = (Reading(NOW, 12.34, 3000.0, 100.0), Reading(NOW.replace(microsecond=250_000), 0.0, 0.0))
    day = LoadDay("depot", today, readings, readings[:1])
    loads.save(day)
    assert loads.days("depot", [today]) == [replace(day, version=1)]
    with pytest.raises(ConcurrentChangeError):
        loads.save(day)
    loads.save(replace(day, version=1, measured=()))
    assert loads.days("depot", [today]) == [replace(day, version=2, measured=())]
