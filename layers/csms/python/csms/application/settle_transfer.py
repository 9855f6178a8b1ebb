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
    supersedes = answer.status == SUPERSEDES
    status = "accepted" if supersedes else answer.status
    settled = moved(replace(transfer, file_name=answer.file_name or transfer.file_name), status, outcome.finished_at)
    given_up = _others(ports, settled, outcome.finished_at) if supersedes else []
    return _writes(ports, [settled, *given_up])


def _others(ports: Ports, newer: Transfer, at: str) -> list[Transfer]:
    recent = ports.transfers.recent(newer.station_key)
    same = [t for t in recent if t.kind is newer.kind and t.id < newer.id and not t.ended]
    return [moved(transfer, "superseded", at) for transfer in same]


def _writes(ports: Ports, transfers: list[Transfer]) -> Effects:
    return Effects(tuple(ports.transfers.prepared_save(transfer) for transfer in transfers))
