"""A driver is forgotten: asked for once, done in slices that may die anywhere and begin again where they were."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from csms.application.ports import Page, Ports, ReservationFilter, TransactionFilter
from csms.application.sync_site_lists import tokens_changed
from csms.domain import clock, erasures
from csms.domain.erasures import Erasure, Pseudonym, Stage, finished
from csms.domain.errors import ConcurrentChangeError, ConflictError, NotFoundError
from csms.domain.ids import key_of

_SLICE = timedelta(seconds=20)
_DELAY_S, _PAGE = 2, 100
# As long as a reactor may be at work that has read the token before it was rewritten (tell_events.LATE, and its time).
_SETTLES = timedelta(seconds=150)
# Of an id (RFC 9562, version 7) the last 18 hexadecimal digits are random, but for two bits.
_RANDOM_DIGITS = 18


def request_erasure(ports: Ports, token: str, requested_by: str | None) -> Erasure:
    """Raises ConflictError while a session or a reservation of it is open. A token that is unknown may have traces."""
    token_key = key_of(token)
    if _has_open_session(ports, token_key):
        raise ConflictError("a session of this token is running")
    if _has_open_reservation(ports, token_key):
        raise ConflictError("a reservation of this token is open: cancel it first")
    erasure = Erasure(
        id=ports.new_id(),
        created_at=clock.to_text(ports.now()),
        token_key=token_key,
        pseudonym=erasures.pseudonym(ports.new_id().replace("-", "")[-_RANDOM_DIGITS:]),
        requested_by=requested_by,
    )
    # First the work and then the job: whatever dies in between, no job waits for ever.
    ports.queues.after(_DELAY_S, _task(erasure))
    return ports.erasures.save(erasure)


def find_erasure(ports: Ports, erasure_id: str) -> Erasure:
    erasure = ports.erasures.get(erasure_id)
    if erasure is None:
        raise NotFoundError(f"there is no erasure {erasure_id}")
    return erasure


def erase_by_task(ports: Ports, task: dict[str, Any]) -> None:
    """One slice. Two at once change the same items to the same: whoever stores its step second, stops."""
    erasure, until = ports.erasures.get(task["erasure_id"]), ports.now() + _SLICE
    while erasure is not None and not erasure.done:
        delay_s = _waits_s(ports, erasure)
        if delay_s or ports.now() >= until:
            ports.queues.after(max(delay_s, _DELAY_S), _task(erasure))
            return
        try:
            erasure = ports.erasures.save(_step(ports, erasure))
        except ConcurrentChangeError:
            ports.queues.after(_DELAY_S, task)
            return


def _task(erasure: Erasure) -> dict[str, Any]:
    return {"task": "erase_token", "erasure_id": erasure.id}


def _waits_s(ports: Ports, erasure: Erasure) -> int:
    if erasure.waits_until is None:
        return 0
    return max(0, math.ceil((clock.parse_stored(erasure.waits_until) - ports.now()).total_seconds()))


def _has_open_session(ports: Ports, token_key: str) -> bool:
    wanted = TransactionFilter(token_key=token_key, open=True)
    return _any(lambda cursor: ports.transactions.page(wanted, _PAGE, cursor))


def _has_open_reservation(ports: Ports, token_key: str) -> bool:
    wanted = ReservationFilter(token_key=token_key, open=True)
    return _any(lambda cursor: ports.reservations.page(wanted, _PAGE, cursor))


def _any(read: Callable[[str | None], Page[Any]]) -> bool:
    page = read(None)
    while not page.items and page.next_cursor:
        page = read(page.next_cursor)
    return bool(page.items)


def _step(ports: Ports, erasure: Erasure) -> Erasure:
    assert erasure.token_key
    assert erasure.pseudonym
    return _STEPS[erasure.stage](ports, erasure, Pseudonym(erasure.token_key, erasure.pseudonym))


def _block(ports: Ports, erasure: Erasure, pseudonym: Pseudonym) -> Erasure:
    """Nothing new begins from here on."""
    ports.tokens.remove(pseudonym.token_key)
    tokens_changed(ports)
    return replace(erasure, stage=Stage.FIND)


def _find(ports: Ports, erasure: Erasure, pseudonym: Pseudonym) -> Erasure:
    return replace(erasure, stage=Stage.SESSIONS, stations=tuple(sorted(ports.traces.stations(pseudonym.token_key))))


def _sessions(ports: Ports, erasure: Erasure, pseudonym: Pseudonym) -> Erasure:
    """Before the events that are told of them: whoever tells one late looks at the session again."""
    changed = ports.traces.rewrite_sessions(pseudonym)
    if changed:
        return replace(erasure, changed=erasure.changed + changed)
    ports.unknown_tokens.remove(pseudonym.token_key)
    return replace(erasure, stage=Stage.STATIONS, waits_until=clock.to_text(ports.now() + _SETTLES))


def _stations(ports: Ports, erasure: Erasure, pseudonym: Pseudonym) -> Erasure:
    """A page of what is kept of one of them."""
    if not erasure.stations:
        return replace(erasure, stage=Stage.RECORDS)
    first, *others = erasure.stations
    changed, cursor = ports.traces.rewrite_station(first, pseudonym, erasure.cursor)
    left = erasure.stations if cursor else tuple(others)
    return replace(erasure, stations=left, cursor=cursor, changed=erasure.changed + changed)


def _records(ports: Ports, erasure: Erasure, pseudonym: Pseudonym) -> Erasure:
    changed = ports.traces.rewrite_records(pseudonym)
    ports.unknown_tokens.remove(pseudonym.token_key)
    return finished(replace(erasure, changed=erasure.changed + changed), ports.now())


_STEPS: dict[Stage, Callable[[Ports, Erasure, Pseudonym], Erasure]] = {
    Stage.BLOCK: _block,
    Stage.FIND: _find,
    Stage.SESSIONS: _sessions,
    Stage.STATIONS: _stations,
    Stage.RECORDS: _records,
}
