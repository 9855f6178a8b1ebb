"""What is wrong with a station, in plain words, each with the numbers that it was found by."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from csms.domain.clock_skew import ClockSkew
from csms.domain.link_quality import PLATFORM_PER_DAY, LinkQuality
from csms.domain.station_days import StationDay
from csms.domain.usage.facts import Finding, counted

# One a week may happen to anybody, and two in a short span, as when it is put up, say nothing of a week.
FEWEST, WEEKLY = 3, 1.0
# A message may be odd now and then; a station that is odd every day has a fault.
DEVIATIONS_PER_DAY = 1.0
# A minute moves energy into another quarter of an hour, and a price with it.
CLOCK_OFF_S = CLOCK_SPREAD_S = 60.0
BEYOND_PER_DAY = 6.0
FEWEST_TAKEOVERS = 3
SILENCE_S = 3600
FEWEST_REFUSALS = 3


@dataclass(frozen=True)
class Health:
    """`days` of the span in which the station was known. `deviant` are those with messages that deviated. `clock` is
    None where it cannot be told; `impossible_times` are sessions with a time that could not be. `refusals` counts the
    connections refused since the last one that was looked at by an operator."""

    days: float
    faults: int
    reboots: int
    deviant: tuple[StationDay, ...]
    clock: ClockSkew | None
    impossible_times: int
    link: LinkQuality
    refusals: int

    @property
    def deviations(self) -> dict[str, int]:
        """By name."""
        return dict(sum((Counter(day.deviations) for day in self.deviant), Counter()))


def findings(health: Health) -> list[Finding]:
    looks = (_faults, _reboots, _deviations, _clock_off, _clock_impossible, _reconnects, _takeovers, _silence, _refused)
    return [finding for look in looks for finding in look(health)]


def _faults(health: Health) -> Iterator[Finding]:
    if _too_many(health.faults, health.days):
        text = f"Its connectors were faulted {health.faults} times in {health.days:,.0f} days."
        yield Finding("faults", text, {"faults": health.faults, "days": round(health.days, 2)})


def _reboots(health: Health) -> Iterator[Finding]:
    if _too_many(health.reboots, health.days):
        text = f"It booted {health.reboots} times in {health.days:,.0f} days."
        yield Finding("reboots", text, {"reboots": health.reboots, "days": round(health.days, 2)})


def _too_many(count: int, days: float) -> bool:
    """FEWEST or more, and more than WEEKLY."""
    return count >= FEWEST and count * 7 > WEEKLY * days


def _deviations(health: Health) -> Iterator[Finding]:
    """DEVIATIONS_PER_DAY or more."""
    named, days = health.deviations, max(health.days, 1.0)
    total = sum(named.values())
    if total and total >= DEVIATIONS_PER_DAY * days:
        often = max(named, key=lambda name: named[name])
        last_on = health.deviant[-1].day
        text = (
            f"{total} of its messages deviated from their schema, on {len(health.deviant)} of {days:,.0f} days, the "
            f"last on {last_on}; most often by {often}."
        )
        numbers: dict[str, float | str] = {"deviations": total, "deviant_days": len(health.deviant)}
        numbers |= {"days": round(days, 2), "most_often": often, "last_on": last_on}
        yield Finding("deviations", text, numbers)


def _clock_off(health: Health) -> Iterator[Finding]:
    """By CLOCK_OFF_S or more, and by more than the readings differ; else, where they differ much, that."""
    skew = health.clock
    if skew is None:
        return
    numbers = {"offset_s": skew.offset_s, "spread_s": skew.spread_s, "readings": skew.readings}
    if abs(skew.offset_s) >= CLOCK_OFF_S and abs(skew.offset_s) > skew.spread_s:
        way = "behind" if skew.offset_s > 0 else "ahead"
        yield Finding("clock_off", f"Its clock is {abs(skew.offset_s):,.0f} s {way}.", numbers)
    elif skew.spread_s >= CLOCK_SPREAD_S:
        text = (
            f"Its messages come late by times that differ by {skew.spread_s:,.0f} s: its clock or its line is unsteady."
        )
        yield Finding("clock_unsteady", text, numbers)


def _clock_impossible(health: Health) -> Iterator[Finding]:
    if health.impossible_times:
        text = f"{health.impossible_times} of its newest sessions had times that cannot be: its clock was not set."
        yield Finding("clock_impossible", text, {"sessions": health.impossible_times})


def _reconnects(health: Health) -> Iterator[Finding]:
    """BEYOND_PER_DAY or more than the platform asks for."""
    rate, beyond = health.link.connections_per_day, health.link.beyond_platform_per_day
    if rate is not None and beyond is not None and beyond >= BEYOND_PER_DAY:
        text = f"It connects {rate:,.0f} times a day, where the platform asks for {PLATFORM_PER_DAY}."
        yield Finding("reconnects", text, {"connections_per_day": rate, "beyond_platform_per_day": beyond})


def _takeovers(health: Health) -> Iterator[Finding]:
    if health.link.takeovers >= FEWEST_TAKEOVERS:
        text = (
            f"{health.link.takeovers} of its {health.link.logins} newest connections found the one before still open: "
            "its line breaks unnoticed, or two stations use its identity."
        )
        yield Finding("takeovers", text, {"takeovers": health.link.takeovers, "logins": health.link.logins})


def _silence(health: Health) -> Iterator[Finding]:
    """SILENCE_S or longer at once, or silent now."""
    longest_s = health.link.longest_silence_s
    if health.link.silent or longest_s >= SILENCE_S:
        now = " It is silent now." if health.link.silent else ""
        times = counted(health.link.silences, "time")
        text = f"It was not heard of {times}, at most for {longest_s / 3600:,.1f} hours.{now}"
        yield Finding("silence", text, {"silences": health.link.silences, "longest_silence_s": longest_s})


def _refused(health: Health) -> Iterator[Finding]:
    if health.refusals >= FEWEST_REFUSALS:
        text = f"{health.refusals} connections under its identity were refused."
        yield Finding("refused_connections", text, {"refusals": health.refusals})
