"""What all tables share."""

from contextlib import suppress
from functools import cache

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
    def _get_connection(cls) -> TableConnection:
        """pynamodb makes a client for every table: in a cold start each is 0.1 s, and a TLS handshake of its own."""
        table = super()._get_connection()
        shared = connection(cls.Meta.region)
        if table.connection is not shared:
            with suppress(ValueError):  # its schema is known from an earlier binding
                shared.add_meta_table(table.get_meta_table())
            table.connection = shared
        return table


@cache
def connection(region: str) -> Connection:
    """The one client of a process."""
    return Connection(region=region)
