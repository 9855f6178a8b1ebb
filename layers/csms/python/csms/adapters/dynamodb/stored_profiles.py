"""The library of charging profiles in DynamoDB."""

from csms.adapters.dynamodb.models import StoredProfileItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.application.ports import Page
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.stored_profiles import StoredProfile


class DynamoStoredProfiles:
    def get(self, profile_id: str) -> StoredProfile | None:
        if not is_key(profile_id):
            return None
        try:
            return _stored(StoredProfileItem.get(profile_id, consistent_read=True))
        except StoredProfileItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[StoredProfile]:
        results = StoredProfileItem.by_creation.query(
            "profile", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(StoredProfileItem, results, lambda row: row.id, _stored)

    def save(self, stored: StoredProfile) -> None:
        StoredProfileItem(
            stored.id,
            created_at=stored.created_at,
            description=stored.description,
            profile=pack(stored.profile.to_dict()),
        ).save()

    def remove(self, profile_id: str) -> None:
        StoredProfileItem(profile_id).delete()


def _stored(item: StoredProfileItem) -> StoredProfile:
    return StoredProfile(
        id=item.id,
        profile=ChargingProfile.from_dict(unpack(item.profile)),
        created_at=item.created_at,
        description=item.description,
    )
