"""A token's pseudonym in the place of the token, within one item or within what a station is thought to hold."""

import functools
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.models import Model

from csms.adapters.dynamodb.models import LocalListItem, ReservationItem, TransactionItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain.erasures import Pseudonym
from csms.domain.errors import ConcurrentChangeError

_ATTEMPTS = 5
# Readers of these write back what they have read, if its version is still the same.
_VERSIONED = (TransactionItem, ReservationItem)


def rewrite(item: Any, pseudonym: Pseudonym) -> int:
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


def forget_list(station_key: str, pseudonym: Pseudonym) -> int:
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
