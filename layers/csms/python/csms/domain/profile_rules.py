"""What a charging profile of the CSMS must be (2.0.1 K01, 1.6 §3.13, §5.16 and errata 3.41, 3.45, 3.56)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Purpose
from csms.domain.errors import InvalidError

CLOCK_SKEW = timedelta(seconds=60)
_Broken = Iterator[tuple[str, str]]


def check_profile(profile: ChargingProfile, member: str = "") -> None:
    """Raises InvalidError naming the member, within `member`, that no station could take."""
    _refuse([*_purpose(profile), *_kind(profile), *_periods(profile), *_validity(profile)], member)


def check_place(profile: ChargingProfile, evse: int) -> None:
    """Raises InvalidError naming `evse` where a profile of this purpose cannot be there."""
    if profile.purpose is Purpose.STATION_MAX and evse != 0:
        raise InvalidError("a ChargingStationMaxProfile is of the station as a whole: EVSE 0", "evse")
    if profile.purpose is Purpose.TX and evse == 0:
        raise InvalidError("a TxProfile is of a transaction, and so of one EVSE: more than 0", "evse")


def check_attached(profile: ChargingProfile, member: str) -> None:
    """A profile in a remote start is of the transaction that it starts (1.6 §5.16.2, errata 3.41; 2.0.1 F01)."""
    check_profile(profile, member)
    if profile.purpose is not Purpose.TX:
        _refuse([("purpose", "the profile of a remote start is a TxProfile")], member)
    if profile.transaction_id is not None:
        _refuse([("transaction_id", "the transaction of a remote start has no id yet")], member)


def with_start(profile: ChargingProfile, now: datetime) -> ChargingProfile:
    """A schedule that needs a start and names none has begun a minute ago: a station whose clock is a little behind
    would leave it for later (evcc)."""
    if profile.kind is Kind.RELATIVE or profile.start_schedule is not None:
        return profile
    return replace(profile, start_schedule=clock.to_text(now - CLOCK_SKEW))


def _refuse(broken: list[tuple[str, str]], member: str) -> None:
    for field, detail in broken:
        raise InvalidError(detail, f"{member}.{field}" if member else field)


def _purpose(profile: ChargingProfile) -> _Broken:
    if profile.purpose is Purpose.EXTERNAL_CONSTRAINTS:
        yield "purpose", "external constraints are the station's own: they cannot be sent (K01.FR.22)"
    if profile.transaction_id is not None and profile.purpose is not Purpose.TX:
        yield "transaction_id", "only a TxProfile is of a transaction"


def _kind(profile: ChargingProfile) -> _Broken:
    if profile.kind is Kind.RELATIVE and profile.purpose is Purpose.STATION_MAX:
        yield "kind", "a ChargingStationMaxProfile cannot be relative (K01.FR.38)"
    if profile.kind is Kind.RELATIVE and profile.start_schedule is not None:
        yield "start_schedule", "a relative profile has none (K01.FR.41)"
    if profile.kind is Kind.RECURRING and profile.recurrency is None:
        yield "recurrency", "a recurring profile says Daily or Weekly"
    if profile.kind is not Kind.RECURRING and profile.recurrency is not None:
        yield "recurrency", "only a recurring profile has one"


def _periods(profile: ChargingProfile) -> _Broken:
    starts_s = [period.start_s for period in profile.periods]
    if not starts_s:
        yield "periods", "at least one is needed"
    elif starts_s[0] != 0:
        yield "periods.0.start_s", "the first period starts at 0 (K01.FR.31)"
    for index, (before, start_s) in enumerate(pairwise(starts_s), start=1):
        if start_s <= before:
            yield f"periods.{index}.start_s", "each period starts after the one before (K01.FR.35)"


def _validity(profile: ChargingProfile) -> _Broken:
    if profile.valid_from and profile.valid_to and profile.valid_to <= profile.valid_from:
        yield "valid_to", "must be after valid_from"
