"""Webhooks, their deliveries, and the way to their receivers."""

from dataclasses import dataclass
from typing import Protocol

from csms.application.ports.shared import Page
from csms.domain.deliveries import Delivery
from csms.domain.webhooks import Webhook


@dataclass(frozen=True)
class DeliveryTask:
    """One attempt to make: the one that follows `tried` others, not before `not_before`."""

    webhook_id: str
    delivery_id: str
    event_id: str
    tried: int = 0
    not_before: str | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a request: a status code, or why there is none."""

    status_code: int | None
    error: str | None
    duration_ms: int


class Webhooks(Protocol):
    def get(self, webhook_id: str) -> Webhook | None: ...
    def all(self) -> list[Webhook]:
        """The oldest first."""

    def save(self, webhook: Webhook) -> Webhook:
        """As it is stored. Raises ConcurrentChangeError where somebody has changed it since it was read."""

    def remove(self, webhook_id: str) -> None: ...


class Deliveries(Protocol):
    def get(self, webhook_id: str, delivery_id: str) -> Delivery | None: ...
    def page(self, webhook_id: str, limit: int, cursor: str | None) -> Page[Delivery]: ...
    def save(self, delivery: Delivery) -> None: ...


class DeliveryQueue(Protocol):
    def send(self, tasks: list[DeliveryTask], delay_s: int = 0) -> list[DeliveryTask]:
        """Those that the queue did not take. `delay_s` at most 900."""


class Receivers(Protocol):
    def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Never raises. Follows no redirect, and goes nowhere but to public addresses, unless it is told to."""
