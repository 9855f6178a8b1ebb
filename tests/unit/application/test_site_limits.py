"""What limited a site is on record: noted with every plan that goes by another limit, and asked of the past."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from csms.adapters.dynamodb.site_limits import DynamoSiteLimits
from csms.application.book_schedule import book_schedule
from csms.application.note_site_limit import note_site_limit
from csms.application.plan_site import plan_site
from csms.application.ports import Change
from csms.application.read_limits import read_limits
from csms.application.record_load import record_load
from csms.application.save_site import save_site
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.loads import Reading
from csms.domain.plans import SitePlan
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.site_limits import LimitParts
from csms.domain.sites import Site
from csms.domain.usage.history import Span
from csms.domain.usage.limits import LimitHistory
from tests.support.world import START, World, world

DEPOT = Site("depot", "Depot", clock.to_text(START), limit_a=40)
SPAN = Span.of(START, START + timedelta(days=2))


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        save_site(made.ports, DEPOT)
        yield made


def plan(csms: World) -> None:
    with csms.guard.running("site_planner"):
        plan_site(csms.ports, "depot")
    csms.react()


def known(csms: World, span: Span = SPAN) -> LimitHistory:
    with csms.guard.running("operator_api"):
        return read_limits(csms.ports, DEPOT, span)


def after(history: LimitHistory, minutes: int) -> LimitParts:
    return history.at(int(START.timestamp()) + minutes * 60)


def test_each_change_of_the_limit_is_on_record(csms: World) -> None:
    plan(csms)
    begins, ends = (clock.to_text(START + timedelta(minutes=minute)) for minute in (30, 60))
    book_schedule(csms.ports, Schedule("s", "depot", "", begins, 20.0, Recurrence.ONCE, begins, ends))
    for _ in range(6):
        csms.forward(minutes=15)
        if csms.moment == START + timedelta(minutes=45):
            record_load(csms.ports, "depot", [Reading(csms.moment, 4.2, 3000, 0)], forecast=False)
        plan(csms)
    found = known(csms)
    assert [after(found, minute) for minute in (0, 29, 30, 45, 60)] == [
        LimitParts(40), LimitParts(40), LimitParts(40, 20), LimitParts(40, 20, 5), LimitParts(40, None, 5)]  # fmt: skip
    assert len(found.changes) == 4
    assert found.recorded_s(SPAN, int(csms.moment.timestamp())) == 90 * 60


def test_a_plan_that_changes_nothing_costs_nothing_and_a_record_that_comes_again_changes_nothing(csms: World) -> None:
    plan(csms)
    csms.forward(minutes=5)
    with csms.guard.running("site_planner"):
        plan_site(csms.ports, "depot")
    [record] = [record for record in csms.journal.take() if "plans" in record["eventSourceARN"]]
    csms.requests.clear()
    csms._react(record)
    assert csms.requests == []
    stored = csms.ports.plans.get("depot")
    before = known(csms)
    for _ in range(2):
        note_site_limit(csms.ports, Change("plans", ("depot",), None, stored, "1", csms.moment))
    changes = known(csms).changes
    assert changes[:1] == before.changes
    assert [parts for _, parts in changes] == [LimitParts(40), LimitParts(40)]


def test_what_began_days_before_still_holds(csms: World) -> None:
    plan(csms)
    later = Span.of(START + timedelta(days=5), START + timedelta(days=6))
    csms.requests.clear()
    assert after(known(csms, later), 5 * 1440) == LimitParts(40)
    assert csms.requests == ["Query", "Query"]
    assert known(csms, later).recorded_s(later, later.until_s) == later.lasts_s


def test_before_the_first_the_limit_of_today_is_assumed(csms: World) -> None:
    assert after(known(csms), 0) == LimitParts(40)
    assert known(csms).recorded_s(SPAN, SPAN.until_s) == 0


def test_two_who_note_at_once_lose_nothing(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, stale = DynamoSiteLimits.day, csms.ports.site_limits.day("depot", "2026-03-01")
    told = SitePlan("depot", 1, csms.moment, limit_parts=LimitParts(40))
    note_site_limit(csms.ports, Change("plans", ("depot",), None, told, "1", csms.moment))
    reads = iter([stale])
    monkeypatch.setattr(DynamoSiteLimits, "day", lambda *wanted: next(reads, None) or stored(*wanted))
    later = SitePlan("depot", 2, csms.moment + timedelta(hours=1), limit_parts=LimitParts(50))
    note_site_limit(csms.ports, Change("plans", ("depot",), told, later, "2", csms.moment))
    assert [parts for _, parts in known(csms).changes] == [LimitParts(40), LimitParts(50)]
    monkeypatch.setattr(DynamoSiteLimits, "day", lambda *_: stale)
    with pytest.raises(ConcurrentChangeError):
        note_site_limit(csms.ports, Change("plans", ("depot",), told, later, "3", csms.moment))
