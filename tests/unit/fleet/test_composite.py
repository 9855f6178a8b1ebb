"""Two readings of the rules: what a demo charger makes of its profiles, and what the CSMS makes of them.

The charger was written from the specification and knows nothing of the CSMS. Schedules here name no phases: where
profiles name different ones, the charger converts each by itself.
"""

from datetime import UTC, datetime, timedelta
from math import isinf

from hypothesis import given
from hypothesis import strategies as st

from csms.domain import charging_profiles as ours
from csms.domain import clock
from csms.domain.composite_schedule import Installation, Placed, composite_schedule
from infra.local.fleet.profile_store import ProfileStore
from infra.local.fleet.profiles import STATION_MAX, TX, TX_DEFAULT, ChargingProfile, Period

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = st.integers(-400, 400)
PLACES = {STATION_MAX: [0], TX_DEFAULT: [0, 1], TX: [1]}
WATTS_PER_AMPERE = 690


@st.composite
def profiles(draw: st.DrawFn) -> ChargingProfile:
    purpose = draw(st.sampled_from(sorted(PLACES)))
    kind = draw(st.sampled_from(["Absolute", "Recurring"] + (["Relative"] if purpose != STATION_MAX else [])))
    unit, scale = draw(st.sampled_from([("A", 1), ("W", WATTS_PER_AMPERE)]))
    starts = sorted({0, *draw(st.lists(st.integers(1, 300), max_size=3))})
    limits = [draw(st.sampled_from([0, 6, 8.1, 16, 32])) * scale for _ in starts]
    days = draw(st.integers(0, 2)) if kind == "Recurring" else 0
    return ChargingProfile(
        id=1,
        evse_id=draw(st.sampled_from(PLACES[purpose])),
        stack_level=draw(st.integers(0, 2)),
        purpose=purpose,
        kind=kind,
        unit=unit,
        periods=tuple(Period(start, limit) for start, limit in zip(starts, limits, strict=True)),
        start=None if kind == "Relative" else moment(draw(SECONDS)) - timedelta(days=days),
        duration_s=draw(st.none() | st.integers(1, 400) | st.integers(86300, 86500)),
        recurrence="Daily" if kind == "Recurring" else None,
        valid_from=draw(st.none() | SECONDS.map(moment)),
        valid_to=draw(st.none() | SECONDS.map(moment)),
    )


def moment(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def place(profile: ChargingProfile) -> tuple[int, str, int]:
    return profile.evse_id, profile.purpose, profile.stack_level


def placed(theirs: ChargingProfile) -> Placed:
    """The same profile in the words of the CSMS."""
    times = {"start_schedule": theirs.start, "valid_from": theirs.valid_from, "valid_to": theirs.valid_to}
    stored = {name: clock.to_text(at) if at else None for name, at in times.items()}
    profile = ours.ChargingProfile(
        id=theirs.id,
        stack_level=theirs.stack_level,
        purpose=ours.Purpose(theirs.purpose),
        kind=ours.Kind(theirs.kind),
        periods=tuple(ours.Period(period.start_s, period.limit) for period in theirs.periods),
        rate_unit=ours.RateUnit(theirs.unit),
        recurrency=theirs.recurrence,
        duration_s=theirs.duration_s,
        **stored,
    )
    return Placed(theirs.evse_id, profile)


@given(st.lists(profiles(), max_size=5, unique_by=place), st.integers(0, 400))
def test_both_come_to_the_same_composite_schedule(held: list[ChargingProfile], charging_for_s: int) -> None:
    since = moment(-charging_for_s)
    told = ProfileStore(profiles=held).composite_a(1, NOON, 450, charging_since=since, phases=3)
    theirs = [(start_s, None if isinf(limit_a) else round(limit_a, 1)) for start_s, limit_a in told]
    known = Installation([placed(profile) for profile in held], frozenset({1}), {1: since})
    computed = composite_schedule(known, 1, NOON, 450, ours.RateUnit.AMPERE)
    assert [(period.start_s, period.limit) for period in computed.periods] == theirs
