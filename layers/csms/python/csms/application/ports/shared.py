"""What all stores share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
# A write that a store has prepared, for another store's transaction to carry: `prepared_save` and the like.
PreparedWrite = Callable[[Any], None]


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: list[Item]
    next_cursor: str | None = None
