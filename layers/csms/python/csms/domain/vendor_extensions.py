"""Vendors whose DataTransfer messages are welcome here (1.6 §4.3, 2.0.1 P02)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class DataTransferStatus(StrEnum):
    ACCEPTED = "Accepted"
    UNKNOWN_MESSAGE_ID = "UnknownMessageId"
    UNKNOWN_VENDOR_ID = "UnknownVendorId"


@dataclass(frozen=True)
class VendorExtension:
    """`messages` are the message ids that are known, each with the data to answer (None: no data); empty knows all."""

    key: str
    vendor_id: str
    created_at: str
    messages: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DataTransferAnswer:
    status: DataTransferStatus
    data: Any = None


def answer(extension: VendorExtension | None, message_id: str | None) -> DataTransferAnswer:
    """Accepted means kept and readable: what it says is between the vendor and the operator."""
    if extension is None:
        return DataTransferAnswer(DataTransferStatus.UNKNOWN_VENDOR_ID)
    if not extension.messages:
        return DataTransferAnswer(DataTransferStatus.ACCEPTED)
    if message_id not in extension.messages:
        return DataTransferAnswer(DataTransferStatus.UNKNOWN_MESSAGE_ID)
    return DataTransferAnswer(DataTransferStatus.ACCEPTED, extension.messages[message_id])
