"""Composite schedules: hand-worked cases of each rule, and a naive second-by-second oracle on random installations."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose, RateUnit
from csms.domain.composite_schedule import Installation, Placed, composite_schedule
from csms.domain.power import Supply

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
A, W = RateUnit
MAX, DEFAULT, TX = Purpose.STATION_MAX, Purpose.TX_DEFAULT, Purpose.TX
HOUR_S, DAY_S = 3600, 86400
UNSET = object()


def at(seconds: float) -> str:
    return clock.to_text(NOON + timedelta(seconds=seconds))


def profile(
    purpose: Purpose, *periods: tuple[float, ...], start: float | None = 0, **members: object
) -> ChargingProfile:
    """`start` in seconds from noon; without it the profile is relative."""
    kind = Kind.RELATIVE if start is None else Kind.RECURRING if "recurrency" in members else Kind.ABSOLUTE
    made = {
        "id": 1,
        "stack_level": 0,
        "kind": kind,
        "start_schedule": None if start is None else at(start),
        "periods": tuple(Period(int(one[0]), one[1], int(one[2]) if len(one) > 2 else None) for one in periods),
    }
    return ChargingProfile(purpose=purpose, **{**made, **members})  # type: ignore[arg-type]


def periods(
    *placed: Placed | ChargingProfile,
    evse: int = 1,
    duration_s: int = HOUR_S,
    unit: RateUnit = A,
    **installation: object,
) -> list[tuple[int, float | None]]:
    """What the profiles (on EVSE 1 where not placed) make together from noon on, as (second, limit)."""
    where = [one if isinstance(one, Placed) else Placed(0 if one.purpose is MAX else 1, one) for one in placed]
    known = {"evses": frozenset({1}), "anchors": {1: NOON}} | installation
    found = composite_schedule(Installation(where, **known), evse, NOON, duration_s, unit)  # type: ignore[arg-type]
    return [(period.start_s, period.limit) for period in found.periods]


class TestRules:
    def test_nothing_installed_is_no_limit(self) -> None:
        assert periods() == [(0, None)]

    def test_periods_hold_until_the_next_one(self) -> None:
        assert periods(profile(DEFAULT, (0, 16), (60, 8.1))) == [(0, 16), (60, 8.1)]

    def test_periods_past_the_duration_are_not_executed(self) -> None:
        """K01.FR.11."""
        assert periods(profile(DEFAULT, (0, 16), (60, 8), duration_s=60)) == [(0, 16), (60, None)]

    def test_a_schedule_of_the_future_waits_for_its_start(self) -> None:
        """K01.FR.30, recurring ones too."""
        assert periods(profile(DEFAULT, (0, 16), start=30)) == [(0, None), (30, 16)]
        assert periods(profile(DEFAULT, (0, 16), start=30, recurrency="Daily")) == [(0, None), (30, 16)]

    def test_for_ever_is_the_last_second_of_the_calendar(self) -> None:
        last = "9999-12-31T23:59:59.000Z"
        assert periods(profile(DEFAULT, (0, 16), (60, 8), valid_to=last)) == [(0, 16), (60, 8)]
        for kind in (Kind.ABSOLUTE, Kind.RECURRING):
            waiting = profile(DEFAULT, (0, 16), (60, 8), kind=kind, start_schedule=last, duration_s=2**31 - 1)
            assert periods(waiting) == [(0, None)]

    def test_validity_counts_from_and_not_to(self) -> None:
        """K01.FR.36, K01.FR.37."""
        valid = profile(DEFAULT, (0, 16), start=-60, valid_from=at(10), valid_to=at(20))
        assert periods(valid) == [(0, None), (10, 16), (20, None)]
        assert periods(profile(DEFAULT, (0, 16), valid_from=at(0))) == [(0, 16)]
        assert periods(profile(DEFAULT, (0, 16), valid_to=at(0))) == [(0, None)]

    def test_the_highest_stack_level_that_has_a_period_leads(self) -> None:
        low = profile(DEFAULT, (0, 10))
        high = profile(DEFAULT, (0, 20), start=100, stack_level=5, duration_s=50)
        assert periods(low, high) == periods(high, low) == [(0, 10), (100, 20), (150, 10)]

    def test_a_transactions_profile_takes_the_place_of_the_default(self) -> None:
        default, tx = profile(DEFAULT, (0, 10), stack_level=9), profile(TX, (0, 20), duration_s=100)
        assert periods(default, tx) == [(0, 20), (100, 10)]
        assert periods(default, tx, anchors={}) == [(0, 10)]

    def test_the_lowest_purpose_counts(self) -> None:
        station, tx = profile(MAX, (0, 12), (60, 32)), profile(TX, (0, 16), (120, 8))
        assert periods(station, tx) == [(0, 12), (60, 16), (120, 8)]

    def test_external_constraints_count_like_the_stations_maximum(self) -> None:
        outside = Placed(0, profile(Purpose.EXTERNAL_CONSTRAINTS, (0, 9)))
        assert periods(outside, profile(MAX, (0, 12))) == [(0, 9)]

    def test_a_default_for_all_evses_and_one_for_one_of_them(self) -> None:
        everywhere, here = Placed(0, profile(DEFAULT, (0, 10))), Placed(1, profile(DEFAULT, (0, 16)))
        assert periods(everywhere, here) == [(0, 16)]
        assert periods(everywhere, here, evse=2, evses=frozenset({1, 2})) == [(0, 10)]
        above = Placed(0, profile(DEFAULT, (0, 6), stack_level=1))
        assert periods(above, here) == [(0, 6)]


class TestTime:
    @pytest.mark.parametrize(("recurrency", "turn_s"), [("Daily", DAY_S), ("Weekly", 7 * DAY_S)])
    def test_a_recurring_schedule_begins_anew(self, recurrency: str, turn_s: int) -> None:
        night = profile(DEFAULT, (0, 16), (60, 8), start=HOUR_S - 5 * turn_s, recurrency=recurrency, duration_s=120)
        turns = [(HOUR_S, 16), (HOUR_S + 60, 8), (HOUR_S + 120, None)]
        assert periods(night, duration_s=turn_s) == [(0, None), *turns]
        again = [(start_s + turn_s, limit) for start_s, limit in turns]
        assert periods(night, duration_s=2 * turn_s) == [(0, None), *turns, *again]

    def test_what_reaches_into_the_next_turn_is_not_executed(self) -> None:
        """1.6 errata 3.44."""
        long = profile(DEFAULT, (0, 16), (DAY_S + 60, 8), start=-DAY_S, recurrency="Daily", duration_s=2 * DAY_S)
        assert periods(long) == [(0, 16)]

    def test_a_relative_schedule_begins_with_the_transaction(self) -> None:
        relative = profile(DEFAULT, (0, 16), (600, 8), start=None)
        assert periods(relative, anchors={1: NOON - timedelta(seconds=400)}) == [(0, 16), (200, 8)]

    def test_without_a_transaction_one_is_taken_to_begin_now(self) -> None:
        """2.0.1 K08.FR.06."""
        assert periods(profile(DEFAULT, (0, 16), (600, 8), start=None), anchors={}) == [(0, 16), (600, 8)]

    def test_each_evse_has_its_own_start(self) -> None:
        everywhere = Placed(0, profile(DEFAULT, (0, 16), (600, 8), start=None))
        two = {"evses": frozenset({1, 2}), "anchors": {1: NOON - timedelta(seconds=500)}}
        assert periods(everywhere, evse=0, **two) == [(0, 32), (100, 24), (600, 16)]


class TestUnits:
    def test_power_is_the_total_over_the_phases(self) -> None:
        """K01.FR.49, K01.FR.50."""
        assert periods(profile(DEFAULT, (0, 11040), rate_unit=W)) == [(0, 16)]
        assert periods(profile(DEFAULT, (0, 3680, 1), rate_unit=W)) == [(0, 16)]
        assert periods(profile(DEFAULT, (0, 16)), unit=W) == [(0, 11040)]
        assert periods(profile(DEFAULT, (0, 16, 1)), unit=W) == [(0, 3680)]

    def test_purposes_of_different_units(self) -> None:
        station, tx = profile(MAX, (0, 16)), profile(TX, (0, 20000), (60, 6900), rate_unit=W)
        assert periods(station, tx) == [(0, 16), (60, 10)]
        assert periods(station, tx, unit=W) == [(0, 11040), (60, 6900)]

    def test_the_fewest_phases_of_all_that_count(self) -> None:
        """One phase at 16 A: the 11 kW of the three-phase profile cannot be had."""
        station, tx = profile(MAX, (0, 11000), rate_unit=W), profile(TX, (0, 16, 1))
        assert periods(station, tx, unit=W) == [(0, 3680)]

    def test_a_supply_of_another_voltage_and_its_own_most(self) -> None:
        supply = Supply(voltage_v=120, phases=1, max_a=24)
        assert periods(profile(DEFAULT, (0, 2400), (60, 9600), rate_unit=W), supply=supply) == [(0, 20), (60, 24)]


class TestWholeStation:
    EVSES = frozenset({1, 2})

    def test_the_station_is_the_sum_of_its_evses_within_its_maximum(self) -> None:
        one, two = Placed(1, profile(DEFAULT, (0, 10), (60, 20))), Placed(2, profile(DEFAULT, (0, 16)))
        assert periods(one, two, evse=0, evses=self.EVSES) == [(0, 26), (60, 36)]
        assert periods(one, two, profile(MAX, (0, 32)), evse=0, evses=self.EVSES) == [(0, 26), (60, 32)]

    def test_an_evse_without_limit_leaves_the_stations_maximum(self) -> None:
        one = Placed(1, profile(DEFAULT, (0, 10)))
        assert periods(one, evse=0, evses=self.EVSES) == [(0, None)]
        assert periods(one, profile(MAX, (0, 63)), evse=0, evses=self.EVSES) == [(0, 63)]


LIMITS = st.sampled_from([0, 6, 6.5, 8.1, 16, 32])
SECONDS = st.integers(-400, 400)


@st.composite
def profiles(draw: st.DrawFn) -> Placed:
    purpose = draw(st.sampled_from(list(Purpose)))
    evse = draw(st.sampled_from({TX: [1, 2], DEFAULT: [0, 1, 2]}.get(purpose, [0])))
    kind = draw(st.sampled_from(list(Kind) if purpose in (TX, DEFAULT) else [Kind.ABSOLUTE, Kind.RECURRING]))
    starts = sorted({0, *draw(st.lists(st.integers(1, 300), max_size=3))})
    whole_turns = draw(st.integers(-2, 0)) * DAY_S if kind is Kind.RECURRING else 0
    return Placed(
        evse,
        ChargingProfile(
            id=1,
            stack_level=draw(st.integers(0, 2)),
            purpose=purpose,
            kind=kind,
            rate_unit=draw(st.sampled_from(list(RateUnit))),
            periods=tuple(Period(start, draw(LIMITS), draw(st.sampled_from([None, 1, 3]))) for start in starts),
            recurrency="Daily" if kind is Kind.RECURRING else None,
            start_schedule=None if kind is Kind.RELATIVE else at(draw(SECONDS) + whole_turns),
            duration_s=draw(st.none() | st.integers(1, 400) | st.integers(DAY_S - 100, DAY_S + 100)),
            valid_from=draw(st.none() | SECONDS.map(at)),
            valid_to=draw(st.none() | SECONDS.map(at)),
        ),
    )


Naive = tuple[float, float, int]


def naive_profile(one: ChargingProfile, anchor: datetime, moment: datetime) -> Naive | None:
    """(A per phase, W in all, phases) of one profile at one instant, written down as the rules are read."""
    start = datetime.fromisoformat(one.start_schedule) if one.start_schedule else anchor
    if one.valid_from and moment < datetime.fromisoformat(one.valid_from):
        return None
    if one.valid_to and moment >= datetime.fromisoformat(one.valid_to):
        return None
    if moment < start:
        return None
    while one.recurrency and start + timedelta(days=1) <= moment:
        start += timedelta(days=1)
    since_s = (moment - start).total_seconds()
    if one.duration_s is not None and since_s >= one.duration_s:
        return None
    limit, phases = next((p.limit, p.number_phases or 3) for p in reversed(one.periods) if p.start_s <= since_s)
    return (limit, math.inf, phases) if one.rate_unit is A else (math.inf, limit, phases)


def naive_limit(placed: Sequence[Placed], anchors: dict[int, datetime], evse: int, moment: datetime) -> float | None:
    counted: list[Naive] = []
    tx_leads = False
    for purpose in (TX, DEFAULT, MAX, Purpose.EXTERNAL_CONSTRAINTS):
        if (purpose is TX and evse not in anchors) or (purpose is DEFAULT and tx_leads):
            continue
        best: tuple[int, int, int] | None = None
        found: Naive | None = None
        for order, one in enumerate(placed):
            said = naive_profile(one.profile, anchors.get(evse, NOON), moment)
            rank = (one.profile.stack_level, one.evse, -order)
            if one.profile.purpose is purpose and one.evse in (0, evse) and said and (best is None or rank > best):
                best, found = rank, said
        if found:
            counted.append(found)
            tx_leads = tx_leads or purpose is TX
    if not counted:
        return None
    phases = min(one[2] for one in counted)
    limit = min(min(one[0] for one in counted), min(one[1] for one in counted) / 230 / phases)
    return round(limit, 1)


@given(st.lists(profiles(), max_size=5), st.none() | SECONDS, st.sampled_from([1, 2]))
def test_it_is_what_a_naive_reading_of_the_rules_gives_at_every_second(
    placed: list[Placed], began: int | None, evse: int
) -> None:
    anchors = {} if began is None else {evse: NOON + timedelta(seconds=-abs(began))}
    installed = Installation(placed, frozenset({1, 2}), anchors)
    found = composite_schedule(installed, evse, NOON, 450, A).periods
    for second in range(450):
        (ours,) = [p.limit for p in found if p.start_s <= second][-1:]
        assert ours == naive_limit(placed, anchors, evse, NOON + timedelta(seconds=second)), second
    assert [p.start_s for p in found] == sorted({p.start_s for p in found})
