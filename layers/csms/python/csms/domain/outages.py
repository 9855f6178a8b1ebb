"""When a connector could not be used, and what share of the time that is, as the regulators count it.

Uptime of a charging port = (T - (outage - excluded)) / T over the minutes of the period (NEVI, 23 CFR 680.116(b)(2):
"up" is online and available for use, or in use; excluded are outages by the utility, the vehicle, scheduled
maintenance, vandalism, natural disasters). AFIR asks for the state and its history (Regulation (EU) 2023/1804 article
20(2)), not for a percentage: the outages are that history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from csms.domain.usage.history import Span
from csms.domain.usage.sessions import epoch_s


class OutageKind(StrEnum):
    FAULTED = "faulted"
    UNAVAILABLE = "unavailable"
    OFFLINE = "offline"


class Exclusion(StrEnum):
    """Why an outage does not count (23 CFR 680.116(b)(3))."""

    UTILITY = "utility"
    VEHICLE = "vehicle"
    SCHEDULED_MAINTENANCE = "scheduled_maintenance"
    VANDALISM = "vandalism"
    NATURAL_DISASTER = "natural_disaster"
    OUT_OF_HOURS = "out_of_hours"


OUT_OF_ORDER = {"Faulted": OutageKind.FAULTED, "Unavailable": OutageKind.UNAVAILABLE}
# The station as a whole.
WHOLE = (0, 0)


@dataclass(frozen=True)
class Outage:
    """Of a connector, or of the whole station (WHOLE), at the site where it hung. `ended_at` is None while it lasts."""

    station_key: str
    evse: int
    connector: int
    kind: OutageKind
    began_at: str
    ended_at: str | None = None
    error_code: str | None = None
    excluded: Exclusion | None = None
    site_id: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        return self.evse, self.connector

    @property
    def id(self) -> str:
        """Unique at its station; those of a station sort by their beginnings."""
        return f"{self.began_at}.{self.evse}.{self.connector}"


@dataclass(frozen=True)
class Availability:
    """Of one connector, in seconds of the period in which it was known."""

    known_s: int
    outage_s: int
    excluded_s: int

    @property
    def uptime_percent(self) -> float | None:
        """None where nothing is known of the period."""
        return 100 * (self.known_s - (self.outage_s - self.excluded_s)) / self.known_s if self.known_s else None


def together(made: Iterable[Availability]) -> Availability:
    """The time of all connectors, added up."""
    every = list(made)
    sums = (sum(getattr(one, name) for one in every) for name in ("known_s", "outage_s", "excluded_s"))
    return Availability(*sums)


def availability(span: Span, known_since_s: int, now_s: int, outages: Iterable[Outage]) -> Availability:
    """`outages` are the connector's and its station's. A second with two of them is one second of outage; it is
    excluded only where none of them counts."""
    start_s, until_s = max(span.start_s, known_since_s), min(span.until_s, now_s)
    every = list(outages)
    whole = _union_s(every, start_s, until_s, now_s)
    counted = _union_s([outage for outage in every if outage.excluded is None], start_s, until_s, now_s)
    return Availability(max(until_s - start_s, 0), whole, whole - counted)


def _union_s(outages: Iterable[Outage], start_s: int, until_s: int, now_s: int) -> int:
    total, reached_s = 0, start_s
    for outage in sorted(outages, key=lambda outage: outage.began_at):
        since_s = max(epoch_s(outage.began_at), reached_s)
        to_s = min(epoch_s(outage.ended_at) if outage.ended_at else now_s, until_s)
        if to_s > since_s:
            total, reached_s = total + to_s - since_s, to_s
    return total
