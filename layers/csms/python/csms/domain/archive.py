"""Records for the long-term archive: sessions, meter values, messages and frames, without anybody's token.

An archive is never changed, and a driver may ask to be forgotten: so no token gets into it.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csms.domain.export_rows import sample_row, session_row
from csms.domain.exports import COLUMNS, CellType, Column, ExportKind
from csms.domain.metering import Sample
from csms.domain.transactions import Transaction


class ArchiveKind(StrEnum):
    """MESSAGES are those that made a session, and what stations report beside sessions, as it was received. FRAMES are
    all that went over the wire, both ways."""

    SESSIONS = "sessions"
    METER_VALUES = "meter_values"
    MESSAGES = "messages"
    FRAMES = "frames"


_TOKENS = frozenset({"token", "token_type"})
_SESSIONS = tuple(column for column in COLUMNS[ExportKind.SESSIONS] if column.name not in _TOKENS)
ARCHIVED: dict[ArchiveKind, tuple[Column, ...]] = {
    ArchiveKind.SESSIONS: (*_SESSIONS, Column("version", CellType.INTEGER)),
    ArchiveKind.METER_VALUES: COLUMNS[ExportKind.METER_VALUES],
    ArchiveKind.MESSAGES: tuple(
        Column(name, CellType.TIME if name == "occurred_at" else CellType.TEXT)
        for name in ("message_id", "station", "transaction_id", "type", "occurred_at", "payload_json")
    ),
    ArchiveKind.FRAMES: tuple(
        Column(name, CellType.TIME if name == "at" else CellType.TEXT)
        for name in (
            "frame_id",
            "station",
            "direction",
            "kind",
            "message_id",
            "action",
            "at",
            "error_code",
            "payload_json",
        )
    ),
}
# A record comes at least once. The same record is known by these, and of a session the highest version counts.
KNOWN_BY: dict[ArchiveKind, tuple[str, ...]] = {
    ArchiveKind.SESSIONS: ("transaction_id",),
    ArchiveKind.METER_VALUES: ("transaction_id", "sampled_at", "measurand", "phase", "location", "context"),
    ArchiveKind.MESSAGES: ("message_id",),
    ArchiveKind.FRAMES: ("frame_id",),
}
_NAMES_A_DRIVER = frozenset({"idtag", "parentidtag", "idtoken", "groupidtoken", "additionalinfo", "certificate"})


def archived_session(transaction: Transaction) -> dict[str, Any]:
    row = session_row(transaction)
    return {name: value for name, value in row.items() if name not in _TOKENS} | {"version": transaction.version}


def archived_sample(transaction: Transaction, sample: Sample) -> dict[str, Any]:
    return dict(sample_row(transaction, sample))


def archived_message(
    message_id: str, station: str, message_type: str, occurred_at: str, payload: Any, transaction_id: str | None = None
) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "station": station,
        "transaction_id": transaction_id,
        "type": message_type,
        "occurred_at": occurred_at,
        "payload_json": json.dumps(without_tokens(payload), separators=(",", ":"), ensure_ascii=False),
    }


class Direction(StrEnum):
    """From the station, to the station."""

    IN = "in"
    OUT = "out"


class FrameKind(StrEnum):
    """OCPP-J's message types; UNREADABLE is a frame that is none."""

    CALL = "call"
    CALLRESULT = "callresult"
    CALLERROR = "callerror"
    SEND = "send"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Frame:
    """`source` is what the message id is unique in: a connection, or the station for our own CALLs. `at` is when it
    was received or sent; a CALLERROR has its code, and its details as payload."""

    source: str
    station: str
    direction: Direction
    kind: FrameKind
    at: str
    message_id: str | None = None
    action: str | None = None
    payload: Any = None
    error_code: str | None = None


def archived_frame(frame: Frame) -> dict[str, Any]:
    payload = without_tokens(frame.payload)
    return {
        "frame_id": f"{frame.source}/{frame.message_id}/{frame.kind}/{frame.direction}/{frame.at}",
        "station": frame.station,
        "direction": frame.direction.value,
        "kind": frame.kind.value,
        "message_id": frame.message_id,
        "action": frame.action,
        "at": frame.at,
        "error_code": frame.error_code,
        "payload_json": None if payload is None else json.dumps(payload, separators=(",", ":"), ensure_ascii=False),
    }


def without_tokens(value: Any) -> Any:
    """A payload of any version without what says who charged; a list of tokens (SendLocalList) is none of them."""
    if isinstance(value, dict):
        kept = {name: member for name, member in value.items() if name.casefold() not in _NAMES_A_DRIVER}
        return {name: without_tokens(member) for name, member in kept.items()}
    return [without_tokens(member) for member in value] if isinstance(value, list) else value
