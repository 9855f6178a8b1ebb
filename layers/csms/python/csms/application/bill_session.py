"""A session's bill: its cost and its charge detail record, stored as one; a bill that is no longer true is taken back
by a credit record and made anew."""

from collections.abc import Callable
from typing import Any

from csms.application.close_transaction import find_transaction
from csms.application.ports import Change, Ports
from csms.application.price_session import price_session
from csms.domain import cdrs, clock
from csms.domain.cdrs import Billed, Cdr
from csms.domain.charges import PriceUnknownError, SpotPriceError
from csms.domain.errors import ConcurrentChangeError, ConflictError, NotFoundError
from csms.domain.session_costs import SessionCost
from csms.domain.transactions import Transaction

_ATTEMPTS = 5
_BILLABLE = "billable"
# Prices that come late are waited for a day.
_RETRY_S, _RETRIES = 900, 96


def bill_changed_session(ports: Ports, change: Change) -> None:
    """A reactor: what is beyond doubt is billed by itself; the rest waits for the operator."""
    session = change.new
    if session is not None and _is_due(session):
        _bill_or_wait(ports, session.id, _RETRIES)


def bill_by_task(ports: Ports, task: dict[str, Any]) -> None:
    """Again, because a price was missing."""
    _bill_or_wait(ports, task["transaction_id"], task["left"])


def decide_cost(ports: Ports, transaction_id: str, energy_wh: float | None = None) -> Transaction:
    """Bill by the operator's word, whatever the session's verdict; again, with a credit, where the numbers differ.

    `energy_wh` replaces what the meter said. Raises NotFoundError, ConflictError for a session that runs or has no
    tariff or not all its spot prices.
    """
    session = find_transaction(ports, transaction_id)
    if session.open:
        raise ConflictError("the session still runs")
    if _bill(ports, transaction_id, lambda _: True, energy_wh, decided=True) is None:
        raise ConflictError("no tariff is for this session")
    return find_transaction(ports, transaction_id)


def _is_due(session: Transaction) -> bool:
    if session.open or session.integrity["verdict"] != _BILLABLE:
        return False
    return session.cost is None or not session.cost.still_holds(session)


def _bill_or_wait(ports: Ports, transaction_id: str, left: int) -> None:
    """Waiting does not mend a price in another currency than the tariff's: the operator reads that at the session's
    cost. A session that is gone is billed no more."""
    try:
        _bill(ports, transaction_id, _is_due, None, decided=False)
    except PriceUnknownError:
        if left:
            task = {"task": "bill_session", "transaction_id": transaction_id, "left": left - 1}
            ports.queues.after(_RETRY_S, task)
    except (SpotPriceError, NotFoundError):
        return


def _bill(
    ports: Ports,
    transaction_id: str,
    is_due: Callable[[Transaction], bool],
    energy_wh: float | None,
    decided: bool,
) -> Billed | None:
    """None where nothing is due, or no tariff is for the session."""
    for _ in range(_ATTEMPTS):
        session = find_transaction(ports, transaction_id)
        billed = price_session(ports, session, energy_wh) if is_due(session) else None
        if billed is None:
            return None
        try:
            _store(ports, billed, energy_wh, decided)
        except ConcurrentChangeError:
            continue
        return billed
    raise ConcurrentChangeError("the station keeps changing the session; try again")


def _store(ports: Ports, billed: Billed, energy_wh: float | None, decided: bool) -> None:
    """A new record, and where the session was billed before, the credit for that."""
    session, now = billed.session, clock.to_text(ports.now())
    records = [cdrs.cdr(billed, ports.new_id(), now)]
    if session.cost is not None:
        before = ports.cdrs.get(session.cost.cdr_id)
        if before is None:
            raise ConflictError(f"record {session.cost.cdr_id} of the session is not there")
        records.insert(0, cdrs.credit_of(before, ports.new_id(), now))
    stored = tuple(ports.cdrs.prepared_add(record, session) for record in records)
    ports.transactions.bill(session, _cost(billed, records[-1], now, energy_wh, decided), stored)


def _cost(billed: Billed, record: Cdr, now: str, energy_wh: float | None, decided: bool) -> SessionCost:
    session, total = billed.session, billed.cost.total
    return SessionCost(
        cdr_id=record["id"],
        tariff_id=billed.agreed.tariff.id,
        terms=billed.agreed.terms.number,
        currency=billed.cost.currency,
        total_excl_vat=str(total.excl_vat),
        total_incl_vat=str(total.incl_vat),
        billed_at=now,
        started_at=session.started_at,
        ended_at=session.ended_at,
        energy_wh=session.energy_wh if energy_wh is None else energy_wh,
        decided=decided,
    )
