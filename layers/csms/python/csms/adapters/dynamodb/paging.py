"""Cursors, and pages of a keys-only index read back from its table."""

import base64
import json
from collections.abc import Callable
from typing import Any, TypeVar

from pynamodb.exceptions import QueryError
from pynamodb.models import Model

from csms.adapters.dynamodb.models.table import is_expired
from csms.adapters.dynamodb.transact import error_code
from csms.application.ports import Page
from csms.domain.errors import InvalidError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


MAX_KEY_BYTES = 1024


def is_key(text: str) -> bool:
    """DynamoDB takes no empty key and none over 2048 (as a range key 1024) bytes: nothing is stored under such."""
    return 0 < len(text.encode()) <= MAX_KEY_BYTES


def at_times(attribute: Any, first: str | None, last: str | None) -> Any:
    """The condition on a key of stored time that both bounds, where given, are kept to. DynamoDB refuses a last before
    the first."""
    return attribute.between(first or "0", last or "~")


def encode_cursor(last_key: dict[str, Any] | None) -> str | None:
    """A cursor is opaque to callers; None at the end of the list."""
    return base64.urlsafe_b64encode(json.dumps(last_key).encode()).decode() if last_key else None


def decode_cursor(cursor: str | None) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise _bad_cursor() from None
    if not isinstance(key, dict) or not key or not all(isinstance(value, dict) for value in key.values()):
        raise _bad_cursor()
    return key


def read_page(results: Any, to_item: Callable[[Row], Item]) -> Page[Item]:
    """Drain one page of a base-table query; what has expired is left out, as `batch_get` leaves it out elsewhere."""
    items = [to_item(row) for row in _rows(results) if not is_expired(row)]
    return Page(items, encode_cursor(results.last_evaluated_key))


def read_index_page(
    model: type[Row], results: Any, key_of: Callable[[Row], Any], to_item: Callable[[Row], Item]
) -> Page[Item]:
    """Keys from the index, items from the table, in the index's order."""
    keys = [key_of(row) for row in _rows(results)]
    found = {key_of(row): row for row in model.batch_get(keys, consistent_read=True)} if keys else {}
    return Page([to_item(found[key]) for key in keys if key in found], encode_cursor(results.last_evaluated_key))


def _rows(results: Any) -> list[Any]:
    """A key that DynamoDB takes for no key of this table came from a cursor of another list, or from nowhere."""
    from_cursor = results.last_evaluated_key is not None
    try:
        return list(results)
    except QueryError as error:
        if from_cursor and error_code(error) in ("ValidationException", "SerializationException"):
            raise _bad_cursor() from None
        raise


def _bad_cursor() -> InvalidError:
    return InvalidError("the cursor is not one that this list has given", "cursor")
