"""What a station makes of the messages that change its local list."""

from collections.abc import Iterable

from csms.domain.ids import key_of
from csms.domain.local_lists import Change, ListEntry, LocalEntries


def applied(entries: LocalEntries, made: Iterable[Change]) -> dict[str, ListEntry]:
    """The list after a differential update, as a station makes it."""
    result = dict(entries)
    for change in made:
        if change.entry is None:
            result.pop(key_of(change.token), None)
        else:
            result[key_of(change.token)] = change.entry
    return result
