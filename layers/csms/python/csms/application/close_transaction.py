"""What the station never ended is ended here: by the operator, or after long silence (close_forgotten.py)."""

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError, ConflictError, NotFoundError
from csms.domain.transactions import Transaction, close

ATTEMPTS = 5


def find_transaction(ports: Ports, transaction_id: str) -> Transaction:
    """Raises NotFoundError."""
    transaction = ports.transactions.get(transaction_id)
    if transaction is None:
        raise NotFoundError(f"there is no transaction {transaction_id}")
    return transaction


def end_now(ports: Ports, transaction: Transaction) -> None:
    """End it with the last meter value. Raises ConcurrentChangeError where the station was faster."""
    ports.transactions.replace(close(transaction, clock.to_text(ports.now())))
    if transaction.site_id:
        ports.queues.request_plan(transaction.site_id)


def close_transaction(ports: Ports, transaction_id: str) -> Transaction:
    """End it with the last meter value. Raises NotFoundError, or ConflictError where it has ended already."""
    for _ in range(ATTEMPTS):
        transaction = find_transaction(ports, transaction_id)
        if not transaction.open:
            raise ConflictError(f"the transaction ended at {transaction.ended_at}")
        try:
            end_now(ports, transaction)
        except ConcurrentChangeError:
            continue
        return find_transaction(ports, transaction_id)
    raise ConcurrentChangeError("the station keeps changing the transaction; try again")
