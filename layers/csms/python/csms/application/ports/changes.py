"""What has been written to a table, as its stream tells it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csms.application.ports.everything import Ports


@dataclass(frozen=True)
class Change:
    """One write of one item.

    `old` and `new` are what the table's store gives its readers: `Transaction`, `Station`, ...; None before the item
    was made and after it was removed. `sequence` grows with every write of this item and is the same each time that
    the change comes. `at` is exact to the second.
    """

    table: str
    key: tuple[str, ...]
    old: Any
    new: Any
    sequence: str
    at: datetime


Reactor = Callable[["Ports", Change], None]
