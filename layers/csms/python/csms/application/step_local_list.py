"""The next message of a sync: a task that may come twice, late or never again; the list's state decides."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from csms.application.find_station import version_of
from csms.application.list_limits import entries_at_most, message_limits
from csms.application.ports import ListContents, Ports, PreparedWrite
from csms.application.send_command import CommandRequest, send_command
from csms.application.wanted_list import wanted_list
from csms.domain import clock
from csms.domain import operations as op
from csms.domain.errors import ConcurrentChangeError, ConflictError
from csms.domain.list_sync import (
    LocalList,
    Turn,
    asking,
    given_up,
    planned,
    planning,
    plans_full,
    refused,
    sending,
)
from csms.domain.local_lists import Change, changes, next_chunk
from csms.domain.operations import Operation
from csms.domain.stations import Station

LIST_ORIGIN = "local_list"
# A station that goes offline in the middle of a sync finds its next message when it is back.
PATIENCE = timedelta(days=1)


def sync_task(station_key: str) -> dict[str, Any]:
    return {"task": "sync_list", "station_key": station_key}


def run_sync_task(ports: Ports, task: dict[str, Any]) -> None:
    step_local_list(ports, task["station_key"])


def step_local_list(ports: Ports, station_key: str) -> None:
    """Does nothing where the station has to answer first, or somebody else has just done it."""
    state, station = ports.local_lists.get(station_key), ports.stations.get(station_key)
    if state is None or state.turn is None or station is None or station.ocpp_version is None:
        return
    try:
        _TURNS[state.turn](ports, station, state)
    except ConcurrentChangeError:
        return
    except ConflictError as conflict:
        ports.local_lists.save(given_up(state, clock.to_text(ports.now()), conflict.detail))


def _ask(ports: Ports, station: Station, state: LocalList) -> None:
    message_id = ports.new_id()
    along = ports.local_lists.prepared_save(asking(state, message_id))
    _send(ports, station, state, message_id, op.GetLocalListVersion(), along)


def _plan(ports: Ports, station: Station, state: LocalList) -> None:
    """The plan and its first message are stored together; without a message the plan is stored alone."""
    now, known = clock.to_text(ports.now()), ports.local_lists.contents(station.key)
    state = planning(state, version_of(station))
    wanted = {} if state.next_empty else wanted_list(ports, station)
    contents = ListContents(wanted, None if plans_full(state) else tuple(changes(known.planned, wanted)))
    if (most := entries_at_most(ports, station)) is not None and len(contents.planned) > most:
        error = f"{len(contents.planned)} tokens, and the station holds {most}"
        return ports.local_lists.save(refused(state, now, error))
    if not ports.local_lists.fits(contents):
        return ports.local_lists.save(refused(state, now, f"{len(contents.planned)} tokens are too many"))
    plan = planned(state, len(contents.waiting()), len(contents.planned), now)
    if plan.turn is Turn.SEND and plan.planned:
        return _send_chunk(ports, station, plan, contents, store=contents)
    ports.local_lists.save(plan, contents)


def _send_next(ports: Ports, station: Station, state: LocalList) -> None:
    _send_chunk(ports, station, state, ports.local_lists.contents(station.key), store=None)


def _send_chunk(
    ports: Ports, station: Station, state: LocalList, contents: ListContents, store: ListContents | None
) -> None:
    def size_of(change: Change) -> int:
        return len(_text(ports, station, op.SendLocalList(1, False, (change,))).encode())

    chunk = next_chunk(contents.waiting(), state.sent, message_limits(ports, station, state), size_of)
    message_id = ports.new_id()
    on_its_way = sending(state, message_id, len(chunk))
    wish = op.SendLocalList(on_its_way.message_version or 0, state.opens, tuple(chunk))
    _send(ports, station, state, message_id, wish, ports.local_lists.prepared_save(on_its_way, store))


def _send(
    ports: Ports,
    station: Station,
    state: LocalList,
    message_id: str,
    wish: Operation,
    along: tuple[PreparedWrite, ...],
) -> None:
    later = ports.now() + PATIENCE
    patience = clock.parse_stored(state.queue_until) if state.queue_until else later
    request = CommandRequest(
        action=type(wish).__name__,
        request=_text(ports, station, wish),
        queue_until=max(patience, later),
        origin=LIST_ORIGIN,
        requested_by=state.requested_by,
        message_id=message_id,
        along=along,
    )
    send_command(ports, station, request)


def _text(ports: Ports, station: Station, wish: Operation) -> str:
    payload = ports.encode(version_of(station), wish).payload
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


_TURNS: dict[Turn, Callable[[Ports, Station, LocalList], None]] = {
    Turn.ASK: _ask,
    Turn.PLAN: _plan,
    Turn.SEND: _send_next,
}
