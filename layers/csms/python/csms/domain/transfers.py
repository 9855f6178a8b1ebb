"""The life of a file transfer: a station fetches firmware and installs it, or uploads its log.

The id is that of the command that asked for it. Statuses are those of 2.x, in snake case; what comes late or twice is
kept and moves nothing back.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

HISTORY_KEPT = 100


class TransferKind(StrEnum):
    """DIAGNOSTICS is 1.6's GetDiagnostics; LOG is GetLog of 2.x and of 1.6's security extension."""

    FIRMWARE = "firmware"
    DIAGNOSTICS = "diagnostics"
    LOG = "log"


# A station's word takes a transfer to an equal or a higher rank, never back, and never away from an end.
_RANKS = {
    "requested": 0, "timed_out": 1, "accepted": 2, "accepted_without_file": 2,
    "download_scheduled": 3, "downloading": 4, "download_paused": 4, "downloaded": 5, "signature_verified": 6,
    "install_scheduled": 7, "installing": 8, "install_rebooting": 9,
    "uploading": 4,
}  # fmt: skip
GOOD_ENDS = frozenset({"installed", "confirmed", "uploaded"})
_BAD_ENDS = frozenset(
    {
        "rejected", "failed", "expired", "cancelled", "superseded", "invalid_certificate", "revoked_certificate",
        "download_failed", "installation_failed", "install_verification_failed", "invalid_signature",
        "upload_failed", "bad_message", "not_supported_operation", "permission_denied",
    }
)  # fmt: skip
ENDS = GOOD_ENDS | _BAD_ENDS
STATUSES = frozenset(_RANKS) | ENDS


@dataclass(frozen=True)
class Step:
    """What was heard, and when; `counted`: it moved the transfer. The same word again only counts up `times`."""

    status: str
    at: str
    counted: bool = True
    times: int = 1


@dataclass(frozen=True)
class Transfer:
    """`location` without its secrets; `file_key` where the file is ours. `version` counts the changes.

    `firmware_version` is what the new firmware calls itself, where that is known; `version_before` what ran when it was
    asked for, `version_after` what the station booted with since. `file_name` is the station's name for its upload.
    """

    station_key: str
    id: str
    kind: TransferKind
    created_at: str
    location: str
    status: str = "requested"
    history: tuple[Step, ...] = ()
    version: int = 0
    request_id: int | None = None
    requested_by: str | None = None
    file_key: str | None = None
    signed: bool = False
    retrieve_at: str | None = None
    firmware_id: str | None = None
    firmware_version: str | None = None
    version_before: str | None = None
    version_after: str | None = None
    log_type: str | None = None
    file_name: str | None = None

    @property
    def ended(self) -> bool:
        return self.status in ENDS

    def to_dict(self) -> dict[str, Any]:
        members = {**self.__dict__, "history": [step.__dict__ for step in self.history]}
        return {name: value for name, value in members.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        history = tuple(Step(**step) for step in members.get("history", ()))
        return cls(**{**members, "kind": TransferKind(members["kind"]), "history": history})


def moved(transfer: Transfer, status: str, at: str) -> Transfer:
    """The transfer after one more word of the station, or of ours about it."""
    counts = _counts(transfer.status, status)
    history = _with_step(transfer.history, Step(status, at, counts))
    return replace(transfer, status=status if counts else transfer.status, history=history)


def confirmed(transfer: Transfer, firmware_version: str, at: str) -> Transfer:
    """The station has booted with another firmware than before: the one that was wanted, as far as that is known."""
    transfer = replace(transfer, version_after=firmware_version)
    wanted = transfer.firmware_version
    if wanted is not None and wanted.strip().casefold() != firmware_version.strip().casefold():
        return transfer
    return moved(transfer, "confirmed", at)


def named(transfers: list[Transfer], kinds: frozenset[TransferKind], request_id: int | None) -> Transfer | None:
    """The transfer that a station speaks of: by its request id, without one the newest that is still open."""
    of_kind = [transfer for transfer in transfers if transfer.kind in kinds]
    if request_id is not None:
        return next((transfer for transfer in of_kind if transfer.request_id == request_id), None)
    return next((transfer for transfer in of_kind if not transfer.ended), None)


def _counts(current: str, status: str) -> bool:
    if current in ENDS:
        return current == "installed" and status == "confirmed"
    return status in ENDS or _RANKS.get(status, -1) >= _RANKS[current]


def _with_step(history: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
    last = history[-1] if history else None
    if last is not None and last.status == step.status:
        return (*history[:-1], replace(last, times=last.times + 1))
    return (*history, step)[-HISTORY_KEPT:]
