"""Events: what has happened, in one vocabulary for all OCPP versions, for other systems to react to.

An event is told at least once, always with the same id. `TYPES` is the whole vocabulary; what is in it stays as it
is, and may only gain members (then `VERSION` grows).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Self

from csms.domain import event_data as data
from csms.domain.errors import InvalidError

VERSION = 1
_EVENTS = uuid.UUID("3c1f0a52-6d0b-4a3d-9a87-2b8e5d7c9f10")


@dataclass(frozen=True)
class EventType:
    """`data` is the dataclass of the event's members."""

    data: type
    meaning: str


TYPES = {
    "station.registered": EventType(data.Registration, "A station was registered."),
    "station.changed": EventType(
        data.StationChange, "A setting of a station is another: by an operator, a login, or an external limit."
    ),
    "station.removed": EventType(data.Registration, "A station was removed."),
    "station.online": EventType(data.Connected, "A station is connected or heard of, after it was offline."),
    "station.offline": EventType(
        data.Disconnected, "A station has had no connection for a minute, or said nothing for too long."
    ),
    "station.booted": EventType(data.Boot, "A station has booted, and was accepted."),
    "connector.status_changed": EventType(data.ConnectorStatus, "A connector has another status or error."),
    "session.started": EventType(data.Session, "A charging session began; it may have ended already."),
    "session.updated": EventType(data.Session, "A running session has another state, token or place."),
    "session.ended": EventType(data.Session, "A charging session ended."),
    "session.corrected": EventType(data.Session, "An ended session turned out to be different: bill it anew."),
    "cdr.issued": EventType(data.CdrIssued, "A session was billed, or its bill taken back."),
    "token.unknown": EventType(data.UnknownToken, "A station was shown a token that nobody knows."),
    "command.done": EventType(data.CommandEnd, "The station answered a command, whatever it said."),
    "command.failed": EventType(data.CommandEnd, "The station answered a command with an error."),
    "command.timed_out": EventType(data.CommandEnd, "The station did not answer a command in time."),
    "command.expired": EventType(data.CommandEnd, "The station was not back in time for a queued command."),
    "command.cancelled": EventType(data.CommandEnd, "A queued command was taken back."),
    "reservation.requested": EventType(data.ReservationStep, "A station is asked to keep a connector free."),
    "reservation.accepted": EventType(data.ReservationStep, "The station keeps the connector free."),
    "reservation.rejected": EventType(data.ReservationStep, "The station does not."),
    "reservation.failed": EventType(data.ReservationStep, "The station could not be asked, or answered with an error."),
    "reservation.used": EventType(data.ReservationStep, "A session used the reservation."),
    "reservation.cancelled": EventType(data.ReservationStep, "The reservation was cancelled."),
    "reservation.expired": EventType(data.ReservationStep, "Nobody came in time."),
    "reservation.released": EventType(data.ReservationStep, "The station gave the reservation up."),
    "reservation.replaced": EventType(data.ReservationStep, "Another reservation took its place."),
    "reservation.changed": EventType(data.ReservationStep, "It stands as before, and something was noted of it."),
    "firmware.requested": EventType(data.TransferStep, "A station is asked to update its firmware."),
    "firmware.progressed": EventType(data.TransferStep, "The update has come a step further."),
    "firmware.installed": EventType(data.TransferStep, "Installed, or confirmed by the boot that followed."),
    "firmware.failed": EventType(data.TransferStep, "The update has failed."),
    "upload.requested": EventType(data.TransferStep, "A station is asked to upload its log."),
    "upload.progressed": EventType(data.TransferStep, "The upload has come a step further."),
    "upload.finished": EventType(data.TransferStep, "The log is there."),
    "upload.failed": EventType(data.TransferStep, "The upload has failed."),
    "certificate.requested": EventType(data.CertificateStep, "A station wants a certificate."),
    "certificate.signed": EventType(data.CertificateStep, "Its certificate is on the way to it."),
    "certificate.installed": EventType(data.CertificateStep, "The station has accepted its certificate."),
    "certificate.refused": EventType(data.CertificateStep, "The station did not want the certificate."),
    "certificate.undelivered": EventType(data.CertificateStep, "The station never answered, or was not back in time."),
    "certificate.rejected": EventType(data.CertificateStep, "There is no certificate for it, for a reason."),
    "security.reported": EventType(data.SecurityReport, "A station reports something about its own security."),
    "alarm.raised": EventType(data.AlarmRaised, "An operator should look at a station soon."),
    "alarm.cleared": EventType(data.AlarmCleared, "What an alarm was about is over."),
    "plan.over_limit": EventType(data.PlanLimit, "A site's sessions may be taking more than its limit."),
    "plan.within_limit": EventType(data.PlanLimit, "A site is within its limit again."),
    "price.gap": EventType(data.PriceGap, "Prices that should be there are not: a site is planned without them."),
    "webhook.disabled": EventType(data.WebhookState, "A receiver failed for so long that it is told nothing more."),
    "webhook.test": EventType(data.WebhookTest, "A try, to see that events arrive."),
}


@dataclass(frozen=True)
class Happening:
    """What has happened, before it has an id. `identity` and `site_id` are looked up where only the key is known."""

    type: str
    occurred_at: str
    data: Any
    station_key: str | None = None
    identity: str | None = None
    site_id: str | None = None
    evse: int | None = None
    connector: int | None = None


@dataclass(frozen=True)
class Event:
    """`occurred_at` is the time of what happened, `recorded_at` when the system knew of it: what a station kept while
    it was offline occurred long before."""

    id: str
    type: str
    occurred_at: str
    recorded_at: str
    subject: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    version: int = VERSION

    @property
    def station(self) -> str | None:
        return self.subject.get("station")

    @property
    def site_id(self) -> str | None:
        return self.subject.get("site_id")

    def to_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**members)


def made(happening: Happening, event_id: str, recorded_at: str) -> Event:
    subject = {
        "station": happening.identity,
        "site_id": happening.site_id,
        "evse": happening.evse,
        "connector": happening.connector,
    }
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(happening.data).items()}
    return Event(event_id, happening.type, happening.occurred_at, recorded_at, subject, told)


def id_of(*parts: object) -> str:
    """The same for the same parts."""
    return str(uuid.uuid5(_EVENTS, "\0".join(map(str, parts))))


def known_patterns(patterns: Iterable[str], field_name: str) -> list[str]:
    """Raises InvalidError for one that no type of event has."""
    listed = list(patterns)
    for pattern in listed:
        whole = pattern.removesuffix("*")
        if "*" in whole or "?" in whole or "[" in whole or not any(matches([pattern], type_) for type_ in TYPES):
            raise InvalidError(f"{pattern} is no type of event; /api/event-types lists them", field_name)
    return listed


def matches(patterns: Iterable[str], type_: str) -> bool:
    """A pattern is a type, or a beginning of some: `session.*`, `*`."""
    return any(fnmatchcase(type_, pattern) for pattern in patterns)
