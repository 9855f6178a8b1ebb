"""A transaction before its first event is in it."""

from csms.domain.stations import Connection
from csms.domain.transactions import Transaction, TransactionEvent


def blank_transaction(connection: Connection, event: TransactionEvent, transaction_id: str) -> Transaction:
    return Transaction(
        id=transaction_id,
        station_key=connection.station_key,
        identity=connection.identity,
        ocpp_transaction_id=event.ocpp_transaction_id,
        ocpp_version=connection.version.value,
        started_at=event.occurred_at,
        site_id=connection.site_id,
    )
