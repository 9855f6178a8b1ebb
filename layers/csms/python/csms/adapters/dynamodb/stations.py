"""Stations in DynamoDB."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from csms.adapters.dynamodb.connections import connection_item, is_current, supersede
from csms.adapters.dynamodb.models import ConnectionItem, StationItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction, set_or_remove, update_where
from csms.application.ports import Page, PreparedWrite
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.external_limits import ExternalLimit
from csms.domain.ids import key_of
from csms.domain.logins import Login, LoginChanges
from csms.domain.passwords import Decision, PendingPassword
from csms.domain.standing_goals import StandingGoal
from csms.domain.stations import Connection, Connector, InFlight, OcppVersion, Registration, Station


class DynamoStations:
    def get(self, key: str) -> Station | None:
        if not is_key(key):
            return None
        try:
            return station_of(StationItem.get(key, consistent_read=True))
        except StationItem.DoesNotExist:
            return None

    def get_many(self, keys: list[str]) -> dict[str, Station]:
        return (
            {item.key: station_of(item) for item in StationItem.batch_get(keys, consistent_read=True)} if keys else {}
        )

    def of_site(self, site_id: str) -> list[Station]:
        keys = [row.key for row in StationItem.by_site.query(site_id)]
        stations = [station_of(item) for item in StationItem.batch_get(keys, consistent_read=True)] if keys else []
        return sorted((s for s in stations if s.site_id == site_id), key=lambda station: station.key)

    def page(self, limit: int, cursor: str | None) -> Page[Station]:
        results = StationItem.by_creation.query(
            "station", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(StationItem, results, lambda row: row.key, station_of)

    def save(self, station: Station, known: Station | None = None) -> None:
        """The connection carries site and registration too, so that a frame needs no second read."""
        decided = Transaction()
        decided.update("station", StationItem(station.key), _decisions(station, known))
        if station.connection_id:
            decided.update(
                "connection",
                ConnectionItem(station.connection_id),
                [
                    ConnectionItem.registration.set(station.registration.value),
                    _set_or_remove(ConnectionItem.site_id, station.site_id),
                ],
                is_current(),
            )
        try:
            decided.commit()
        except ConditionFailedError:
            StationItem(station.key).update(_decisions(station, known))

    def set_goal(self, key: str, goal: StandingGoal | None) -> Station | None:
        action = set_or_remove(StationItem.goal, goal.to_dict() if goal else None)
        return _update(key, [action], StationItem.key.exists())

    def set_external_limits(self, key: str, limits: Iterable[ExternalLimit]) -> None:
        stored = [limit.to_dict() for limit in limits]
        _update(key, [set_or_remove(StationItem.external_limits, stored or None)], StationItem.key.exists())

    def remove(self, station: Station) -> None:
        removal = Transaction()
        removal.delete("station", StationItem(station.key))
        if station.connection_id:
            removal.delete("connection", ConnectionItem(station.connection_id))
        removal.commit()

    def take_over(self, station: Station, connection: Connection, changes: LoginChanges) -> None:
        change = Transaction()
        if station.connection_id and station.connection_id != connection.connection_id:
            supersede(change, station.connection_id, connection.connected_at)
        change.put("connection", connection_item(connection))
        change.update(
            "station",
            StationItem(station.key),
            [
                StationItem.epoch.set(connection.epoch),
                StationItem.connection_id.set(connection.connection_id),
                StationItem.ocpp_version.set(connection.version.value),
                StationItem.last_seen.set(connection.last_seen),
                StationItem.silent_since.remove(),
                *_login_changes(station, changes),
            ],
            _unmoved(station, changes),
        )
        try:
            change.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("another connection took the station over") from None

    def holders_of(self, common_name: str) -> list[str]:
        key = key_of(common_name)
        return [row.key for row in StationItem.by_certificate.query(key)] if is_key(key) else []

    def prepared_claim(self, station: Station, common_name: str) -> PreparedWrite:
        first = station.certificate_cn is None
        actions = _named(common_name) if first else [StationItem.next_certificate_cn.set(common_name)]
        known = StationItem.certificate_cn
        unmoved: Any = known.does_not_exist() if first else known == station.certificate_cn
        return lambda write: write.update(ALONG, StationItem(station.key), actions, StationItem.key.exists() & unmoved)

    def settle_password(self, key: str, message_id: str, decision: Decision) -> None:
        _update(key, _settled(decision), StationItem.pending_password["message_id"] == message_id)

    def release(self, connection: Connection, now: datetime) -> bool:
        change = Transaction()
        supersede(change, connection.connection_id, clock.to_text(now))
        change.update(
            "station",
            StationItem(connection.station_key),
            [StationItem.connection_id.remove(), StationItem.last_seen.set(clock.to_text(now))],
            StationItem.connection_id == connection.connection_id,
        )
        return change.try_commit()

    def lose_sight(self, connection: Connection) -> bool:
        change = Transaction()
        unheard = ConnectionItem.last_seen == connection.last_seen
        item = ConnectionItem(connection.connection_id)
        change.update("connection", item, [ConnectionItem.told_offline.set(True)], is_current() & unheard)
        change.update(
            "station",
            StationItem(connection.station_key),
            [StationItem.silent_since.set(connection.last_seen)],
            StationItem.connection_id == connection.connection_id,
        )
        return change.try_commit()

    def record_boot(
        self, connection: Connection, details: dict[str, Any], registration: Registration, now: datetime
    ) -> None:
        """`booted` opens the gate for this connection at once."""
        accepted = registration is Registration.ACCEPTED
        change = Transaction()
        actions = [StationItem.boot.set(details)]
        if accepted:
            actions.append(StationItem.booted_at.set(clock.to_text(now)))
        change.update("station", StationItem(connection.station_key), actions, StationItem.key.exists())
        change.update(
            "connection",
            ConnectionItem(connection.connection_id),
            [
                ConnectionItem.booted.set(accepted or connection.booted),
                ConnectionItem.registration.set(registration.value),
            ],
            is_current(),
        )
        try:
            change.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("the connection was taken over") from None

    def record_connector(self, station_key: str, connector: Connector) -> Station | None:
        path = StationItem.connectors[f"{connector.evse}/{connector.connector}"]
        members = {
            "status": connector.status,
            "reported_at": connector.reported_at,
            "error_code": connector.error_code,
            "info": connector.info,
        }
        newer = path.does_not_exist() | (path["reported_at"] <= connector.reported_at)
        value = {name: member for name, member in members.items() if member is not None}
        return _update(station_key, [path.set(value)], StationItem.key.exists() & newer)

    def count_transaction(self, key: str) -> tuple[int, Station]:
        item = StationItem(key)
        item.update([StationItem.last_transaction_number.add(1)], StationItem.key.exists())
        return int(item.last_transaction_number), station_of(item)

    def open_reservation(self, key: str, reservation_id: str) -> int:
        item = StationItem(key)
        number, ids = StationItem.last_reservation_number, StationItem.open_reservations
        item.update([number.add(1), ids.add({reservation_id})], StationItem.key.exists())
        return int(item.last_reservation_number)

    def forget_reservations(self, key: str, reservation_ids: set[str]) -> None:
        _update(key, [StationItem.open_reservations.delete(reservation_ids)], StationItem.key.exists())

    def count_deviations(self, key: str, names: tuple[str, ...]) -> None:
        paths = [StationItem.deviations[name] for name in dict.fromkeys(names)]
        actions = [path.set((path | 0) + 1) for path in paths]
        _update(key, actions, StationItem.key.exists())


def _login_changes(station: Station, changes: LoginChanges) -> list[Any]:
    """A profile is only ever raised here, and a CN only pinned: to change them is the operator's."""
    actions = [StationItem.recent_logins.set([asdict(login) for login in changes.recent_logins])]
    if changes.security_profile > station.security_profile:
        actions.append(StationItem.security_profile.set(changes.security_profile))
    if changes.certificate_cn is not None and _new_name(station, changes.certificate_cn):
        actions += [*_named(changes.certificate_cn), StationItem.next_certificate_cn.remove()]
    if changes.pending_password is not None:
        actions += _settled(changes.pending_password)
    return actions


def _new_name(station: Station, common_name: str) -> bool:
    pinned = station.certificate_cn
    return pinned is None or key_of(pinned) != key_of(common_name)


def _named(common_name: str | None) -> list[Any]:
    """The name of the station's certificate, also as the index compares it."""
    key = key_of(common_name) if common_name else None
    return [
        _set_or_remove(StationItem.certificate_cn, common_name),
        _set_or_remove(StationItem.certificate_key, key),
    ]


def _settled(decision: Decision) -> list[Any]:
    """The new password is the password, or is forgotten, or waits for the station's next start."""
    pending = StationItem.pending_password
    if decision is Decision.TAKEN_AT_REBOOT:
        return [pending["reboot"].set(True)]
    taken = [StationItem.password_hash.set(pending["hash"])] if decision is Decision.TAKEN else []
    return [*taken, pending.remove()]


def _unmoved(station: Station, changes: LoginChanges) -> Any:
    """Nobody else has logged in since `station` was read, nor settled the password that this login settles."""
    condition = StationItem.key.exists() & (StationItem.epoch == station.epoch)
    if changes.pending_password is None or station.pending_password is None:
        return condition
    return condition & (StationItem.pending_password["message_id"] == station.pending_password.message_id)


def _update(key: str, actions: list[Any], condition: Any) -> Station | None:
    item = StationItem(key)
    return station_of(item) if update_where(item, actions, condition) else None


def _decisions(station: Station, known: Station | None) -> list[Any]:
    """What the operator has changed, and what a new item needs beside it. A login may write at the same time: what
    the operator left alone stays alone."""
    created: list[tuple[Any, Any]] = [
        (StationItem.collection, "station"),
        (StationItem.created_at, station.created_at),
        (StationItem.epoch, station.epoch),
        (StationItem.connectors, {}),
        (StationItem.open_transactions, {}),
        (StationItem.deviations, {}),
        (StationItem.last_registers, {}),
        (StationItem.last_transaction_number, 0),
        (StationItem.queued_commands, 0),
    ]
    changed = [name for name in _DECIDED if known is None or getattr(known, name) != getattr(station, name)]
    renamed = known is None or known.certificate_cn != station.certificate_cn
    return [
        *(attribute.set(attribute | value) for attribute, value in created),
        *(_set_or_remove(getattr(StationItem, name), getattr(station, name)) for name in changed),
        *([*_named(station.certificate_cn), StationItem.next_certificate_cn.remove()] if renamed else []),
    ]


_DECIDED = (
    "identity", "registration", "security_profile", "evse_max_current_a", "evse_min_current_a",
    "evse_current_step_a", "password_hash", "pending_password", "site_id", "node_id",
)  # fmt: skip


def _set_or_remove(attribute: Any, value: Any) -> Any:
    return set_or_remove(attribute, asdict(value) if isinstance(value, PendingPassword) else value)


def station_of(item: StationItem) -> Station:
    version, in_flight, pending = item.ocpp_version, item.in_flight, item.pending_password
    return Station(
        key=item.key,
        identity=item.identity,
        registration=Registration(item.registration),
        created_at=item.created_at,
        password_hash=item.password_hash,
        security_profile=int(item.security_profile),
        site_id=item.site_id,
        node_id=item.node_id,
        evse_max_current_a=float(item.evse_max_current_a),
        evse_min_current_a=float(item.evse_min_current_a),
        evse_current_step_a=float(item.evse_current_step_a),
        epoch=int(item.epoch),
        connection_id=item.connection_id,
        ocpp_version=OcppVersion(version) if version else None,
        last_seen=item.last_seen,
        silent_since=item.silent_since,
        boot=item.boot.as_dict() if item.boot else {},
        booted_at=item.booted_at,
        connectors=_connectors(item),
        open_transactions=item.open_transactions.as_dict(),
        last_registers=item.last_registers.as_dict(),
        open_reservations=frozenset(item.open_reservations or ()),
        in_flight=InFlight(**in_flight.as_dict()) if in_flight else None,
        queued_commands=int(item.queued_commands),
        external_limits=tuple(map(ExternalLimit.from_dict, item.external_limits or ())),
        goal=StandingGoal.from_dict(item.goal) if item.goal else None,
        certificate_cn=item.certificate_cn,
        next_certificate_cn=item.next_certificate_cn,
        pending_password=PendingPassword(**pending.as_dict()) if pending else None,
        recent_logins=tuple(Login(**login) for login in item.recent_logins or ()),
        deviations={name: int(count) for name, count in item.deviations.as_dict().items()},
    )


def _connectors(item: StationItem) -> tuple[Connector, ...]:
    found = []
    for place, reported in item.connectors.as_dict().items():
        evse, connector = (int(part) for part in place.split("/"))
        found.append(Connector(evse=evse, connector=connector, **reported))
    return tuple(sorted(found, key=lambda connector: (connector.evse, connector.connector)))
