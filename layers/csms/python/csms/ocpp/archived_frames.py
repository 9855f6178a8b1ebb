"""What a station says and what it is answered, for the archive of frames, where there is one.

Our own CALLs and their answers are archived from what is stored of them (application/archive_changes.py).
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.archive import ArchiveKind, Direction, Frame, FrameKind, archived_frame
from csms.domain.secret_settings import shown_report
from csms.domain.stations import Connection

logger = logging.getLogger(__name__)

_KINDS = {2: FrameKind.CALL, 3: FrameKind.CALLRESULT, 4: FrameKind.CALLERROR, 6: FrameKind.SEND}
_OF_STATIONS = (FrameKind.CALL, FrameKind.SEND, FrameKind.UNREADABLE)


def archive_exchange(ports: Ports, connection: Connection, text: str, reply: str | None) -> None:
    """At best effort: no station waits for an archive that fails, nor is asked to say it again."""
    if ports.archive is None:
        return
    try:
        frames = list(_exchange(connection, text, reply, clock.to_text(ports.now())))
        ports.archive.put(ArchiveKind.FRAMES, [archived_frame(frame) for frame in frames])
    except Exception:
        logger.exception("frame not archived")


def _exchange(connection: Connection, text: str, reply: str | None, at: str) -> Iterator[Frame]:
    said = _frame(connection, Direction.IN, text, at)
    if said.kind not in _OF_STATIONS:
        return
    yield said
    if reply is not None:
        yield _frame(connection, Direction.OUT, reply, at, said.action)


def _frame(connection: Connection, direction: Direction, text: str, at: str, action: str | None = None) -> Frame:
    """Of a frame that nobody can read only that it came: it may name a driver in any place."""
    source, station = connection.connection_id, connection.identity
    match _read(text):
        case [2 | 6 as number, str(message_id), str(called), dict(payload)]:
            shown = shown_report(payload) if called == "NotifyReport" else payload
            return Frame(source, station, direction, _KINDS[number], at, message_id, called, shown)
        case [3, str(message_id), payload]:
            return Frame(source, station, direction, FrameKind.CALLRESULT, at, message_id, action, payload)
        case [4, str(message_id), str(code), _, details]:
            return Frame(source, station, direction, FrameKind.CALLERROR, at, message_id, action, details, code)
    return Frame(source, station, direction, FrameKind.UNREADABLE, at)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
