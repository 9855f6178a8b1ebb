"""What limited sites, and since when."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import Table


class LimitDayItem(Table):
    """The changes of a site's limit on one UTC day; none on a day without any."""

    class Meta:
        suffix = "site-limits"
        billing_mode = "PAY_PER_REQUEST"

    site_id = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    # packed.py: [second of the epoch, parts] for each change; one a minute takes some 10 KB.
    changes = BinaryAttribute(legacy_encoding=False)
