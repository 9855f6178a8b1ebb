"""Sums of usage, and who added what to them."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import Table


class UsageItem(Table):
    """Many sums in one item (domain/usage/amounts.py).

    Packed they take a fifth of what an attribute each would: a year of hours is a query of one page, and a write costs
    one unit or two instead of eight. The price is a version: who adds at the same time as another begins again.
    """

    class Meta:
        suffix = "usage"
        billing_mode = "PAY_PER_REQUEST"

    scope = UnicodeAttribute(hash_key=True)
    period = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    sums = BinaryAttribute(legacy_encoding=False)


class UsageEntryItem(Table):
    """What one session, one outage or one day of a station has added to the sums so far."""

    class Meta:
        suffix = "usage-entries"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    # The same numbers stand in it once for each scope: packed.
    contributed = BinaryAttribute(legacy_encoding=False)
