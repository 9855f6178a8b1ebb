"""What a station was asked for: commands, reservations, firmware and logs, certificates."""

from collections.abc import Iterator

from csms.application.ports import Change
from csms.domain import event_data as data
from csms.domain import ids
from csms.domain.certificate_requests import CertificateRequest, RequestStatus
from csms.domain.commands import Command
from csms.domain.events import Happening
from csms.domain.reservations import Reservation
from csms.domain.transfers import GOOD_ENDS, Transfer, TransferKind


def of_command(change: Change) -> Iterator[Happening]:
    """Those that somebody asked for: what the planner and the like send by themselves is their own affair."""
    command: Command = change.new
    if command is None or not command.status.final or not _moved(change) or command.origin:
        return
    response, error = command.response, command.error or {}
    said = data.CommandEnd(
        command_id=ids.join(command.station_key, command.message_id),
        action=command.action,
        requested_by=command.requested_by,
        created_at=command.created_at,
        answer_status=response.get("status") if isinstance(response, dict) else None,
        error_code=error.get("code"),
        error_description=error.get("description"),
    )
    at = command.finished_at or command.created_at
    yield Happening(f"command.{command.status.value}", at, said, command.station_key)


def of_reservation(change: Change) -> Iterator[Happening]:
    reservation: Reservation = change.new
    moved = _moved(change)
    if reservation is None or not (moved or len(reservation.history) > len(change.old.history)):
        return
    step = reservation.history[-1] if reservation.history else None
    said = data.ReservationStep(
        reservation_id=reservation.id,
        ocpp_reservation_id=reservation.number,
        token=reservation.token,
        expires_at=reservation.expires_at,
        transaction_id=reservation.transaction_id,
        reason=step.reason if step else None,
    )
    at = step.at if step else reservation.created_at
    type_ = f"reservation.{reservation.status.value if moved else 'changed'}"
    evse = reservation.evse or None
    yield Happening(type_, at, said, reservation.station_key, reservation.identity, evse=evse)


def of_transfer(change: Change) -> Iterator[Happening]:
    transfer: Transfer = change.new
    if transfer is None or not _moved(change):
        return
    firmware = transfer.kind is TransferKind.FIRMWARE
    version = transfer.version_after or transfer.firmware_version
    said = data.TransferStep(transfer.id, transfer.kind.value, transfer.status, version if firmware else None)
    at = transfer.history[-1].at if transfer.history else transfer.created_at
    yield Happening(_of_transfer(transfer, "firmware" if firmware else "upload"), at, said, transfer.station_key)


def of_certificate_request(change: Change) -> Iterator[Happening]:
    request: CertificateRequest = change.new
    if request is None or not _moved(change):
        return
    said = data.CertificateStep(
        request.id, request.common_name, request.serial_number, request.not_after, request.reason
    )
    word = "requested" if request.status is RequestStatus.PENDING else request.status.value
    yield Happening(f"certificate.{word}", request.changed_at, said, request.station_key, request.identity)


def _moved(change: Change) -> bool:
    return change.old is None or change.new is None or change.old.status != change.new.status


def _of_transfer(transfer: Transfer, subject: str) -> str:
    if transfer.status in GOOD_ENDS:
        return "firmware.installed" if subject == "firmware" else "upload.finished"
    if transfer.ended:
        return f"{subject}.failed"
    return f"{subject}.{'requested' if transfer.status == 'requested' else 'progressed'}"
