"""Exports and the jobs that make them."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import Expiring, KeysOnly


class ExportsByCreation(GlobalSecondaryIndex["ExportItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ExportItem(Expiring):
    class Meta:
        suffix = "exports"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="export")
    created_at = UnicodeAttribute()
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()
    by_creation = ExportsByCreation()
