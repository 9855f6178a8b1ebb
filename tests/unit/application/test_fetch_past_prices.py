"""Past days that an operator wants the prices of: fetched some at a time, once each, to the end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from csms.application.fetch_past_prices import request_past_prices
from csms.application.fetch_prices import market_day
from csms.domain import prices
from csms.domain.price_zones import PastFetch, ProviderName
from tests.support.world import World, world

from .test_fetch_prices import ZONE, Provider


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.ports.price_zones.save(ZONE)
        made.moment = datetime.fromisoformat("2026-11-27T08:00Z")
        yield made


@pytest.fixture
def provider(csms: World) -> Provider:
    told = Provider()
    csms.price_providers[ProviderName.NORDIC] = told
    return told


def progress(csms: World) -> PastFetch:
    zone = csms.ports.price_zones.get("SE3")
    assert zone
    assert zone.past_fetch
    return zone.past_fetch


def ask(csms: World, first: str, last: str) -> None:
    request_past_prices(csms.ports, "SE3", date.fromisoformat(first), date.fromisoformat(last))


def run(csms: World, times: int = 1) -> int:
    """Every task so many times, until none is left; how many there were."""
    done = 0
    while csms.queues.tasks:
        _, task = csms.queues.tasks.pop(0)
        for _ in range(times):
            csms.run_task(task)
        done += 1
    return done


@pytest.mark.parametrize("times", [1, 2])
def test_a_range_is_fetched_in_steps_each_day_once(csms: World, provider: Provider, times: int) -> None:
    ask(csms, "2026-10-20", "2026-11-12")
    assert progress(csms).next == "2026-10-20"
    run(csms, times)
    assert provider.asked == [date(2026, 10, 20) + timedelta(days=n) for n in range(24)]
    assert progress(csms) == PastFetch("2026-10-20", "2026-11-12", None)
    start, until = market_day(date(2026, 10, 20))[0], market_day(date(2026, 11, 12))[1]
    assert prices.gaps(csms.ports.prices.between("SE3", start, until), start, until) == []
    ask(csms, "2026-10-19", "2026-10-21")
    run(csms)
    assert provider.asked[24:] == [date(2026, 10, 19)], "what is there is not asked for again"


def test_days_that_stay_without_prices_are_named(csms: World, provider: Provider) -> None:
    provider.broken = "not published yet"
    ask(csms, "2026-01-01", "2026-01-02")
    run(csms)
    assert progress(csms) == PastFetch(
        "2026-01-01", "2026-01-02", None, ("2026-01-01", "2026-01-02"), "2026-01-01: not published yet"
    )
    assert csms.alarms == [], "nobody is planned by them"


def test_a_task_that_was_lost_is_made_up_for(csms: World, provider: Provider) -> None:
    """Its function dies between the note of what is done and the task for the rest."""
    ask(csms, "2026-01-01", "2026-01-12")
    [(_, first)] = csms.queues.tasks
    csms.queues.tasks.clear()
    csms.run_task(first)
    csms.queues.tasks.clear()
    assert progress(csms).next == "2026-01-04"
    csms.run_task(first)
    run(csms)
    assert progress(csms).next is None
    assert len(provider.asked) == 12


def test_another_range_takes_the_place_of_one_that_goes_on(csms: World, provider: Provider) -> None:
    ask(csms, "2026-03-01", "2026-03-20")
    ask(csms, "2026-02-01", "2026-02-02")
    assert run(csms) <= 3
    assert progress(csms) == PastFetch("2026-02-01", "2026-02-02", None)
    assert provider.asked == [date(2026, 2, 1), date(2026, 2, 2)]
