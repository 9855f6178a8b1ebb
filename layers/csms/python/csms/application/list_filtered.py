"""Full pages of a list that is filtered after it is read."""

from collections.abc import Callable
from typing import TypeVar

from csms.application.ports import Page

Item = TypeVar("Item")
MAX_READS = 10


def fill_page(
    read: Callable[[int, str | None], Page[Item]], wanted: Callable[[Item], bool], limit: int, cursor: str | None
) -> Page[Item]:
    """Read on until the page is full, the list ends, or enough has been read for one request."""
    items: list[Item] = []
    for _ in range(MAX_READS):
        page = read(limit - len(items), cursor)
        items += [item for item in page.items if wanted(item)]
        cursor = page.next_cursor
        if cursor is None or len(items) >= limit:
            break
    return Page(items, cursor)
