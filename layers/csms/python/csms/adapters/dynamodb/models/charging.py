"""Charging profiles: kept, installed, compared."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import Expiring, KeysOnly, Table


class StoredProfilesByCreation(GlobalSecondaryIndex["StoredProfileItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StoredProfileItem(Table):
    """A charging profile of the operator's library."""

    class Meta:
        suffix = "stored-profiles"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="profile")
    created_at = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    profile = BinaryAttribute(legacy_encoding=False)
    by_creation = StoredProfilesByCreation()


class InstalledProfileItem(Table):
    """A charging profile that a station has accepted, by the command that brought it."""

    class Meta:
        suffix = "installed-profiles"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    installed = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute(null=True)


class CompositeCheckItem(Expiring):
    """A station's composite schedule beside ours, by the command that asked for it."""

    class Meta:
        suffix = "composite-checks"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    check = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute()
