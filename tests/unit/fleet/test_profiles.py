from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.fleet.profile_store import ProfileStore
from infra.local.fleet.profiles import STATION_MAX, TX, TX_DEFAULT, ChargingProfile, Period

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def profile(*limits: tuple[int, float], **changes: Any) -> ChargingProfile:
    periods = tuple(Period(start_s, limit) for start_s, limit in limits or [(0, 10.0)])
    return replace(
        ChargingProfile(1, 1, 0, TX_DEFAULT, "Absolute", "A", periods, start=T0),
        **changes,
    )


def limit_a(*profiles: ChargingProfile, seconds: float = 0, charging_since: datetime | None = T0) -> float:
    return ProfileStore(profiles=list(profiles)).limit_a(1, at(seconds), charging_since, 3)


def test_no_profile_is_no_limit() -> None:
    assert limit_a() == inf


def test_periods_follow_one_another_from_the_start() -> None:
    stairs = profile((0, 10.0), (60, 0.0), (120, 16.0))
    assert [limit_a(stairs, seconds=s) for s in (-1, 0, 59, 60, 119, 120, 9999)] == [inf, 10, 10, 0, 0, 16, 16]


def test_duration_ends_a_schedule() -> None:
    assert [limit_a(profile(duration_s=60), seconds=s) for s in (59, 60)] == [10, inf]


def test_valid_from_is_inclusive_and_valid_to_exclusive() -> None:
    valid = profile(valid_from=at(10), valid_to=at(20))
    assert [limit_a(valid, seconds=s) for s in (9, 10, 19, 20)] == [inf, 10, 10, inf]


def test_relative_counts_from_the_beginning_of_charging() -> None:
    relative = profile((0, 10.0), (60, 8.0), kind="Relative", start=None)
    assert limit_a(relative, seconds=100, charging_since=at(50)) == 10
    assert limit_a(relative, seconds=110, charging_since=at(50)) == 8
    assert limit_a(relative, seconds=110, charging_since=None) == inf


@pytest.mark.parametrize(("recurrence", "days"), [("Daily", 1), ("Weekly", 7)])
def test_recurring_starts_again(recurrence: str, days: int) -> None:
    recurring = profile((0, 10.0), (3600, 8.0), kind="Recurring", recurrence=recurrence, duration_s=7200)
    again_s = days * 86400
    seconds = (again_s - 1, again_s, again_s + 3600, again_s + 7200)
    assert [limit_a(recurring, seconds=s) for s in seconds] == [inf, 10, 8, inf]


def test_watts_are_the_total_of_the_phases() -> None:
    watts = profile((0, 6900.0), unit="W")
    assert watts.limit_a(T0, None, phases=3) == 10
    assert watts.limit_a(T0, None, phases=1) == 30
    single = profile(unit="W", periods=(Period(0, 2300.0, number_phases=1),))
    assert single.limit_a(T0, None, phases=3) == 10


def test_highest_stack_level_that_has_a_period_leads() -> None:
    low, high = profile((0, 10.0)), profile((0, 20.0), id=2, stack_level=5, duration_s=60)
    assert [limit_a(low, high, seconds=s) for s in (0, 60)] == [20, 10]


def test_tx_profile_replaces_tx_default_even_upwards() -> None:
    default, tx = profile((0, 10.0), stack_level=9), profile((0, 20.0), id=2, purpose=TX, duration_s=60)
    assert [limit_a(default, tx, seconds=s) for s in (0, 60)] == [20, 10]


def test_the_default_of_an_evse_goes_before_that_of_all() -> None:
    assert limit_a(profile((0, 10.0), evse_id=0), profile((0, 20.0), id=2)) == 20


def test_composite_is_the_minimum_over_purposes() -> None:
    station_max = profile((0, 12.0), (120, 32.0), id=2, evse_id=0, purpose=STATION_MAX)
    store = ProfileStore(profiles=[profile((0, 16.0), (60, 8.0), (180, 20.0)), station_max])
    assert list(store.composite_a(1, T0, 300, None, 3)) == [(0, 12), (60, 8), (180, 20)]
    assert list(store.composite_a(0, T0, 300, None, 3)) == [(0, 12), (120, 32)]


LIMITS = st.lists(st.sampled_from([0.0, 6.0, 8.0, 16.0]), min_size=1, max_size=4)
OPTIONAL_S = st.none() | st.integers(-200, 400)


@st.composite
def profiles(draw: st.DrawFn) -> ChargingProfile:
    limits = draw(LIMITS)
    kind, purpose = draw(st.sampled_from(["Absolute", "Recurring"])), draw(st.sampled_from([TX, TX_DEFAULT]))
    valid_to_s = draw(OPTIONAL_S)
    return profile(
        *((70 * i, limit) for i, limit in enumerate(limits)),
        stack_level=draw(st.integers(0, 3)), kind=kind, purpose=purpose, recurrence="Daily",
        start=at(draw(st.integers(-86400, 400))), duration_s=draw(st.none() | st.integers(1, 300)),
        valid_to=None if valid_to_s is None else at(valid_to_s),
    )  # fmt: skip


@given(installed=st.lists(profiles(), max_size=4), offset_s=st.integers(0, 299))
def test_composite_agrees_with_the_limit_at_every_second(installed: list[ChargingProfile], offset_s: int) -> None:
    store = ProfileStore(profiles=installed)
    composite = list(store.composite_a(1, T0, 300, None, 3))
    foretold = [limit for start_s, limit in composite if start_s <= offset_s][-1]
    assert foretold == store.limit_a(1, at(offset_s), None, 3)


@pytest.mark.parametrize(
    "refused",
    [
        profile(purpose=STATION_MAX),
        profile(purpose=STATION_MAX, evse_id=0, kind="Relative", start=None),
        profile(purpose=TX, evse_id=0),
        profile(purpose="ChargingStationExternalConstraints", evse_id=0),
        profile(start=None),
        profile(kind="Relative"),
        profile(kind="Recurring"),
        profile(kind="Dynamic"),
        profile(stack_level=101),
        profile((10, 8.0)),
        profile((0, 8.0), (60, 9.0), (30, 10.0)),
        profile((0, -1.0)),
        profile(*((i, 8.0) for i in range(97))),
    ],
)
def test_profiles_that_make_no_sense_are_refused(refused: ChargingProfile) -> None:
    assert not ProfileStore().install(refused)


def test_in_2_x_an_id_replaces_and_a_slot_must_be_free() -> None:
    store = ProfileStore()
    assert store.install(profile((0, 10.0)))
    assert store.install(profile((0, 11.0)))
    assert not store.install(profile((0, 12.0), id=2))
    assert [p.periods[0].limit for p in store.profiles] == [11]


def test_in_2_x_a_slot_may_be_taken_one_after_another() -> None:
    store = ProfileStore()
    assert store.install(profile(valid_to=at(60)))
    assert store.install(profile(id=2, valid_from=at(60)))


def test_in_1_6_a_slot_replaces() -> None:
    store = ProfileStore(identified_by_id=False)
    assert store.install(profile((0, 10.0)))
    assert store.install(profile((0, 12.0), id=2))
    assert [p.id for p in store.profiles] == [2]


def test_clearing_matches_all_criteria_together() -> None:
    store = ProfileStore(profiles=[profile(), profile(id=2, stack_level=1), profile(id=3, purpose=TX)])
    assert not store.clear(profile_id=9)
    assert store.clear(purpose=TX_DEFAULT, stack_level=1)
    assert [p.id for p in store.profiles] == [1, 3]
    assert store.clear()
    assert store.profiles == []


def test_a_station_holds_only_so_many() -> None:
    store = ProfileStore()
    assert [store.install(profile(id=i, stack_level=i)) for i in range(21)] == [True] * 20 + [False]
