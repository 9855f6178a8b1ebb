"""What a station's answer to ReserveNow and CancelReservation makes of a reservation."""

from csms.application.expire_reservation import forget_task
from csms.application.ports import Effects, Ports
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.reservations import Reservation, ReservationStatus, become, note

_S = ReservationStatus
_REFUSALS = {"Faulted", "Occupied", "Rejected", "Unavailable"}


def reservation_answered(ports: Ports, command: Command, outcome: Outcome, word: str | None) -> Effects:
    """`word` is the station's status. A ReserveNow by the raw door makes no reservation of ours.

    Without an answer it stays requested, for the station may hold it: a late answer, its use or its expiry decides.
    """
    reservation = ports.reservations.get(command.message_id)
    if reservation is None:
        return Effects()
    if outcome.status is CommandStatus.TIMED_OUT:
        return _changed(ports, note(reservation, outcome.finished_at, "no_answer") if reservation.open else None)
    status, reason = _meaning(outcome, word)
    changed = become(reservation, status, outcome.finished_at, reason)
    effects = _changed(ports, changed)
    if changed is None or changed.status is not _S.ACCEPTED or changed.replaces is None:
        return effects
    before = ports.reservations.get(changed.replaces)
    replaced = _changed(ports, before and become(before, _S.REPLACED, outcome.finished_at))
    return Effects(effects.writes + replaced.writes, effects.tasks + replaced.tasks)


def cancellation_answered(ports: Ports, command: Command, outcome: Outcome, facts: tuple[int, str | None]) -> Effects:
    """`facts` are the number that the station knows the reservation by, and its word.

    Rejected says that the station has no such reservation (1.6 §5.1). That ends nothing: it is noted, and the expiry
    decides.
    """
    number, word = facts
    reservation = _open_of_number(ports, command.station_key, number)
    if reservation is None:
        return Effects()
    if outcome.status is CommandStatus.DONE and word == "Accepted":
        return _changed(ports, become(reservation, _S.CANCELLED, outcome.finished_at))
    reason = f"cancellation_{(word or outcome.status.value).lower()}"
    return _changed(ports, note(reservation, outcome.finished_at, reason))


def _meaning(outcome: Outcome, word: str | None) -> tuple[ReservationStatus, str | None]:
    match outcome.status:
        case CommandStatus.DONE if word == "Accepted":
            return _S.ACCEPTED, None
        case CommandStatus.DONE if word in _REFUSALS:
            return _S.REJECTED, word.lower()
        case CommandStatus.DONE:
            return _S.FAILED, "unreadable_answer"
        case CommandStatus.CANCELLED:
            return _S.CANCELLED, "not_sent"
        case CommandStatus.EXPIRED:
            return _S.FAILED, "not_sent"
    return _S.FAILED, str((outcome.error or {}).get("code") or outcome.status.value)


def _open_of_number(ports: Ports, station_key: str, number: int) -> Reservation | None:
    station = ports.stations.get(station_key)
    found = ports.reservations.get_many(sorted(station.open_reservations)) if station else []
    return next((reservation for reservation in found if reservation.open and reservation.number == number), None)


def _changed(ports: Ports, changed: Reservation | None) -> Effects:
    if changed is None:
        return Effects()
    tasks = () if changed.open else ((2, forget_task(changed)),)
    return Effects((ports.reservations.prepared_change(changed),), tasks)
