"""Where a token has left traces, and how they are rewritten: found by index and partition, never by a scan."""

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.models import Model

from csms.adapters.dynamodb.models import (
    CdrItem,
    CommandItem,
    EventItem,
    ExportItem,
    LocalListItem,
    ReservationItem,
    ScheduleItem,
    StationEventItem,
    TransactionEventItem,
    TransactionItem,
    UnknownTokenItem,
)
from csms.adapters.dynamodb.models.table import Table
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, encode_cursor
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain.erasures import Pseudonym
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ids import key_of

_ATTEMPTS = 5
_SESSIONS_AT_ONCE, _ITEMS_AT_ONCE = 20, 200
# Readers of these write back what they have read, if its version is still the same.
_VERSIONED = (TransactionItem, ReservationItem)


class DynamoTokenTraces:
    def stations(self, token_key: str) -> set[str]:
        found = {item.station_key for item in _sessions(token_key)}
        found |= {item.station_key for item in _read(ReservationItem, ReservationItem.by_token.query(token_key))}
        for sighting in UnknownTokenItem.query(token_key, consistent_read=True):
            found |= {key_of(sighting.first_station), key_of(sighting.last_station)}
        return found

    def rewrite_station(self, station_key: str, pseudonym: Pseudonym, cursor: str | None) -> tuple[int, str | None]:
        number, after = _place(cursor)
        if number == len(_OF_STATION):
            return _forget_list(station_key, pseudonym), None
        model, index = _OF_STATION[number]
        found = (index or model).query(station_key, limit=_ITEMS_AT_ONCE, last_evaluated_key=decode_cursor(after))
        changed = sum(_rewrite(item, pseudonym) for item in _read(model, found))
        following = encode_cursor(found.last_evaluated_key)
        return changed, f"{number} {following}" if following else f"{number + 1} "

    def rewrite_sessions(self, pseudonym: Pseudonym) -> int:
        """The session last: until then the token finds it."""
        changed = 0
        for session in _sessions(pseudonym.token_key, _SESSIONS_AT_ONCE):
            for event in TransactionEventItem.query(session.id, consistent_read=True):
                changed += _rewrite(event, pseudonym)
            changed += _rewrite(session, pseudonym)
        return changed

    def rewrite_records(self, pseudonym: Pseudonym) -> int:
        everything: tuple[Iterable[Model], ...] = (
            _read(CdrItem, CdrItem.by_token.query(pseudonym.token_key)),
            _read(ScheduleItem, ScheduleItem.by_creation.query("schedule")),
        )
        changed = sum(_rewrite(item, pseudonym) for items in everything for item in items)
        return changed + _remove_exports(pseudonym.token_key)


# Each with the index that has a station's; without one it is the table's own key.
_OF_STATION: tuple[tuple[type[Table], Any], ...] = (
    (CommandItem, None),
    (StationEventItem, None),
    (EventItem, EventItem.by_station),
    (ReservationItem, ReservationItem.by_station),
)


def _place(cursor: str | None) -> tuple[int, str | None]:
    """Which kind, and how far in it."""
    number, _, after = (cursor or "0 ").partition(" ")
    return int(number), after or None


def _sessions(token_key: str, limit: int | None = None) -> Iterator[Any]:
    """Started or stopped by it."""
    for index in (TransactionItem.by_token, TransactionItem.by_stop_token):
        yield from _read(TransactionItem, index.query(token_key, limit=limit))


def _read(model: type[Table], rows: Iterable[Any]) -> Iterator[Any]:
    """The items whose keys an index has."""
    keys = [_key(model, row) for row in rows]
    yield from model.read_all(keys) if keys else ()


def _key(model: type[Model], row: Any) -> Any:
    keys = sorted(
        (a for a in model.get_attributes().values() if a.is_hash_key or a.is_range_key), key=lambda a: not a.is_hash_key
    )
    values = tuple(getattr(row, key.attr_name) for key in keys)
    return values if len(values) > 1 else values[0]


def _rewrite(item: Any, pseudonym: Pseudonym) -> int:
    """1 where it held the token. Only the attributes that did are written, and only as they were read."""
    for _ in range(_ATTEMPTS):
        changes = _changes(item, pseudonym)
        if not changes:
            return 0
        attributes = item.get_attributes()
        unmoved = [attributes[name] == item.attribute_values[name] for name in changes]
        actions = [attributes[name].set(value) for name, value in changes.items()]
        if isinstance(item, _VERSIONED):
            actions.append(attributes["version"].add(1))
        try:
            _update(item, actions, functools.reduce(lambda one, other: one & other, unmoved))
        except ConcurrentChangeError:
            item.refresh(consistent_read=True)
        else:
            return 1
    raise ConcurrentChangeError("an item with the token keeps changing")


def _changes(item: Model, pseudonym: Pseudonym) -> dict[str, Any]:
    changes = {}
    for name, value in item.attribute_values.items():
        known = unpack(value) if isinstance(value, bytes) else value
        if not isinstance(known, (str, dict, list)):
            continue
        changed = pseudonym.applied(known, name)
        if changed != known:
            changes[name] = pack(changed) if isinstance(value, bytes) else changed
    return changes


def _remove_exports(token_key: str) -> int:
    """A slice that is at work on one finds it gone, and leaves no file."""
    everything = _read(ExportItem, ExportItem.by_creation.query("export"))
    its_own = [item for item in everything if item.state.get("token_key") == token_key]
    for item in its_own:
        item.delete()
    return len(its_own)


def _forget_list(station_key: str, pseudonym: Pseudonym) -> int:
    """What a station is thought to hold, if the token is in it: its next sync sends all of the list."""
    parts = {part.part: part for part in LocalListItem.query(station_key, consistent_read=True)}
    entries, state = parts.get("entries"), parts.get("state")
    if entries is None or pseudonym.token_key not in str(unpack(entries.entries)).casefold():
        return 0
    if state is not None:
        actions = [LocalListItem.state.set({**state.state, "trusted": False}), LocalListItem.revision.add(1)]
        _update(state, actions, LocalListItem.revision == state.revision)
    entries.delete()
    return 1


def _update(item: Any, actions: list[Any], condition: Any) -> None:
    """Raises ConcurrentChangeError where the condition does not hold."""
    try:
        item.update(actions, condition=condition)
    except UpdateError as error:
        if is_condition_failure(error):
            raise ConcurrentChangeError("an item has changed in between") from None
        raise
