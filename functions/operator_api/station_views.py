"""Stations as operators see them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from csms.application.ports import Ports
from csms.domain import connectors, ids
from csms.domain.stations import Connection, Connector, Station, is_online
from operator_api import external_limit_views
from operator_api.external_limit_views import ExternalLimitView
from operator_api.fields import ShownTime


class ConnectorView(BaseModel):
    id: int
    status: str
    error_code: str | None
    info: str | None
    reported_at: ShownTime


class EvseView(BaseModel):
    """`transaction_id` is there while a transaction runs."""

    id: int
    connectors: list[ConnectorView]
    transaction_id: str | None


class OpenTransactionView(BaseModel):
    id: str
    evse: int | None
    started_at: ShownTime | None


class InFlightView(BaseModel):
    """The call that the station has not answered yet."""

    command_id: str
    action: str
    sent_at: ShownTime


class StationView(BaseModel):
    """`online`: there is a connection and its last frame is young, so that a command can be sent.
    A socket alone proves nothing: a dead one can look alive for hours.

    `status` is what the station says of itself as a whole. `deviations` counts where its messages break the
    schema, by message and field. Logs know the station by its `log_reference` only.
    """

    identity: str
    log_reference: str
    online: bool
    last_seen: ShownTime | None
    connected_at: ShownTime | None
    ocpp_version: str | None
    registration: str
    security_profile: int
    certificate_cn: str | None
    next_certificate_cn: str | None
    site_id: str | None
    node_id: str | None
    evse_max_current_a: float
    evse_min_current_a: float
    evse_current_step_a: float
    vendor: str | None
    model: str | None
    serial_number: str | None
    firmware_version: str | None
    booted_at: ShownTime | None
    created_at: ShownTime
    status: str | None
    status_reported_at: ShownTime | None
    error_code: str | None
    evses: list[EvseView]
    open_transactions: list[OpenTransactionView]
    in_flight: InFlightView | None
    queued_commands: int
    deviations: dict[str, int]
    external_limits: list[ExternalLimitView]


def view(ports: Ports, station: Station) -> StationView:
    return views(ports, [station])[0]


def views(ports: Ports, stations: list[Station]) -> list[StationView]:
    """One read for the connections of all."""
    connections = ports.connections.get_many([s.connection_id for s in stations if s.connection_id])
    now, heartbeat_s = ports.now(), ports.heartbeat_interval_s
    return [_view(s, connections.get(s.connection_id or ""), now, heartbeat_s) for s in stations]


def _view(station: Station, connection: Connection | None, now: datetime, heartbeat_s: int) -> StationView:
    last_seen = connection.last_seen if connection else station.last_seen
    whole = connectors.whole_station(station.connectors)
    boot = station.boot
    return StationView(
        identity=station.identity,
        log_reference=ids.log_reference(station.key),
        online=is_online(connection, now, heartbeat_s),
        last_seen=last_seen,
        connected_at=connection.connected_at if connection else None,
        ocpp_version=station.ocpp_version,
        registration=station.registration,
        security_profile=station.security_profile,
        certificate_cn=station.certificate_cn,
        next_certificate_cn=station.next_certificate_cn,
        site_id=station.site_id,
        node_id=station.node_id,
        evse_max_current_a=station.evse_max_current_a,
        evse_min_current_a=station.evse_min_current_a,
        evse_current_step_a=station.evse_current_step_a,
        vendor=boot.get("vendor_name"),
        model=boot.get("model"),
        serial_number=boot.get("serial_number"),
        firmware_version=boot.get("firmware_version"),
        booted_at=station.booted_at,
        created_at=station.created_at,
        status=whole.status if whole else None,
        status_reported_at=whole.reported_at if whole else None,
        error_code=whole.error_code if whole else None,
        evses=_evses(station),
        open_transactions=[_open(key, place) for key, place in station.open_transactions.items()],
        in_flight=_in_flight(station),
        queued_commands=station.queued_commands,
        deviations=station.deviations,
        external_limits=[external_limit_views.view(limit) for limit in station.external_limits],
    )


def _evses(station: Station) -> list[EvseView]:
    running = {place.get("evse"): key for key, place in station.open_transactions.items() if place.get("evse")}
    seen: dict[int, list[Connector]] = {int(evse): [] for evse in running if evse}
    for connector in connectors.visible(station.connectors):
        seen.setdefault(connector.evse, []).append(connector)
    return [
        EvseView(id=evse, connectors=[_connector(c) for c in seen[evse]], transaction_id=running.get(evse))
        for evse in sorted(seen)
    ]


def _connector(connector: Connector) -> ConnectorView:
    return ConnectorView(
        id=connector.connector,
        status=connector.status,
        error_code=connector.error_code,
        info=connector.info,
        reported_at=connector.reported_at,
    )


def _open(transaction_id: str, place: dict[str, Any]) -> OpenTransactionView:
    return OpenTransactionView(id=transaction_id, evse=place.get("evse"), started_at=place.get("started_at"))


def _in_flight(station: Station) -> InFlightView | None:
    call = station.in_flight
    if call is None:
        return None
    return InFlightView(command_id=ids.join(station.key, call.message_id), action=call.action, sent_at=call.sent_at)
