"""A car's own needs: a goal of its session, and planned for at once."""

from dataclasses import dataclass, replace

from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.domain import clock
from csms.domain.ev_needs import EvNeeds
from csms.domain.stations import Connection, Station


@dataclass(frozen=True)
class RecordEvNeeds:
    """`needs.at` is not known yet."""

    evse: int
    needs: EvNeeds
    event: RecordStationEvent


def record_ev_needs(ports: Ports, connection: Connection, command: RecordEvNeeds) -> bool:
    """Whether a charging profile for it will follow (K15.FR.03, FR.04): where the site is planned and the session runs.

    The planner sends one within seconds (K15.FR.08: 60 s), whether or not it changes anything (K16.FR.12).
    """
    record_station_event(ports, connection, command.event)
    station = ports.stations.get(connection.station_key)
    transaction_id = _running_on(station, command.evse) if station else None
    transaction = ports.transactions.get(transaction_id) if transaction_id else None
    if station is None or station.site_id is None or transaction is None:
        return False
    at, delivered_wh = clock.to_text(ports.now()), transaction.energy_wh or 0.0
    needs = replace(command.needs, at=at, delivered_wh=delivered_wh, departure=_future(command.needs.departure, at))
    if not ports.transactions.set_ev_needs(transaction.id, needs):
        return False
    ports.queues.request_plan(station.site_id)
    return True


def _running_on(station: Station, evse: int) -> str | None:
    """The newest, where one was never ended."""
    places = station.open_transactions
    return max(station.open_on(evse), key=lambda key: str(places[key].get("started_at", "")), default=None)


def _future(departure: str | None, now: str) -> str | None:
    return departure if departure and departure > now else None
