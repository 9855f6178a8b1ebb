"""What stations hold of charging profiles, in DynamoDB: one item per accepted command."""

from csms.adapters.dynamodb.models import InstalledProfileItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import ALONG
from csms.application.ports import PreparedWrite
from csms.domain import clock
from csms.domain.charging_profiles import Purpose
from csms.domain.installed_profiles import InstalledProfile
from csms.domain.retention import PROFILES_OF_TRANSACTIONS


class DynamoInstalledProfiles:
    def of_station(self, station_key: str) -> list[InstalledProfile]:
        found = InstalledProfileItem.query(station_key, consistent_read=True)
        return [InstalledProfile.from_dict(unpack(item.installed)) for item in found]

    def prepared_save(self, station_key: str, installed: InstalledProfile) -> PreparedWrite:
        item = InstalledProfileItem(
            station_key,
            installed.message_id,
            installed=pack(installed.to_dict()),
            expires_epoch_s=_expiry(installed),
        )
        return lambda write: write.put(ALONG, item)

    def prepared_remove(self, station_key: str, message_id: str) -> PreparedWrite:
        return lambda write: write.delete(ALONG, InstalledProfileItem(station_key, message_id))

    def remove(self, station_key: str, message_ids: list[str]) -> None:
        with InstalledProfileItem.batch_write() as batch:
            for message_id in message_ids:
                batch.delete(InstalledProfileItem(station_key, message_id))


def _expiry(installed: InstalledProfile) -> int | None:
    if installed.profile.purpose is not Purpose.TX:
        return None
    return int((clock.parse_stored(installed.installed_at) + PROFILES_OF_TRANSACTIONS).timestamp())
