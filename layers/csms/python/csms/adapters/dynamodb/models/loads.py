"""What sites draw beside the chargers."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import Table


class LoadDayItem(Table):
    """The building's load and the solar power of a site on one UTC day."""

    class Meta:
        suffix = "loads"
        billing_mode = "PAY_PER_REQUEST"

    site_id = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    # packed.py: [milliseconds of the day, A, W, solar W] for each reading; a reading a second takes some 300 KB.
    measured = BinaryAttribute(legacy_encoding=False)
    forecast = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute()
