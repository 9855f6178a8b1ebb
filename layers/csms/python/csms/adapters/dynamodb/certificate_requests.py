"""Requests for certificates in DynamoDB."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from csms.adapters.dynamodb.models import CertificateRequestItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction
from csms.application.ports import CertificateRequestFilter, Page, PreparedWrite
from csms.domain import clock
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse
from csms.domain.errors import ConcurrentChangeError

_COLLECTION = "certificate-request"
_NUMBERS = ("generation", "key_bits", "station_request_id", "version")


class DynamoCertificateRequests:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, request_id: str) -> CertificateRequest | None:
        if not is_key(request_id):
            return None
        try:
            return request_of(CertificateRequestItem.get(request_id, consistent_read=True))
        except CertificateRequestItem.DoesNotExist:
            return None

    def page(self, wanted: CertificateRequestFilter, limit: int, cursor: str | None) -> Page[CertificateRequest]:
        results = _query(wanted, limit, decode_cursor(cursor))
        page = read_index_page(CertificateRequestItem, results, lambda row: row.id, request_of)
        return Page([request for request in page.items if _matches(request, wanted)], page.next_cursor)

    def save(self, request: CertificateRequest, along: tuple[PreparedWrite, ...] = ()) -> CertificateRequest:
        write = Transaction()
        write.take_along((self.prepared_save(request), *along))
        try:
            write.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("the certificate request, or its station, has changed in between") from None
        return replace(request, version=request.version + 1)

    def prepared_save(self, request: CertificateRequest) -> PreparedWrite:
        members = {**request.__dict__, "version": request.version + 1, "use": request.use.value}
        ends = max(request.changed_at, request.not_after or "")
        expires = int((clock.parse_stored(ends) + self._retention).timestamp())
        item = CertificateRequestItem(**{**members, "status": request.status.value}, expires_epoch_s=expires)
        version = CertificateRequestItem.version
        unmoved = version == request.version if request.version else version.does_not_exist()
        return lambda write: write.put(ALONG, item, unmoved)


def _query(wanted: CertificateRequestFilter, limit: int, last_key: dict[str, Any] | None) -> Any:
    options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": last_key}
    if wanted.station_key:
        return CertificateRequestItem.by_station.query(wanted.station_key, **options)
    if wanted.status:
        return CertificateRequestItem.by_status.query(wanted.status.value, **options)
    return CertificateRequestItem.by_creation.query(_COLLECTION, **options)


def _matches(request: CertificateRequest, wanted: CertificateRequestFilter) -> bool:
    return wanted.status is None or request.status is wanted.status


def request_of(item: CertificateRequestItem) -> CertificateRequest:
    names = CertificateRequest.__dataclass_fields__
    members: dict[str, Any] = {name: getattr(item, name) for name in names}
    numbers = {name: int(members[name]) for name in _NUMBERS if members[name] is not None}
    words = {"use": SigningUse(item.use), "status": RequestStatus(item.status)}
    return CertificateRequest(**members | numbers | words)
