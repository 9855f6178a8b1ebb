"""The delivery of one event to one webhook: attempts, and when the next one is due."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock
from csms.domain.events import Event

# After a failure; three days in all (https://www.standardwebhooks.com, "Deliverability and reliability").
RETRY_AFTER_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
_ATTEMPTS_KEPT = 20
GONE = 410


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Attempt:
    """`status_code` is the receiver's answer; without one `error` says why there is none."""

    at: str
    status_code: int | None
    error: str | None
    duration_ms: int

    @property
    def succeeded(self) -> bool:
        return self.status_code is not None and 200 <= self.status_code < 300


@dataclass(frozen=True)
class Delivery:
    """`tried` counts all attempts, of which the last twenty are kept; `round_began` is its value when the delivery was
    last begun anew, and starts the waiting times over."""

    webhook_id: str
    id: str
    event_id: str
    event_type: str
    created_at: str
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: tuple[Attempt, ...] = ()
    tried: int = 0
    round_began: int = 0
    next_attempt_at: str | None = None
    reason: str | None = None

    def attempted(self, attempt: Attempt) -> Self:
        """Delivered, or pending until `next_attempt_at`, or given up."""
        kept = (*self.attempts, attempt)[-_ATTEMPTS_KEPT:]
        made = replace(self, attempts=kept, tried=self.tried + 1, next_attempt_at=None, reason=None)
        if attempt.succeeded:
            return replace(made, status=DeliveryStatus.DELIVERED)
        retries = self.tried - self.round_began
        if attempt.status_code == GONE or retries >= len(RETRY_AFTER_S):
            return made.given_up("the receiver is gone" if attempt.status_code == GONE else "every attempt failed")
        due = clock.parse_stored(attempt.at) + timedelta(seconds=RETRY_AFTER_S[retries])
        return replace(made, next_attempt_at=clock.to_text(due))

    def given_up(self, reason: str) -> Self:
        return replace(self, status=DeliveryStatus.FAILED, next_attempt_at=None, reason=reason)

    def begun_anew(self) -> Self:
        return replace(self, status=DeliveryStatus.PENDING, round_began=self.tried, next_attempt_at=None, reason=None)

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "attempts": [attempt.__dict__ for attempt in self.attempts]}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        attempts = tuple(Attempt(**attempt) for attempt in members["attempts"])
        return cls(**{**members, "attempts": attempts, "status": DeliveryStatus(members["status"])})


def first(webhook_id: str, event: Event, now: datetime) -> Delivery:
    return Delivery(webhook_id, delivery_id(event), event.id, event.type, clock.to_text(now))


def delivery_id(event: Event) -> str:
    """In the order of the events; the same for the same event, however often it is published."""
    return f"{int(clock.parse_stored(event.recorded_at).timestamp() * 1000):013d}-{event.id}"
