"""The local lists of stations in DynamoDB, and the mark that tokens have changed."""

from dataclasses import fields
from datetime import timedelta

from csms.adapters.dynamodb.models import LocalListItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction
from csms.application.ports import ListContents, PreparedWrite
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.list_sync import ListStatus, LocalList, Turn
from csms.domain.local_lists import changes_from_rows, changes_to_rows, from_rows, to_rows
from csms.domain.stations import OcppVersion

# An item holds 400 KB.
MAX_BYTES = 350_000
# The message that called for a walk may have been lost.
_WALK_OVERDUE = timedelta(minutes=10)
_STATE, _ENTRIES, _TOKENS = "state", "entries", ("*", "tokens")


class DynamoLocalLists:
    def get(self, station_key: str) -> LocalList | None:
        try:
            return _local_list(LocalListItem.get(station_key, _STATE, consistent_read=True))
        except LocalListItem.DoesNotExist:
            return None

    def contents(self, station_key: str) -> ListContents:
        try:
            packed = LocalListItem.get(station_key, _ENTRIES, consistent_read=True).entries
        except LocalListItem.DoesNotExist:
            return ListContents()
        members = unpack(packed)
        differing = members["differing"]
        return ListContents(from_rows(members["planned"]), None if differing is None else changes_from_rows(differing))

    def fits(self, contents: ListContents) -> bool:
        return len(_packed(contents)) <= MAX_BYTES

    def prepared_save(self, state: LocalList, contents: ListContents | None = None) -> tuple[PreparedWrite, ...]:
        members = {field.name: getattr(state, field.name) for field in fields(state) if field.name != "revision"}
        stored = {name: value for name, value in members.items() if value is not None}
        item = LocalListItem(state.station_key, _STATE, revision=state.revision + 1, state=stored)
        known = LocalListItem.revision == state.revision
        unmoved = known if state.revision else LocalListItem.part.does_not_exist()
        writes: list[PreparedWrite] = [lambda write: write.put(ALONG, item, unmoved)]
        if contents is not None:
            entries = LocalListItem(state.station_key, _ENTRIES, entries=_packed(contents))
            writes.append(lambda write: write.put(ALONG, entries))
        return tuple(writes)

    def save(self, state: LocalList, contents: ListContents | None = None) -> None:
        write = Transaction()
        write.take_along(self.prepared_save(state, contents))
        try:
            write.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("the local list has changed in between") from None

    def remove(self, station_key: str) -> None:
        removal = Transaction()
        for part in (_STATE, _ENTRIES):
            removal.delete("local list", LocalListItem(station_key, part))
        removal.commit()

    def note_token_change(self, at: str, walk_id: str) -> bool:
        mark, walk, since = LocalListItem(*_TOKENS), LocalListItem.walk_id, LocalListItem.walk_wanted_at
        mark.update([LocalListItem.changed_at.set(at), walk.set(walk | walk_id), since.set(since | at)])
        if mark.walk_id == walk_id:
            return True
        overdue = clock.parse_stored(mark.walk_wanted_at) + _WALK_OVERDUE <= clock.parse_stored(at)
        if overdue:
            mark.update([walk.set(walk_id), since.set(at)])
        return overdue

    def begin_walk(self) -> None:
        LocalListItem(*_TOKENS).update([LocalListItem.walk_id.remove(), LocalListItem.walk_wanted_at.remove()])

    def tokens_changed_at(self) -> str | None:
        try:
            return LocalListItem.get(*_TOKENS, consistent_read=True).changed_at
        except LocalListItem.DoesNotExist:
            return None


def _packed(contents: ListContents) -> bytes:
    differing = None if contents.differing is None else changes_to_rows(contents.differing)
    members = {"planned": to_rows(contents.planned), "differing": differing}
    return pack(members)


def _local_list(item: LocalListItem) -> LocalList:
    state = dict(item.state)
    kinds = {"status": ListStatus, "turn": Turn, "planned_for": OcppVersion}
    state |= {name: kind(state[name]) for name, kind in kinds.items() if name in state}
    return LocalList(**state, revision=int(item.revision or 0))
