"""Where a token has left traces, and how they are rewritten: found by index and partition, never by a scan."""

from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.models import Model

from csms.adapters.dynamodb.models import (
    CdrItem,
    CommandItem,
    EventItem,
    ExportItem,
    ReservationItem,
    ScheduleItem,
    StationEventItem,
    TransactionEventItem,
    TransactionItem,
    UnknownTokenItem,
)
from csms.adapters.dynamodb.models.table import Table
from csms.adapters.dynamodb.paging import decode_cursor, encode_cursor
from csms.adapters.dynamodb.token_rewrites import forget_list, rewrite
from csms.domain.erasures import Pseudonym
from csms.domain.ids import key_of

_SESSIONS_AT_ONCE, _ITEMS_AT_ONCE = 20, 200


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
            return forget_list(station_key, pseudonym), None
        model, index = _OF_STATION[number]
        found = (index or model).query(station_key, limit=_ITEMS_AT_ONCE, last_evaluated_key=decode_cursor(after))
        changed = sum(rewrite(item, pseudonym) for item in _read(model, found))
        following = encode_cursor(found.last_evaluated_key)
        return changed, f"{number} {following}" if following else f"{number + 1} "

    def rewrite_sessions(self, pseudonym: Pseudonym) -> int:
        """The session last: until then the token finds it."""
        changed = 0
        for session in _sessions(pseudonym.token_key, _SESSIONS_AT_ONCE):
            for event in TransactionEventItem.query(session.id, consistent_read=True):
                changed += rewrite(event, pseudonym)
            changed += rewrite(session, pseudonym)
        return changed

    def rewrite_records(self, pseudonym: Pseudonym) -> int:
        everything: tuple[Iterable[Model], ...] = (
            _read(CdrItem, CdrItem.by_token.query(pseudonym.token_key)),
            _read(ScheduleItem, ScheduleItem.by_creation.query("schedule")),
        )
        changed = sum(rewrite(item, pseudonym) for items in everything for item in items)
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


def _remove_exports(token_key: str) -> int:
    """A slice that is at work on one finds it gone, and leaves no file."""
    everything = _read(ExportItem, ExportItem.by_creation.query("export"))
    its_own = [item for item in everything if item.state.get("token_key") == token_key]
    for item in its_own:
        item.delete()
    return len(its_own)
