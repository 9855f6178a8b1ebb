"""A station has answered a request for a file transfer, or never will: the transfer's life goes on, or ends."""

from dataclasses import dataclass, replace

from csms.application.ports import Effects, Ports
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.transfers import Transfer, moved

SUPERSEDES = "superseding"


@dataclass(frozen=True)
class TransferAnswer:
    """`status` is a transfer's, or SUPERSEDES: accepted, and the ones before it are given up (AcceptedCanceled)."""

    status: str
    file_name: str | None = None


def settle_transfer(ports: Ports, command: Command, outcome: Outcome, answer: TransferAnswer) -> Effects:
    """A request by the raw door has no transfer. The others of its kind end in the same transaction as its command."""
    transfer = ports.transfers.get(command.station_key, command.message_id)
    if transfer is None:
        return Effects()
    if outcome.status is not CommandStatus.DONE:
        return _writes(ports, [moved(transfer, outcome.status.value, outcome.finished_at)])
    status = "accepted" if answer.status == SUPERSEDES else answer.status
    settled = moved(replace(transfer, file_name=answer.file_name or transfer.file_name), status, outcome.finished_at)
    return _writes(ports, [settled, *_given_up(ports, settled, answer, outcome.finished_at)])


def _given_up(ports: Ports, newer: Transfer, answer: TransferAnswer, at: str) -> list[Transfer]:
    """Those before it, where the station says so; and where it could not tell which one it speaks of (1.6)."""
    if answer.status != SUPERSEDES and newer.request_id is not None:
        return []
    recent = ports.transfers.recent(newer.station_key)
    older = [other for other in recent if other.kind is newer.kind and other.id < newer.id and not other.ended]
    alike = [other for other in older if answer.status == SUPERSEDES or other.request_id is None]
    return [moved(transfer, "superseded", at) for transfer in alike]


def _writes(ports: Ports, transfers: list[Transfer]) -> Effects:
    return Effects(tuple(ports.transfers.prepared_save(transfer) for transfer in transfers))
