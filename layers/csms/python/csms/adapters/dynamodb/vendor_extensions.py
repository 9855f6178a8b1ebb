"""Vendor extensions in DynamoDB: a handful of items under one constant key."""

from csms.adapters.dynamodb.models import VendorExtensionItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_page
from csms.application.ports import Page
from csms.domain.vendor_extensions import VendorExtension

_COLLECTION = "vendor"


class DynamoVendorExtensions:
    def get(self, key: str) -> VendorExtension | None:
        if not is_key(key):
            return None
        try:
            return _extension(VendorExtensionItem.get(_COLLECTION, key, consistent_read=True))
        except VendorExtensionItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[VendorExtension]:
        results = VendorExtensionItem.query(_COLLECTION, limit=limit, last_evaluated_key=decode_cursor(cursor))
        return read_page(results, _extension)

    def save(self, extension: VendorExtension) -> None:
        VendorExtensionItem(collection=_COLLECTION, **extension.__dict__).save()

    def remove(self, key: str) -> None:
        VendorExtensionItem(_COLLECTION, key).delete()


def _extension(item: VendorExtensionItem) -> VendorExtension:
    return VendorExtension(item.key, item.vendor_id, item.created_at, item.messages)
