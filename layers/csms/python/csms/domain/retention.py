"""How long each kind of data is kept before DynamoDB's time to live takes it; a deployment sets most of it in days."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from csms.domain import loads
from csms.domain.errors import InvalidError

SETTING = "retention_days"
_TEN_YEARS = 3650

# A station's repeated message is known again for as long as its time is believed (application/evidence.py).
RECEIPTS = timedelta(days=90)
SCHEDULES = timedelta(days=90)
# No transaction lasts so long; its profile is not read from the day on which it ends.
PROFILES_OF_TRANSACTIONS = timedelta(days=30)
UPLOADS = timedelta(days=90)


def _days(days: int, lowest: int, what: str, highest: int = _TEN_YEARS) -> Any:
    return dataclasses.field(default=days, metadata={"lowest": lowest, "highest": highest, "what": what})


@dataclass(frozen=True)
class Retention:
    """What a deployment may set. It holds for what is written from then on: every item carries its own end."""

    evidence: int = _days(
        400, 30, "messages and meter samples of sessions, from their arrival; usage is rebuilt from them"
    )
    commands: int = _days(90, 7, "commands and checks of composite schedules, from the end of their wait")
    station_events: int = _days(90, 7, "what stations report beside sessions, with raw frames")
    security_events: int = _days(400, 30, "security events, from their arrival")
    certificate_requests: int = _days(400, 60, "from their last change, or the end of the certificate")
    unknown_tokens: int = _days(30, 1, "tokens that nobody has registered, from the last sighting")
    refused_connections: int = _days(30, 1, "stations that were not let in, from the last refusal")
    transfers: int = _days(365, 90, "what became of firmware updates and uploads, from the request")
    webhook_deliveries: int = _days(90, 7, "what was sent to webhooks, from the event")
    events: int = _days(90, 7, "the log of events, from when they were recorded")
    simulations: int = _days(90, 1, "simulations of sites, from the request")
    exports: int = _days(7, 1, "exports and their files, from their end", highest=365)


@dataclass(frozen=True)
class Period:
    """`days` is None for what stays until it is removed. No bounds: no setting changes it, the system rests on it."""

    kind: str
    days: int | None
    what: str
    lowest: int | None = None
    highest: int | None = None


_FIXED = (
    Period("receipts", RECEIPTS.days, "answers to stations' messages: a repeated one is known again"),
    Period("loads", loads.KEPT.days, "building load and solar power: the forecast reads two weeks"),
    Period("schedules", SCHEDULES.days, "booked once, from their end"),
    Period("transaction_profiles", PROFILES_OF_TRANSACTIONS.days, "charging profiles of single sessions"),
    Period("uploads", UPLOADS.days, "files that stations have uploaded"),
    Period("sessions", None, "sessions and their cost; a driver's token in them is erased on request"),
    Period("charge_detail_records", None, "records that have been billed; the token is erased on request"),
    Period("usage", None, "sums by hour and connector, outages and boots of stations, limits of sites"),
)


def periods(retention: Retention) -> list[Period]:
    """Every kind of data that the traffic makes, those that can be set first."""
    return [*(Period(name, getattr(retention, name), **bounds) for name, bounds in _settable()), *_FIXED]


def parse(text: str) -> Retention:
    """Read `evidence=800,commands=30`, in days; what is left out has its default. Raises InvalidError."""
    kinds = dict(_settable())
    set_: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        name, _, days = (side.strip() for side in part.partition("="))
        if name not in kinds:
            raise InvalidError(f"there is no kind {name!r} to set; there are {', '.join(kinds)}", SETTING)
        if name in set_:
            raise InvalidError(f"{name} is set twice", SETTING)
        set_[name] = _checked(name, days, kinds[name])
    return Retention(**set_)


def to_text(retention: Retention) -> str:
    """What `parse` reads, every kind in it."""
    return ",".join(f"{name}={getattr(retention, name)}" for name, _ in _settable())


def _checked(name: str, days: str, bounds: Any) -> int:
    lowest, highest = bounds["lowest"], bounds["highest"]
    number = int(days) if days.isascii() and days.isdecimal() and len(days) <= len(str(_TEN_YEARS)) else 0
    if not lowest <= number <= highest:
        raise InvalidError(f"{name} must be a whole number of days from {lowest} to {highest}, not {days!r}", SETTING)
    return number


def _settable() -> Iterator[tuple[str, Any]]:
    return ((member.name, member.metadata) for member in dataclasses.fields(Retention))
