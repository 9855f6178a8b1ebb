"""What all tables share."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self

from pynamodb.connection import Connection, TableConnection
from pynamodb.indexes import KeysOnlyProjection
from pynamodb.models import Model

TIME_TO_LIVE = "expires_epoch_s"
# `Meta.stream_view_type` of a table whose changes somebody reads (application/react_to_change.py).
STREAMED = "NEW_AND_OLD_IMAGES"


class KeysOnly:
    projection = KeysOnlyProjection()
    billing_mode = "PAY_PER_REQUEST"


class Table(Model):
    """What all tables share; `bind` gives them their names before the first use."""

    @classmethod
    def bind(cls, prefix: str, region: str) -> None:
        cls.Meta.table_name = f"{prefix}-{cls.Meta.suffix}"  # type: ignore[attr-defined]
        cls.Meta.region = region

    @classmethod
    def read_all(cls, keys: Iterable[Any]) -> Iterator[Self]:
        """Also those that have expired."""
        return super().batch_get(keys, consistent_read=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """pynamodb makes a client for every table: in a cold start each is 0.1 s, and a TLS handshake of its own."""
        table = super()._get_connection()
        shared = connection(cls.Meta.region)
        if table.connection is not shared:
            with suppress(ValueError):  # its schema is known from an earlier binding
                shared.add_meta_table(table.get_meta_table())
            table.connection = shared
        return table


class Expiring(Table):
    """What nobody is shown any more once its time is over: DynamoDB removes it some days later.

    Not for items whose mere existence is the condition of a write, such as receipts.
    """

    now: ClassVar[Callable[[], datetime]] = lambda: datetime.now(UTC)

    @classmethod
    def get(cls, hash_key: Any, range_key: Any = None, **options: Any) -> Self:  # type: ignore[override]
        item = super().get(hash_key, range_key, **options)
        if is_expired(item):
            raise cls.DoesNotExist
        return item

    @classmethod
    def batch_get(cls, items: Iterable[Any], *options: Any, **named: Any) -> Iterator[Self]:
        return (item for item in super().batch_get(items, *options, **named) if not is_expired(item))


def is_expired(item: Model) -> bool:
    at = getattr(item, TIME_TO_LIVE, None) if isinstance(item, Expiring) else None
    return at is not None and at <= Expiring.now().timestamp()


@cache
def connection(region: str) -> Connection:
    """The one client of a process."""
    return Connection(region=region)
