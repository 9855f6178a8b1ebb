"""What a session costs: its bill, or what it would come to."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.bill_session import decide_cost
from csms.application.close_transaction import find_transaction
from csms.application.list_cdrs import find_cdr
from csms.application.ports import Ports
from csms.application.price_session import price_session
from csms.domain import cdrs, clock
from csms.domain.errors import ConflictError
from csms.domain.transactions import Transaction
from operator_api import routing
from operator_api.cdr_views import CdrView, view
from operator_api.fields import Body, Number, PathName

router = routing.router()
_DRAFT = "draft"


class CostView(BaseModel):
    """`billed`: `record` is stored and stays. `waiting`: the session's `integrity` leaves the bill to you. `estimate`:
    what it comes to so far, or would. The record of what is not billed has the id `draft`."""

    state: Literal["billed", "waiting", "estimate"]
    tariff_id: str
    terms: int
    record: CdrView


class CostBody(Body):
    """`energy_wh` replaces what the meter said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"energy_wh": 11400}]})

    energy_wh: Annotated[Number, Field(ge=0, le=10_000_000)] | None = None


@router.get("/api/transactions/<transaction_id>/cost")
def read_cost(transaction_id: PathName) -> CostView:
    """The bill of a session, or what it would come to by now; 409 where no tariff is for it."""
    ports = bootstrap.ports()
    return _shown(ports, find_transaction(ports, transaction_id))


@router.post("/api/transactions/<transaction_id>/cost")
def bill(transaction_id: PathName, body: CostBody | None = None) -> CostView:
    """Bill a session by your word, whatever its `integrity` says; 409 while it runs, or where no tariff is for it.

    A session that was billed before gets a credit record for that, and a new record.
    """
    ports, wanted = bootstrap.ports(), body or CostBody()
    return _shown(ports, decide_cost(ports, transaction_id, wanted.energy_wh))


def _shown(ports: Ports, session: Transaction) -> CostView:
    if session.cost is not None:
        record = view(find_cdr(ports, session.cost.cdr_id))
        return CostView(state="billed", tariff_id=session.cost.tariff_id, terms=session.cost.terms, record=record)
    billed = price_session(ports, session)
    if billed is None:
        raise ConflictError("no tariff is for this session")
    waits = not session.open and session.integrity["verdict"] == "review"
    return CostView(
        state="waiting" if waits else "estimate",
        tariff_id=billed.agreed.tariff.id,
        terms=billed.agreed.terms.number,
        record=view(cdrs.cdr(billed, _DRAFT, clock.to_text(ports.now()))),
    )
