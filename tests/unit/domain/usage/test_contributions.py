"""What a session adds to the sums, against a recomputation minute by minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain.usage import amounts
from csms.domain.usage.amounts import Contribution, Key, difference, split_name, summed
from csms.domain.usage.contributions import contribution
from csms.domain.usage.sessions import Point, Session

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 3, 28, 21, 50, tzinfo=UTC)


def session(*points: tuple[int, int], until_min: int, **members: object) -> Session:
    """Points as (minute, Wh)."""
    start_s = int(START.timestamp())
    made = Session(
        station_key="cp-1", evse=1, connector=2, site_id="depot", zone=STOCKHOLM, started_s=start_s,
        until_s=start_s + until_min * 60, ended=True,
        points=tuple(Point(start_s + minute * 60, wh * 1000) for minute, wh in points),
    )  # fmt: skip
    return replace(made, **members)  # type: ignore[arg-type]


def of(found: Contribution, scope: str, letter: str) -> dict[tuple[str, int], int]:
    return {
        (key.period, split[1]): value
        for key, sums in found.items()
        for name, value in sums.items()
        if key.scope == scope and (split := split_name(name)) and split[0] == letter
    }


def test_energy_falls_into_its_quarters_and_time_into_its_hours() -> None:
    found = contribution(session((0, 0), (10, 1000), (40, 7000), until_min=160))
    assert of(found, "site#depot", "e") == {("2026-03-28", 87): 1_000_000, ("2026-03-28", 88): 3_000_000,
                                            ("2026-03-28", 89): 3_000_000}  # fmt: skip
    assert of(found, "site#depot", "o") == {("2026-03-28", 21): 600, ("2026-03-28", 22): 3600, ("2026-03-28", 23): 3600,
                                            ("2026-03-29", 0): 1800}  # fmt: skip
    assert of(found, "station#cp-1", "c") == {("2026-03-28#1/2", 21): 600, ("2026-03-28#1/2", 22): 1800}
    assert of(found, "site#depot", "s") == {("2026-03-28", 21): 1}
    assert of(found, "site#depot", "n") == {("2026-03-29", 0): 1}


def test_what_a_car_would_have_taken_is_its_most_power_from_its_arrival() -> None:
    found = contribution(session((0, 0), (30, 0), (40, 2000), (100, 3000), until_min=100))
    assert of(found, "site#depot", "w") == {("2026-03-28", 87): 2_000_000, ("2026-03-28", 88): 1_000_000}
    assert of(found, "station#cp-1", "w") == {}


def test_what_was_promised_and_not_delivered_counts_where_the_session_ended() -> None:
    found = contribution(session((0, 0), (60, 6000), until_min=60, goal_mwh=9_000_000, revenue=("SEK", 1_234_500)))
    assert of(found, "site#depot", "u") == {("2026-03-28", 22): 3_000_000}
    assert of(found, "site#depot", "rSEK") == {("2026-03-28", 22): 1_234_500}
    assert of(found, "shapes#site#depot", "u") == {("2026-03-28", 0): 3_000_000}


def test_a_session_that_runs_is_in_no_distribution_and_has_not_ended() -> None:
    found = contribution(session((0, 0), (60, 6000), until_min=60, ended=False, goal_mwh=9_000_000))
    assert of(found, "site#depot", "n") | of(found, "site#depot", "u") == {}
    assert {key.scope.partition("#")[0] for key in found} == {"station", "site", "operator"}


def test_a_session_of_a_group_is_in_the_distributions_of_the_site_and_of_the_group() -> None:
    found = contribution(session((0, 0), (40, 7000), until_min=160, group="taxis"))
    shape = found[Key("shapes#site#depot", "2026-03-28")]
    for owner in ("site#depot", "station#cp-1", f"operator#{amounts.shard_of('depot')}"):
        assert found[Key(f"shapes#{owner}", "2026-03-28")] == found[Key(f"groups#{owner}", "2026-03#taxis")] == shape
    assert {name for name in shape if name[0] in "adgi"} == {"a22", "d6", "g3", "i4"}


@settings(max_examples=40, derandomize=True)
@given(
    steps=st.lists(st.tuples(st.integers(0, 90 * 60), st.integers(0, 30_000_000)), max_size=8),
    start_s=st.integers(0, 4_000),
    stay_s=st.integers(0, 100_000),
)
def test_nothing_is_lost_between_the_slots(steps: list[tuple[int, int]], start_s: int, stay_s: int) -> None:
    points, at_s, mwh = [Point(start_s, 0)], start_s, 0
    for lasts_s, more_mwh in steps:
        at_s, mwh = at_s + lasts_s, mwh + more_mwh
        points.append(Point(at_s, mwh))
    made = session(until_min=0, started_s=start_s, until_s=start_s + stay_s, points=tuple(points))
    found = contribution(made)
    for scope in ("station#cp-1", "site#depot", f"operator#{amounts.shard_of('depot')}"):
        assert sum(of(found, scope, "e").values()) == mwh
        assert sum(of(found, scope, "o").values()) == stay_s
        assert sum(of(found, scope, "c").values()) <= stay_s
    assert sum(of(found, "site#depot", "w").values()) == mwh
    assert all(value > 0 for sums in found.values() for value in sums.values())


@pytest.mark.parametrize("wanted_min", [0, 40, 160])
def test_the_difference_leads_from_one_to_the_other(wanted_min: int) -> None:
    known = contribution(session((0, 0), (40, 7000), until_min=160))
    wanted = contribution(session((0, 0), (40, 6000), until_min=wanted_min, site_id="other"))
    assert summed(known, difference(wanted, known)) == wanted
    assert difference(wanted, wanted) == {}


def test_a_day_of_utc_is_named_as_it_is_read_back() -> None:
    day = int((START - timedelta(hours=2)).timestamp()) // amounts.DAY_S
    assert amounts.day_text(day) == "2026-03-28"
    assert amounts.at(amounts.day_start_s("2026-03-28#1/1")).isoformat() == "2026-03-28T00:00:00+00:00"
