"""What is known of firmware images in DynamoDB; their files are in S3."""

from csms.adapters.dynamodb.models import FirmwareItem
from csms.domain.firmware import Firmware

_COLLECTION = "firmware"


class DynamoFirmware:
    def all(self) -> list[Firmware]:
        return [_firmware(item) for item in FirmwareItem.query(_COLLECTION, consistent_read=True)]

    def get(self, firmware_id: str) -> Firmware | None:
        try:
            return _firmware(FirmwareItem.get(_COLLECTION, firmware_id, consistent_read=True))
        except FirmwareItem.DoesNotExist:
            return None

    def save(self, firmware: Firmware) -> None:
        FirmwareItem(collection=_COLLECTION, **firmware.__dict__).save()

    def remove(self, firmware_id: str) -> None:
        FirmwareItem(_COLLECTION, firmware_id).delete()


def _firmware(item: FirmwareItem) -> Firmware:
    return Firmware(
        id=item.id,
        created_at=item.created_at,
        version=item.version,
        file_name=item.file_name,
        vendor=item.vendor,
        model=item.model,
        signature=item.signature,
        signing_certificate=item.signing_certificate,
    )
