"""File transfers of stations in DynamoDB."""

from datetime import timedelta

from csms.adapters.dynamodb.models import TransferItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_page
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction
from csms.application.ports import Page, PreparedWrite
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.transfers import Transfer

_RECENT = 20


class DynamoTransfers:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, station_key: str, transfer_id: str) -> Transfer | None:
        if not is_key(transfer_id):
            return None
        try:
            return transfer_of(TransferItem.get(station_key, transfer_id, consistent_read=True))
        except TransferItem.DoesNotExist:
            return None

    def recent(self, station_key: str) -> list[Transfer]:
        newest = TransferItem.query(
            station_key, limit=_RECENT, page_size=_RECENT, scan_index_forward=False, consistent_read=True
        )
        return [transfer_of(item) for item in newest]

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Transfer]:
        results = TransferItem.query(
            station_key, limit=limit, last_evaluated_key=decode_cursor(cursor), scan_index_forward=False
        )
        return read_page(results, transfer_of)

    def prepared_save(self, transfer: Transfer) -> PreparedWrite:
        """Holds where what is stored is still what `transfer` was made from; version 0 is a new one."""
        known, version = transfer.version, TransferItem.version
        state = {**transfer.to_dict(), "version": known + 1}
        expires = clock.parse_stored(transfer.created_at) + self._retention
        item = TransferItem(
            transfer.station_key,
            transfer.id,
            version=known + 1,
            state=state,
            expires_epoch_s=int(expires.timestamp()),
        )
        unmoved = TransferItem.id.does_not_exist() if known == 0 else version == known
        return lambda write: write.put(ALONG, item, unmoved)

    def save(self, transfer: Transfer) -> None:
        write = Transaction()
        write.take_along([self.prepared_save(transfer)])
        try:
            write.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("the transfer has changed meanwhile") from None


def transfer_of(item: TransferItem) -> Transfer:
    return Transfer.from_dict(item.state)
