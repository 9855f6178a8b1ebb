"""Reservations: connectors kept free for drivers, and what became of them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from csms import bootstrap
from csms.application.cancel_reservation import cancel_reservation
from csms.application.find_station import find_station
from csms.application.ports import ReservationFilter
from csms.application.read_reservations import find_reservation, list_reservations
from csms.application.reserve import Reserve, reserve
from csms.domain import clock
from csms.domain.commands import Command
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of
from csms.domain.stations import Station
from operator_api import command_views, routing
from operator_api.answers import JSON
from operator_api.calls import Caller, request_for
from operator_api.command_views import CommandView
from operator_api.fields import DEFAULT_LIMIT, Cursor, IdempotencyKey, Limit, Page, PathName, Prefer
from operator_api.reservation_views import ReservationBody, ReservationCommandView, ReservationView, view

router = routing.router()


@router.post("/api/stations/<identity>/reservations", responses=command_views.DESCRIBED)
def reserve_connector(
    identity: PathName, body: ReservationBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[ReservationCommandView]:
    """Keep a connector free for a token, or for its group, until `expires_at`.

    The station decides: `rejected` comes with its word (`faulted`, `occupied`, `unavailable`, `rejected`).
    """
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    caller = Caller(body.queue_until, prefer, idempotency_key)
    wish = Reserve(**body.model_dump(exclude={"queue_until"}))
    made = reserve(ports, station, wish, lambda asked: request_for(station, asked, caller), idempotency_key)
    command = ports.commands.get(station.key, made.id)
    if command is None:
        raise NotFoundError(f"the command of reservation {made.id} has been forgotten")
    return _answer(station, made.id, command, prefer)


@router.delete("/api/reservations/<reservation_id>", responses=command_views.DESCRIBED)
def cancel(reservation_id: PathName, prefer: Prefer = None) -> Response[ReservationCommandView]:
    """Give a reservation back. It is `cancelled` when the station agrees; 409 where it has ended already.

    A station that rejects this has no such reservation: the history says so, and the reservation ends by its expiry.
    """
    ports, caller = bootstrap.ports(), Caller(None, prefer, None)
    command = cancel_reservation(ports, reservation_id, lambda station, asked: request_for(station, asked, caller))
    return _answer(find_station(ports, command.station_key), reservation_id, command, prefer)


@router.get("/api/reservations")
def list_all(
    station: Annotated[str | None, Query(max_length=255, pattern=r"\S")] = None,
    open_only: Annotated[bool | None, Query(alias="open", description="Open (true) or ended (false).")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[ReservationView]:
    """Reservations, the newest first. A page may hold fewer than `limit` while `next_cursor` leads on."""
    ports = bootstrap.ports()
    wanted, now = ReservationFilter(key_of(station) if station else None, open=open_only), clock.to_text(ports.now())
    return Page.of(list_reservations(ports, wanted, limit, cursor), lambda found: view(found, now))


@router.get("/api/reservations/<reservation_id>")
def read(reservation_id: PathName) -> ReservationView:
    """A reservation and its history."""
    ports = bootstrap.ports()
    return view(find_reservation(ports, reservation_id), clock.to_text(ports.now()))


def _answer(
    station: Station, reservation_id: str, command: Command, prefer: str | None
) -> Response[ReservationCommandView]:
    """The reservation as the command has left it, when the time that the caller would wait is over."""
    ports = bootstrap.ports()
    sent = command_views.answer(ports, station, [command], prefer)
    assert isinstance(sent.body, CommandView)
    shown = view(find_reservation(ports, reservation_id), clock.to_text(ports.now()))
    headers = {**sent.headers, "Location": f"/api/reservations/{reservation_id}"}
    return Response(sent.status_code, JSON, ReservationCommandView(**shown.model_dump(), command=sent.body), headers)
