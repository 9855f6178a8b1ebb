"""A charging profile as a make of station takes it."""

from dataclasses import replace
from datetime import datetime

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, RateUnit
from csms.domain.errors import InvalidError
from csms.domain.quirks import Quirks


def adapted_profile(profile: ChargingProfile, quirks: Quirks, now: datetime) -> ChargingProfile:
    """Never more current than was asked for. Raises InvalidError naming a member of the profile that cannot be said.

    Done twice it changes nothing more.
    """
    if quirks.relative_profiles_only and profile.kind is not Kind.RELATIVE:
        profile = _relative(profile, now)
    if quirks.max_stack_level is not None and profile.stack_level > quirks.max_stack_level:
        profile = replace(profile, stack_level=quirks.max_stack_level)
    if quirks.number_phases is not None:
        said = (replace(p, number_phases=p.number_phases or quirks.number_phases) for p in profile.periods)
        profile = replace(profile, periods=tuple(said))
    if quirks.rate_unit is not None and profile.rate_unit is not quirks.rate_unit:
        profile = _in_other_unit(profile, quirks)
    return profile


def _relative(profile: ChargingProfile, now: datetime) -> ChargingProfile:
    """The lowest limit that is still to come, for as long as the profile has left.

    Stations disagree about what a relative profile counts from, so that steps within it could come too late."""
    if profile.kind is Kind.RECURRING:
        raise InvalidError("this make of station takes relative profiles only, and those do not recur", "kind")
    start = clock.parse_stored(profile.start_schedule) if profile.start_schedule else now
    if start > now:
        raise InvalidError("this make of station takes relative profiles only: they begin at once", "start_schedule")
    elapsed_s = int((now - start).total_seconds())
    left_s = None if profile.duration_s is None else profile.duration_s - elapsed_s
    if left_s is not None and left_s <= 0:
        raise InvalidError("the profile is over already", "duration_s")
    lowest = min(_still_to_come(profile.periods, elapsed_s), key=lambda period: period.limit)
    return replace(
        profile,
        kind=Kind.RELATIVE,
        start_schedule=None,
        duration_s=left_s,
        periods=(Period(0, lowest.limit, lowest.number_phases),),
    )


def _still_to_come(periods: tuple[Period, ...], elapsed_s: int) -> tuple[Period, ...]:
    current = [period for period in periods if period.start_s <= elapsed_s][-1:]
    return (*current, *(period for period in periods if period.start_s > elapsed_s)) or periods


def _in_other_unit(profile: ChargingProfile, quirks: Quirks) -> ChargingProfile:
    to_watts = quirks.rate_unit is RateUnit.WATT

    def converted(limit: float, number_phases: int | None) -> float:
        watts = quirks.watts_of_phases(number_phases)
        return limit * watts if to_watts else limit / watts

    least = profile.min_charging_rate
    return replace(
        profile,
        rate_unit=quirks.rate_unit or profile.rate_unit,
        periods=tuple(replace(p, limit=converted(p.limit, p.number_phases)) for p in profile.periods),
        min_charging_rate=None if least is None else converted(least, None),
    )
