"""What stations trust, in DynamoDB: one item to a station, so that its word for all of it is one write."""

from typing import Any

from csms.adapters.dynamodb.models import StationCertificatesItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import ALONG
from csms.application.ports import PreparedWrite
from csms.domain.station_certificates import InstalledCertificate, StationCertificates


class DynamoStationCertificates:
    def get(self, station_key: str) -> StationCertificates | None:
        try:
            return _certificates(StationCertificatesItem.get(station_key, consistent_read=True))
        except StationCertificatesItem.DoesNotExist:
            return None

    def remove(self, station_key: str) -> None:
        StationCertificatesItem(station_key).delete()

    def prepared_save(self, changed: StationCertificates) -> PreparedWrite:
        item = StationCertificatesItem(
            changed.station_key,
            version=changed.version + 1,
            listed_at=changed.listed_at,
            certificates=_compressed(changed),
        )
        version = StationCertificatesItem.version
        unmoved = version == changed.version if changed.version else version.does_not_exist()
        return lambda write: write.put(ALONG, item, unmoved)


def _compressed(changed: StationCertificates) -> bytes:
    members = [certificate.to_dict() for certificate in changed.certificates]
    return pack(members)


def _certificates(item: StationCertificatesItem) -> StationCertificates:
    members: list[dict[str, Any]] = unpack(item.certificates)
    return StationCertificates(
        station_key=item.station_key,
        certificates=tuple(InstalledCertificate.from_dict(certificate) for certificate in members),
        listed_at=item.listed_at,
        version=int(item.version),
    )
