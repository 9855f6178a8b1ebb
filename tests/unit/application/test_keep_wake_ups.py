"""The planner's wake-ups follow what is booked, whatever dies in between."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from csms.application.book_schedule import book_schedule, cancel_schedule
from csms.application.keep_wake_ups import repair_task, retire
from csms.application.plan_due_sites import plan_due_sites
from csms.application.save_site import remove_site, save_site
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Site
from tests.support.world import World, world

SITE = Site("depot", "Depot", "2026-01-01T00:00:00.000Z", "Europe/Stockholm")
ONCE = Schedule("o", "depot", "", "2026-01-02", 10.0, Recurrence.ONCE, "2026-03-01T17:00:00Z", "2026-03-01T19:00:00Z")
WEEKLY = Schedule(
    "w", "depot", "", "2026-01-02", 10.0, Recurrence.WEEKLY, weekdays=("mon",), start_time="17:00", end_time="19:00"
)
AT = {("at(2026-03-01T17:00:00)", "UTC"), ("at(2026-03-01T19:00:00)", "UTC")}
CRON = {("cron(0 17 ? * MON *)", "Europe/Stockholm"), ("cron(0 19 ? * MON *)", "Europe/Stockholm")}


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        save_site(made.ports, SITE)
        yield made


def test_they_come_and_go_with_the_booking(csms: World) -> None:
    book_schedule(csms.ports, ONCE)
    assert csms.wake_ups.expressions() == AT
    book_schedule(csms.ports, replace(WEEKLY, id="o"))
    assert csms.wake_ups.expressions() == CRON
    book_schedule(csms.ports, WEEKLY)
    cancel_schedule(csms.ports, "depot", "o")
    assert csms.wake_ups.expressions() == CRON, "the other schedule needs them as well"
    cancel_schedule(csms.ports, "depot", "w")
    assert csms.wake_ups.expressions() == set()


def test_they_follow_the_sites_clock_and_its_end(csms: World) -> None:
    book_schedule(csms.ports, WEEKLY)
    save_site(csms.ports, replace(SITE, time_zone="Europe/Helsinki"))
    assert csms.wake_ups.expressions() == {(expression, "Europe/Helsinki") for expression, _ in CRON}
    remove_site(csms.ports, "depot")
    assert csms.wake_ups.expressions() == set()


def test_a_lost_one_is_made_again_within_the_hour(csms: World) -> None:
    book_schedule(csms.ports, WEEKLY)
    csms.wake_ups.kept.clear()
    for _ in range(12):
        plan_due_sites(csms.ports)
        csms.forward(minutes=5)
    repairs = [task for _, task in csms.queues.tasks if task == repair_task("depot")]
    assert len(repairs) == 1
    csms.run_task(repairs[0])
    assert csms.wake_ups.expressions() == CRON


def test_an_orphan_rings_once_more_and_is_taken_away(csms: World) -> None:
    book_schedule(csms.ports, WEEKLY)
    orphans = list(csms.wake_ups.kept)
    csms.ports.schedules.remove("depot", "w")
    with csms.guard.running("site_planner"):
        for name in orphans:
            retire(csms.ports, "depot", name)
    assert csms.wake_ups.kept == {}
    book_schedule(csms.ports, WEEKLY)
    retire(csms.ports, "depot", orphans[0])
    assert csms.wake_ups.expressions() == CRON, "it is needed still"


def test_what_is_too_close_for_a_clock_is_planned_within_the_minute(
    csms: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csms.wake_ups, "ensure", lambda wake_up: False)
    book_schedule(csms.ports, ONCE)
    delay_s, task = csms.queues.tasks[-1]
    assert delay_s <= 60
    csms.queues.plans.clear()
    csms.run_task(task)
    assert csms.queues.plans == ["depot"]


def test_a_booking_that_cannot_be_woken_for_is_not_stored(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(wake_up: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(csms.wake_ups, "ensure", fail)
    with pytest.raises(TimeoutError):
        book_schedule(csms.ports, ONCE)
    assert csms.ports.schedules.of_site("depot") == []
