"""All-or-nothing writes, with the name of the write whose condition failed."""

from collections.abc import Callable, Iterable
from typing import Any

from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from csms.adapters.dynamodb.models import StationItem
from csms.adapters.dynamodb.models.table import connection
from csms.application.ports import PreparedWrite
from csms.domain.errors import ConcurrentChangeError

Write = Callable[[TransactWrite], None]
CONDITION_FAILED = "ConditionalCheckFailed"
# The label of writes that other stores have prepared.
ALONG = "along"


def error_code(error: PynamoDBException) -> str | None:
    """DynamoDB's code; None for a time-out, of which pynamodb's own `cause_response_code` knows nothing."""
    response = getattr(error.cause, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return str(code) if code else None


def is_condition_failure(error: PynamoDBException) -> bool:
    return error_code(error) == f"{CONDITION_FAILED}Exception"


def update_where(item: Model, actions: list[Any], condition: Any) -> bool:
    """Update an item, and read it back into `item`; False where the condition does not hold."""
    try:
        item.update(actions, condition)
    except UpdateError as error:
        if not is_condition_failure(error):
            raise
        return False
    return True


def set_or_remove(attribute: Any, value: Any) -> Any:
    return attribute.remove() if value is None else attribute.set(value)


class ConditionFailedError(Exception):
    """`labels` are the writes whose conditions did not hold."""

    def __init__(self, labels: set[str]) -> None:
        super().__init__(", ".join(sorted(labels)))
        self.labels = labels


class Transaction:
    """Collects labelled writes; pynamodb sends deletes, then puts, then updates, and so come the reasons."""

    def __init__(self) -> None:
        self._deletes: list[tuple[str, Write]] = []
        self._puts: list[tuple[str, Write]] = []
        self._updates: list[tuple[str, Write]] = []

    def delete(self, label: str, item: Model, condition: Any = None) -> None:
        self._deletes.append((label, lambda tx: tx.delete(item, condition=condition)))

    def put(self, label: str, item: Model, condition: Any = None) -> None:
        self._puts.append((label, lambda tx: tx.save(item, condition=condition)))

    def update(self, label: str, item: Model, actions: list[Any], condition: Any = None) -> None:
        self._updates.append((label, lambda tx: tx.update(item, actions=actions, condition=condition)))

    def take_along(self, prepared: Iterable[PreparedWrite]) -> None:
        """Writes of other stores; each puts, updates or deletes under the label ALONG."""
        for write in prepared:
            write(self)

    def try_commit(self) -> bool:
        """Whether every condition held; if not, nothing is written. Raises ConcurrentChangeError as `commit` does."""
        try:
            self.commit()
        except ConditionFailedError:
            return False
        return True

    def commit(self) -> None:
        """Raises ConditionFailedError, or ConcurrentChangeError where another transaction was in the way."""
        writes = [*self._deletes, *self._puts, *self._updates]
        region = StationItem.Meta.region  # type: ignore[attr-defined]
        try:
            with TransactWrite(connection=connection(region)) as tx:
                for _, write in writes:
                    write(tx)
        except TransactWriteError as error:
            reasons = error.cancellation_reasons
            failed = {
                label
                for (label, _), reason in zip(writes, reasons, strict=False)
                if reason is not None and reason.code == CONDITION_FAILED
            }
            if failed:
                raise ConditionFailedError(failed) from None
            if any(reason is not None and reason.code == "TransactionConflict" for reason in reasons):
                raise ConcurrentChangeError("another transaction was in the way") from None
            raise
