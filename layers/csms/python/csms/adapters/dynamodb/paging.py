"""Cursors, and pages of a keys-only index read back from its table."""

import base64
import json
from collections.abc import Callable
from typing import Any, TypeVar

from pynamodb.models import Model

from csms.application.ports import Page
from csms.domain.errors import InvalidError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


def encode_cursor(last_key: dict[str, Any] | None) -> str | None:
    """A cursor is opaque to callers; None at the end of the list."""
    return base64.urlsafe_b64encode(json.dumps(last_key).encode()).decode() if last_key else None


def decode_cursor(cursor: str | None) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise InvalidError("the cursor is not one that a list has given", "cursor") from None
    if not isinstance(key, dict):
        raise InvalidError("the cursor is not one that a list has given", "cursor")
    return key


def read_page(results: Any, to_item: Callable[[Row], Item]) -> Page[Item]:
    """Drain one page of a base-table query."""
    items = [to_item(row) for row in results]
    return Page(items, encode_cursor(results.last_evaluated_key))


def read_index_page(
    model: type[Row], results: Any, key_of: Callable[[Row], Any], to_item: Callable[[Row], Item]
) -> Page[Item]:
    """Keys from the index, items from the table, in the index's order."""
    keys = [key_of(row) for row in results]
    found = {key_of(row): row for row in model.batch_get(keys, consistent_read=True)} if keys else {}
    return Page([to_item(found[key]) for key in keys if key in found], encode_cursor(results.last_evaluated_key))
