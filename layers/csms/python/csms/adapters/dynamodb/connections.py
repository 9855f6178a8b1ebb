"""Connections in DynamoDB: one item that tells a frame all it needs."""

from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import UpdateError

from csms.adapters.dynamodb.models import ConnectionItem, StationItem
from csms.adapters.dynamodb.transact import Transaction, is_condition_failure
from csms.domain import clock
from csms.domain.stations import Connection, OcppVersion, Registration

# API Gateway closes a connection after two hours; what is older is a $disconnect that never came.
LIFETIME = timedelta(hours=3)
# How long a parked frame may look for the connection that it came on.
KEPT = timedelta(hours=24)


class DynamoConnections:
    def get(self, connection_id: str) -> Connection | None:
        item = _item(connection_id)
        return _connection(item) if item and not item.superseded_at else None

    def get_at(self, connection_id: str, moment: datetime) -> Connection | None:
        item = _item(connection_id)
        if item is None or (item.superseded_at and item.superseded_at <= clock.to_text(moment)):
            return None
        return _connection(item) if item.station_key else None

    def get_many(self, connection_ids: list[str]) -> dict[str, Connection]:
        if not connection_ids:
            return {}
        items = ConnectionItem.batch_get(connection_ids, consistent_read=True)
        return {item.connection_id: _connection(item) for item in items if not item.superseded_at}

    def touch(self, connection: Connection, now: datetime) -> None:
        """Only if it still is the station's connection: a superseded one must not come back."""
        actions: list[Any] = [
            ConnectionItem.last_seen.set(clock.to_text(now)),
            ConnectionItem.expires_epoch_s.set(int((now + LIFETIME).timestamp())),
        ]
        if connection.told_offline:
            _come_back(connection, actions, clock.to_text(now))
            return
        try:
            ConnectionItem(connection.connection_id).update(actions, is_current())
        except UpdateError as error:
            if not is_condition_failure(error):
                raise


def _come_back(connection: Connection, actions: list[Any], now: str) -> None:
    back = Transaction()
    item = ConnectionItem(connection.connection_id)
    back.update("connection", item, [*actions, ConnectionItem.told_offline.remove()], is_current())
    back.update(
        "station",
        StationItem(connection.station_key),
        [StationItem.silent_since.remove(), StationItem.last_seen.set(now)],
        StationItem.connection_id == connection.connection_id,
    )
    back.try_commit()


def is_current() -> Any:
    return ConnectionItem.connection_id.exists() & ConnectionItem.superseded_at.does_not_exist()


def supersede(write: Transaction, connection_id: str, at: str) -> None:
    """Mark it, whether or not it is still there: its time to live may have ended."""
    expires = int((clock.parse_stored(at) + KEPT).timestamp())
    actions = [ConnectionItem.superseded_at.set(at), ConnectionItem.expires_epoch_s.set(expires)]
    write.update("superseded", ConnectionItem(connection_id), actions)


def _item(connection_id: str) -> ConnectionItem | None:
    try:
        return ConnectionItem.get(connection_id, consistent_read=True)
    except ConnectionItem.DoesNotExist:
        return None


def connection_item(connection: Connection) -> ConnectionItem:
    return ConnectionItem(
        connection.connection_id,
        station_key=connection.station_key,
        identity=connection.identity,
        ocpp_version=connection.version.value,
        registration=connection.registration.value,
        booted=connection.booted,
        epoch=connection.epoch,
        site_id=connection.site_id,
        certificate_cn=connection.certificate_cn,
        connected_at=connection.connected_at,
        last_seen=connection.last_seen,
        expires_epoch_s=int((clock.parse_stored(connection.connected_at) + LIFETIME).timestamp()),
    )


def _connection(item: ConnectionItem) -> Connection:
    return Connection(
        connection_id=item.connection_id,
        station_key=item.station_key,
        identity=item.identity,
        version=OcppVersion(item.ocpp_version),
        registration=Registration(item.registration),
        booted=item.booted,
        epoch=int(item.epoch),
        connected_at=item.connected_at,
        last_seen=item.last_seen,
        site_id=item.site_id,
        certificate_cn=item.certificate_cn,
        told_offline=bool(item.told_offline),
    )
