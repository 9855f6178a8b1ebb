"""Stations that were not let in: what an operator has to know to let one in, or to leave it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from csms.domain import passwords
from csms.domain.ids import key_of
from csms.domain.stations import Registration, Station

MAX_SUBPROTOCOLS, MAX_SUBPROTOCOL_LENGTH = 8, 40


class Reason(StrEnum):
    UNKNOWN_IDENTITY = "unknown_identity"
    BAD_CREDENTIALS = "bad_credentials"
    SECURITY_PROFILE_TOO_LOW = "security_profile_too_low"
    NO_COMMON_SUBPROTOCOL = "no_common_subprotocol"
    REGISTRATION_PENDING = "registration_pending"
    REGISTRATION_REJECTED = "registration_rejected"

    @property
    def about_registration(self) -> bool:
        """It may connect; its BootNotification was not accepted."""
        return self in (Reason.REGISTRATION_PENDING, Reason.REGISTRATION_REJECTED)


@dataclass(frozen=True)
class Attempt:
    """One refusal. `password` are the bytes that came with the station's own name."""

    identity: str
    reason: Reason
    at: str
    source: str
    subprotocols: tuple[str, ...] = ()
    security_profile: int = 1
    credentials_sent: bool = False
    password: bytes | None = None


@dataclass(frozen=True)
class RefusedConnection:
    """All refusals of one identity. `reasons` counts each; source, subprotocols and profile are the last one's.

    `password_hash` is of the password that was presented; `passwords_differ` when there was more than one, so that
    nobody slips his own in before the charger's is trusted.
    """

    key: str
    identity: str
    first_refused_at: str
    last_refused_at: str
    last_reason: Reason
    reasons: Mapping[str, int]
    source: str
    subprotocols: tuple[str, ...] = ()
    security_profile: int = 1
    credentials_sent: bool = False
    password_hash: str | None = None
    passwords_differ: bool = False

    @property
    def count(self) -> int:
        return sum(self.reasons.values())

    @property
    def password_can_be_trusted(self) -> bool:
        return self.password_hash is not None and not self.passwords_differ


def noted(known: RefusedConnection | None, attempt: Attempt) -> RefusedConnection:
    """What is known of an identity after one more refusal."""
    reasons = dict(known.reasons) if known else {}
    reasons[attempt.reason.value] = reasons.get(attempt.reason.value, 0) + 1
    password_hash, differ = _presented(known, attempt)
    offered = [name.strip()[:MAX_SUBPROTOCOL_LENGTH] for name in attempt.subprotocols if name.strip()]
    return RefusedConnection(
        key=key_of(attempt.identity),
        identity=attempt.identity,
        first_refused_at=known.first_refused_at if known else attempt.at,
        last_refused_at=attempt.at,
        last_reason=attempt.reason,
        reasons=reasons,
        source=attempt.source,
        subprotocols=tuple(offered[:MAX_SUBPROTOCOLS]),
        security_profile=attempt.security_profile,
        credentials_sent=attempt.credentials_sent or (known is not None and known.credentials_sent),
        password_hash=password_hash,
        passwords_differ=differ,
    )


def _presented(known: RefusedConnection | None, attempt: Attempt) -> tuple[str | None, bool]:
    """The first password's hash stays: the same one again changes nothing, another one makes both doubtful."""
    before, differ = (known.password_hash, known.passwords_differ) if known else (None, False)
    if attempt.password is None:
        return before, differ
    if before is not None:
        return before, differ or not passwords.verify(attempt.password, before)
    fits = passwords.MIN_LENGTH <= len(attempt.password) <= passwords.MAX_LENGTH
    return (passwords.hash_password(attempt.password) if fits else None), differ


def settled(refused: RefusedConnection, station: Station | None) -> bool:
    """The station has got in since: nobody has to do anything about it."""
    if station is None:
        return False
    accepted = station.registration is Registration.ACCEPTED
    if refused.last_reason.about_registration:
        return accepted
    logged_in = bool(station.recent_logins) and station.recent_logins[-1].at > refused.last_refused_at
    return accepted and logged_in
