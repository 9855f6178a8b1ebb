"""Keep a connector free for a driver: stored with the ReserveNow that asks the station for it, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from csms.application.call_station import call_station
from csms.application.expire_reservation import watch_expiry
from csms.application.ports import Ports
from csms.application.send_command import CommandRequest
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError, ConflictError, DomainError, InvalidError
from csms.domain.ids import key_of
from csms.domain.operations import ReserveNow
from csms.domain.reservations import Reservation, note
from csms.domain.stations import Station


@dataclass(frozen=True)
class Reserve:
    """`evse` 0 is any. `token_type` and `group_id` are the known token's where the caller names none."""

    evse: int
    token: str
    expires_at: str
    token_type: str | None = None
    group_id: str | None = None
    connector_type: str | None = None
    replaces: str | None = None


def reserve(
    ports: Ports,
    station: Station,
    wish: Reserve,
    request_of: Callable[[ReserveNow], CommandRequest],
    idempotency_key: str | None,
) -> Reservation:
    """The reservation as it is stored when the CALL has left; the same key gives the same one again.

    `request_of` makes the CALL's request. Raises what `call_station` raises; InvalidError for an expiry that is past
    and for one to replace that is not open here.
    """
    if wish.expires_at <= clock.to_text(ports.now()):
        raise InvalidError("a reservation ends in the future", "expires_at")
    reservation_id = ports.new_id()
    if idempotency_key is not None:
        reservation_id = ports.commands.claim(station.key, idempotency_key, reservation_id)
    known = ports.reservations.get(reservation_id)
    made = known or _send_once(ports, station, reservation_id, wish, request_of)
    if not _same(made, wish):
        raise ConflictError("this Idempotency-Key has been used for a different reservation")
    return made


def _send_once(
    ports: Ports,
    station: Station,
    reservation_id: str,
    wish: Reserve,
    request_of: Callable[[ReserveNow], CommandRequest],
) -> Reservation:
    replaced = _replaced(ports, station, wish)
    number = ports.stations.open_reservation(station.key, reservation_id)
    made = _reservation(ports, station, reservation_id, wish, replaced.number if replaced else number)
    watch_expiry(ports, made)
    try:
        request = request_of(_operation(made))
        queue_until = request.queue_until and min(request.queue_until, clock.parse_stored(made.expires_at))
        along = (ports.reservations.prepared_add(made),)
        call_station(ports, station, replace(request, message_id=made.id, along=along, queue_until=queue_until), None)
    except ConcurrentChangeError:
        if (known := ports.reservations.get(reservation_id)) is None:
            raise
        return known
    except DomainError:
        ports.stations.forget_reservations(station.key, {reservation_id})
        raise
    return ports.reservations.get(reservation_id) or made


def _replaced(ports: Ports, station: Station, wish: Reserve) -> Reservation | None:
    if wish.replaces is None:
        return None
    found = ports.reservations.get(wish.replaces)
    if found is None or found.station_key != station.key or not found.open:
        raise InvalidError("there is no such open reservation at this station", "replaces")
    return found


def _reservation(ports: Ports, station: Station, reservation_id: str, wish: Reserve, number: int) -> Reservation:
    now, token = clock.to_text(ports.now()), ports.tokens.get(key_of(wish.token))
    made = Reservation(
        id=reservation_id,
        station_key=station.key,
        identity=station.identity,
        number=number,
        evse=wish.evse,
        token=wish.token,
        token_type=wish.token_type or (token.type if token else "ISO14443"),
        expires_at=wish.expires_at,
        created_at=now,
        group_id=wish.group_id or (token.group_id if token else None),
        connector_type=wish.connector_type,
        replaces=wish.replaces,
    )
    return note(made, now, None)


def _operation(made: Reservation) -> ReserveNow:
    return ReserveNow(
        number=made.number,
        evse=made.evse,
        token=made.token,
        token_type=made.token_type,
        expires_at=made.expires_at,
        group_id=made.group_id,
        connector_type=made.connector_type,
    )


def _same(made: Reservation, wish: Reserve) -> bool:
    return (made.evse, made.token, made.expires_at, made.replaces) == (
        wish.evse, wish.token, wish.expires_at, wish.replaces,
    )  # fmt: skip
