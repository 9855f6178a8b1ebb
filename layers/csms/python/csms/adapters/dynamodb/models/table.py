"""What all tables share."""

from typing import TYPE_CHECKING

from pynamodb.indexes import KeysOnlyProjection
from pynamodb.models import Model

if TYPE_CHECKING:
    pass


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
