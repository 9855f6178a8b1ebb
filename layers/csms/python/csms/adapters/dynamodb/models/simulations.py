"""Dry runs of a site's past."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import Expiring, KeysOnly


class SimulationsBySite(GlobalSecondaryIndex["SimulationItem"]):
    class Meta(KeysOnly):
        index_name = "by_site"

    site_id = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class SimulationItem(Expiring):
    class Meta:
        suffix = "simulations"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    site_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    version = NumberAttribute()
    # packed.py: three months of a busy site take some 100 KB.
    simulation = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute()
    by_site = SimulationsBySite()
