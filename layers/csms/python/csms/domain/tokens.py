"""Id tokens and the one question asked of them: may this token charge here, now?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from csms.domain import clock
from csms.domain.standing_goals import StandingGoal


class TokenStatus(StrEnum):
    ACCEPTED = "accepted"
    BLOCKED = "blocked"


class AuthorizationStatus(StrEnum):
    """The 2.x vocabulary; a dialect translates it down (2.0.1 part 2 §3 AuthorizationStatusEnumType)."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    CONCURRENT_TX = "ConcurrentTx"
    EXPIRED = "Expired"
    NOT_AT_THIS_LOCATION = "NotAtThisLocation"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Token:
    key: str
    token: str
    type: str
    status: TokenStatus
    created_at: str
    expires_at: str | None = None
    group_id: str | None = None
    stations: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    max_open_transactions: int | None = None
    open_transactions: frozenset[str] = frozenset()
    goal: StandingGoal | None = None


@dataclass(frozen=True)
class Place:
    """Where a token is shown."""

    station_key: str
    site_id: str | None


@dataclass(frozen=True)
class Authorization:
    status: AuthorizationStatus
    group_id: str | None = None
    expires_at: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status is AuthorizationStatus.ACCEPTED


def authorize(token: Token | None, place: Place, now: datetime) -> Authorization:
    """Decide without regard to other transactions (ConcurrentTx has no place in Authorize)."""
    if token is None:
        return Authorization(AuthorizationStatus.UNKNOWN)
    return Authorization(_status(token, place, now), token.group_id, token.expires_at)


def authorize_start(
    token: Token | None, place: Place, now: datetime, transaction_id: str, ended_by_it: frozenset[str] = frozenset()
) -> Authorization:
    """Decide for a transaction that starts: a token may be limited to so many open ones.

    `ended_by_it` are open on the same EVSE: a power failure can make a station forget one, and its driver starts anew.
    """
    decision = authorize(token, place, now)
    if token is None or not decision.accepted or token.max_open_transactions is None:
        return decision
    others = token.open_transactions - ended_by_it - {transaction_id}
    if len(others) < token.max_open_transactions:
        return decision
    return Authorization(AuthorizationStatus.CONCURRENT_TX, token.group_id, token.expires_at)


def may_stop(started_by: Token | None, stopped_by: Token | None) -> bool:
    """The same token, or a sibling of the same group, or the group's own token."""
    if started_by is None or stopped_by is None:
        return False
    if started_by.key == stopped_by.key:
        return True
    groups = {token.group_id.casefold() for token in (started_by, stopped_by) if token.group_id}
    return len(groups) == 1 and (
        (started_by.group_id or "").casefold() == (stopped_by.group_id or "").casefold()
        or groups <= {started_by.key, stopped_by.key}
    )


def _status(token: Token, place: Place, now: datetime) -> AuthorizationStatus:
    if token.status is TokenStatus.BLOCKED:
        return AuthorizationStatus.BLOCKED
    expires = clock.parse(token.expires_at) if token.expires_at else None
    if expires is not None and expires <= now:
        return AuthorizationStatus.EXPIRED
    limited = bool(token.stations or token.sites)
    if limited and place.station_key not in token.stations and place.site_id not in token.sites:
        return AuthorizationStatus.NOT_AT_THIS_LOCATION
    return AuthorizationStatus.ACCEPTED
