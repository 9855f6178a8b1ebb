"""Transactions, the evidence for them, and the operator's last word."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from csms import bootstrap
from csms.application.close_transaction import close_transaction, find_transaction
from csms.application.list_transactions import list_transactions
from csms.application.ports import TransactionFilter
from csms.application.read_evidence import read_events, read_samples
from csms.domain.ids import key_of
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, Time, in_order, slice_page
from operator_api.transaction_views import (
    SampleView,
    TransactionEventView,
    TransactionView,
    event_view,
    sample_view,
    view,
)

router = routing.router()
Wanted = Annotated[str | None, Query(min_length=1, max_length=255, pattern=r"\S")]


@router.get("/api/transactions")
def list_all(
    station: Wanted = None,
    token: Wanted = None,
    site: Annotated[
        str | None, Query(min_length=1, max_length=255, description="Of stations that were its, when they began.")
    ] = None,
    open_only: Annotated[bool | None, Query(alias="open", description="Running (true) or ended (false).")] = None,
    started_from: Annotated[Time | None, Query(alias="from", description="Started at or after.")] = None,
    started_to: Annotated[Time | None, Query(alias="to", description="Started at or before.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[TransactionView]:
    """Transactions, the newest first. A page may hold fewer than `limit` while `next_cursor` leads on."""
    in_order(started_from, started_to)
    wanted = TransactionFilter(
        station_key=key_of(station) if station else None,
        token_key=key_of(token) if token else None,
        site_id=site,
        open=open_only,
        started_from=started_from,
        started_to=started_to,
    )
    return Page.of(list_transactions(bootstrap.ports(), wanted, limit, cursor), view)


@router.get("/api/transactions/<transaction_id>")
def read(transaction_id: PathName) -> TransactionView:
    """A transaction, with its energy so far."""
    return view(find_transaction(bootstrap.ports(), transaction_id))


@router.get("/api/transactions/<transaction_id>/meter-values")
def list_meter_values(
    transaction_id: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[SampleView]:
    """Every sample of the meter, in the order of time."""
    ports = bootstrap.ports()
    samples = read_samples(ports, find_transaction(ports, transaction_id).id)
    return Page.of(slice_page(samples, limit, cursor), sample_view)


@router.get("/api/transactions/<transaction_id>/events")
def list_events(
    transaction_id: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[TransactionEventView]:
    """The station's messages that the transaction is made of, newest first."""
    ports = bootstrap.ports()
    events = read_events(ports, find_transaction(ports, transaction_id).id)
    return Page.of(slice_page(events, limit, cursor), event_view)


@router.post("/api/transactions/<transaction_id>/close")
def close(transaction_id: PathName) -> TransactionView:
    """End a transaction that its station has forgotten, with the last meter value; 409 where it has ended.

    The station is not told. Its own end, should it come after all, replaces this one.
    """
    return view(close_transaction(bootstrap.ports(), transaction_id))
