"""Charging profiles for what the planner grants, the same id for the same slot, so that a new one replaces the old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose
from csms.domain.plans import Grant
from csms.domain.steps import Steps

CLOCK_SKEW = timedelta(seconds=60)
_FAIL_SAFE_AGE = timedelta(days=1)
_FIRST_ID = 1_000_000


def tx_profile(evse: int, ocpp_transaction_id: str, grant: Grant) -> ChargingProfile:
    """A TxProfile that starts a minute ago: stations whose clock is behind ignore one of the future (evcc)."""
    start, until = grant.at - CLOCK_SKEW, grant.until or grant.at
    times = [start, *(step.start for step in grant.steps[1:])]
    return ChargingProfile(
        id=profile_id(evse),
        stack_level=1,
        purpose=Purpose.TX,
        kind=Kind.ABSOLUTE,
        periods=_periods(start, times, grant.steps),
        start_schedule=clock.to_text(start),
        duration_s=int((until - start).total_seconds()),
        transaction_id=ocpp_transaction_id,
    )


def fail_safe_profile(steps: Steps, now: datetime) -> ChargingProfile:
    """A TxDefaultProfile for every EVSE by itself, from a time that no clock is a whole day behind; the last of `steps`
    holds for ever."""
    start = now - _FAIL_SAFE_AGE
    times = [start, *(step.start for step in steps[1:])]
    return ChargingProfile(
        id=profile_id(0),
        stack_level=0,
        purpose=Purpose.TX_DEFAULT,
        kind=Kind.ABSOLUTE,
        periods=_periods(start, times, steps),
        start_schedule=clock.to_text(start),
    )


def profile_id(evse: int) -> int:
    """One id for the TxProfile of each EVSE and, with EVSE 0, for the fail-safe; far from hand-made ids."""
    return _FIRST_ID + evse


def _periods(start: datetime, times: Sequence[datetime], steps: Steps) -> tuple[Period, ...]:
    return tuple(
        Period(int((moment - start).total_seconds()), step.limit_a) for moment, step in zip(times, steps, strict=True)
    )
