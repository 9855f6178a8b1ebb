"""What is known of makes, vendors, settings, firmware and transfers."""

from typing import Any

from pynamodb.attributes import Attribute, BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, Table


class StationModelItem(Table):
    """A few dozen items under one constant key, so that one query reads them all."""

    class Meta:
        suffix = "station-models"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="model")
    id = UnicodeAttribute(range_key=True)
    created_at = UnicodeAttribute()
    vendor = UnicodeAttribute()
    model = UnicodeAttribute()
    firmware = UnicodeAttribute()
    site = UnicodeAttribute()
    station = UnicodeAttribute()
    quirks: Attribute[Any] = JSONAttribute()
    configuration: Attribute[Any] = JSONAttribute()


class VendorExtensionItem(Table):
    class Meta:
        suffix = "vendor-extensions"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="vendor")
    key = UnicodeAttribute(range_key=True)
    vendor_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    messages: Attribute[Any] = JSONAttribute()


class ConfigurationItem(Table):
    class Meta:
        suffix = "configurations"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    # JSON, compressed: a 2.x station has some thousand variables.
    data = BinaryAttribute(legacy_encoding=False)


class FirmwareItem(Table):
    """A few hundred items under one constant key."""

    class Meta:
        suffix = "firmware"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="firmware")
    id = UnicodeAttribute(range_key=True)
    created_at = UnicodeAttribute()
    version = UnicodeAttribute()
    file_name = UnicodeAttribute()
    vendor = UnicodeAttribute(null=True)
    model = UnicodeAttribute(null=True)
    signature = UnicodeAttribute(null=True)
    signing_certificate = UnicodeAttribute(null=True)


class TransferItem(Expiring):
    class Meta:
        suffix = "transfers"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()
