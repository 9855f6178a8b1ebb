"""How well a station holds its line, by its newest logins and the times when it was not heard of."""

from collections.abc import Iterable
from dataclasses import dataclass

from csms.domain import clock
from csms.domain.logins import Login
from csms.domain.outages import Outage, OutageKind
from csms.domain.usage.amounts import DAY_S
from csms.domain.usage.history import Span
from csms.domain.usage.sessions import epoch_s

# API Gateway closes every connection after two hours.
PLATFORM_PER_DAY = 12
# Fewer say nothing about a rate.
FEWEST_LOGINS = 4


@dataclass(frozen=True)
class LinkQuality:
    """`logins` are those of the span among the few that are kept, the rate is over them, None where they are too few;
    `beyond_platform_per_day` is what the platform has not asked for. `takeovers` found their own old connection still
    open. Silences are the outages of kind offline, `longest_silence_s` within the span; `silent` now."""

    logins: int
    connections_per_day: float | None
    takeovers: int
    silences: int
    longest_silence_s: int
    silent: bool

    @property
    def beyond_platform_per_day(self) -> float | None:
        rate = self.connections_per_day
        return None if rate is None else round(max(rate - PLATFORM_PER_DAY, 0.0), 2)


def link_quality(span: Span, logins: Iterable[Login], outages: Iterable[Outage], now_s: int) -> LinkQuality:
    """`outages` touch the span."""
    recent = [login for login in logins if span.start_s <= epoch_s(login.at) < span.until_s]
    silences = [outage for outage in outages if outage.kind is OutageKind.OFFLINE]
    return LinkQuality(
        logins=len(recent),
        connections_per_day=_per_day(recent),
        takeovers=sum(login.took_over for login in recent),
        silences=len(silences),
        longest_silence_s=max((_lasted_s(silence, span, now_s) for silence in silences), default=0),
        silent=any(silence.ended_at is None for silence in silences),
    )


def _per_day(logins: list[Login]) -> float | None:
    if len(logins) < FEWEST_LOGINS:
        return None
    took = clock.parse_stored(logins[-1].at) - clock.parse_stored(logins[0].at)
    return round((len(logins) - 1) * DAY_S / max(took.total_seconds(), 1.0), 2)


def _lasted_s(silence: Outage, span: Span, now_s: int) -> int:
    until_s = epoch_s(silence.ended_at) if silence.ended_at else now_s
    return max(min(until_s, span.until_s) - max(epoch_s(silence.began_at), span.start_s), 0)
