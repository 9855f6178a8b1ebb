"""Requests for certificates, and the authority that signs them."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table


class CertificateRequestsByCreation(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestsByStation(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestsByStatus(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(KeysOnly):
        index_name = "by_status"

    status = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestItem(Expiring):
    class Meta:
        suffix = "certificate-requests"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="certificate-request")
    station_key = UnicodeAttribute()
    identity = UnicodeAttribute()
    use = UnicodeAttribute()
    csr = UnicodeAttribute()
    status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    generation = NumberAttribute()
    common_name = UnicodeAttribute(null=True)
    organization = UnicodeAttribute(null=True)
    key_algorithm = UnicodeAttribute(null=True)
    key_bits = NumberAttribute(null=True)
    key_fingerprint = UnicodeAttribute(null=True)
    station_request_id = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    chain = UnicodeAttribute(null=True)
    serial_number = UnicodeAttribute(null=True)
    not_after = UnicodeAttribute(null=True)
    command_id = UnicodeAttribute(null=True)
    version = NumberAttribute()
    expires_epoch_s = NumberAttribute()
    by_creation = CertificateRequestsByCreation()
    by_station = CertificateRequestsByStation()
    by_status = CertificateRequestsByStatus()


class CertificateAuthorityItem(Table):
    """The root of the built-in authority; `key_id` is its key's in KMS."""

    class Meta:
        suffix = "certificate-authorities"
        billing_mode = "PAY_PER_REQUEST"

    key_id = UnicodeAttribute(hash_key=True)
    certificate = UnicodeAttribute()
    created_at = UnicodeAttribute()
