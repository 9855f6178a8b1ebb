"""Erasures of drivers: the audit of them, without the token."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import Table


class ErasureItem(Table):
    class Meta:
        suffix = "erasures"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
