"""Security events, and what stations trust."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table


class SecurityEventsByTime(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(KeysOnly):
        index_name = "by_time"

    collection = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class SecurityEventsByStation(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class SecurityEventsByType(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(KeysOnly):
        index_name = "by_type"

    type_key = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class CriticalSecurityEvents(GlobalSecondaryIndex["SecurityEventItem"]):
    """Sparse: `critical_since` is there where the specification calls the event critical."""

    class Meta(KeysOnly):
        index_name = "critical"

    collection = UnicodeAttribute(hash_key=True)
    critical_since = UnicodeAttribute(range_key=True)


class SecurityEventItem(Expiring):
    class Meta:
        suffix = "security-events"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="security-event")
    station_key = UnicodeAttribute()
    identity = UnicodeAttribute()
    type = UnicodeAttribute()
    type_key = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    received_at = UnicodeAttribute()
    critical_since = UnicodeAttribute(null=True)
    tech_info = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()
    by_time = SecurityEventsByTime()
    by_station = SecurityEventsByStation()
    by_type = SecurityEventsByType()
    critical = CriticalSecurityEvents()


class StationCertificatesItem(Table):
    """What a station trusts; one item, so that the station's word for all of it is one write."""

    class Meta:
        suffix = "station-certificates"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    listed_at = UnicodeAttribute(null=True)
    # JSON, compressed: some 2 kB to a certificate.
    certificates = BinaryAttribute(legacy_encoding=False)
