"""Sessions and what made them."""

from dataclasses import dataclass
from typing import Any, Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.ev_needs import EvNeeds
from csms.domain.goals import Goal, GoalSource
from csms.domain.metering import Live, Sample
from csms.domain.reservations import Reservation
from csms.domain.session_costs import SessionCost
from csms.domain.transactions import Transaction, TransactionEvent


@dataclass(frozen=True)
class Receipt:
    """The reply of a message that must have one effect however often it comes."""

    key: str
    reply: dict[str, Any]


@dataclass(frozen=True)
class TransactionFilter:
    station_key: str | None = None
    token_key: str | None = None
    site_id: str | None = None
    open: bool | None = None
    started_from: str | None = None
    started_to: str | None = None


class AlreadyRecordedError(Exception):
    """This very event is stored: the message is a replay."""


class Transactions(Protocol):
    def get(self, transaction_id: str) -> Transaction | None: ...
    def get_many(self, transaction_ids: list[str]) -> list[Transaction]: ...
    def page(self, wanted: TransactionFilter, limit: int, cursor: str | None) -> Page[Transaction]: ...
    def record(
        self,
        transaction: Transaction,
        event: TransactionEvent,
        event_key: str,
        payload: Any,
        receipt: Receipt | None = None,
        released_token: str | None = None,
        used: Reservation | None = None,
        if_unreserved: bool = False,
    ) -> None:
        """Store the event, the folded transaction, the station's open transactions and the token's, as one.

        `released_token` counted the transaction among its own, until the start named another. `used` is the
        reservation that the start uses up.

        Raises AlreadyRecordedError for a known event, ConcurrentChangeError for a stale `version` or reservation;
        with `if_unreserved` MayBeReservedError, unless the station has no open reservation."""

    def bill(self, transaction: Transaction, cost: SessionCost, along: tuple[PreparedWrite, ...]) -> None:
        """Store the cost together with its records; a message of the station that comes meanwhile is first.

        Raises ConcurrentChangeError for a stale `version`, or a record that exists."""

    def record_meter_values(
        self, transaction_id: str, event_key: str, samples: tuple[Sample, ...], live: Live, payload: Any
    ) -> None:
        """Store readings and, where the transaction is known and they are the newest, its live values; those that
        come late are counted on it (`late_readings`), so that whoever follows it sees that there are more."""

    def replace(self, transaction: Transaction) -> None:
        """Store a change that no event of the station made; frees the station's and the token's entry."""

    def show_cost(self, transaction_id: str) -> None:
        """Its station shows from now on what it costs."""

    def set_ev_needs(self, transaction_id: str, needs: EvNeeds) -> bool:
        """Whether the transaction runs; nothing is kept otherwise."""

    def set_goal(self, transaction_id: str, source: GoalSource, goal: Goal | None) -> Transaction | None:
        """Keep what `source` (operator or driver) wants, or forget it; None where the transaction is not open."""

    def events(self, transaction_id: str, limit: int, cursor: str | None) -> Page[dict[str, Any]]: ...
    def receipt(self, key: str) -> Receipt | None: ...
