"""Plan one site: read, decide (csms.scheduling), store, send.

The stored plan names every message before it leaves. A run that dies between storing and sending leaves
orders without a command; the next run finds none for them and plans anew.
"""

import json
from dataclasses import replace
from datetime import timedelta

from csms.application.ports import Ports
from csms.application.quirks_of import quirks_of
from csms.application.read_load import load_until
from csms.application.record_answer import PLAN_ORIGIN
from csms.application.send_command import CommandRequest, send_command
from csms.domain import clock
from csms.domain.adapted_operations import adapted
from csms.domain.commands import Command
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.operations import Operation
from csms.domain.plans import SitePlan
from csms.domain.stations import Connection, OcppVersion, Registration, Station, is_online
from csms.domain.transactions import Transaction
from csms.scheduling.planner import Order, awaited, replan
from csms.scheduling.run import HORIZON
from csms.scheduling.site_state import RunningSession, SiteState, StationState

QUEUE_FOR = timedelta(minutes=2)


def plan_site(ports: Ports, site_id: str) -> SitePlan | None:
    """The new plan, stored and its orders on their way; None for an unknown site.

    Runs of one site must come one after another (SQS FIFO group). Raises ConcurrentChangeError, with
    nothing sent, where two still meet.
    """
    site = ports.sites.get(site_id)
    if site is None:
        return None
    previous = ports.plans.get(site_id)
    stations = _stations(ports, site_id, previous)
    state = SiteState(
        site=site,
        schedules=tuple(ports.schedules.of_site(site_id)),
        stations=tuple(_station_states(ports, site_id, stations)),
        now=ports.now().replace(microsecond=0),
        load=load_until(ports, site_id, ports.now() + HORIZON),
    )
    plan, orders = replan(state, previous, _commands(ports, previous), ports.new_id)
    ports.plans.save(plan)
    by_key = {station.key: station for station in stations}
    for order in orders:
        _send(ports, by_key[order.station_key], order, site_id)
    return plan


def _stations(ports: Ports, site_id: str, previous: SitePlan | None) -> list[Station]:
    """The site's, and those that left for no other site with a fail-safe profile of this one."""
    members = ports.stations.of_site(site_id)
    known = {station.key for station in members}
    held = previous.fail_safes if previous else ()
    gone = {part.station_key for part in held if not part.control.empty} - known
    leavers = [station for key in sorted(gone) if (station := ports.stations.get(key)) is not None]
    return [*members, *(station for station in leavers if station.site_id in (None, site_id))]


def _station_states(ports: Ports, site_id: str, stations: list[Station]) -> list[StationState]:
    connections = ports.connections.get_many([s.connection_id for s in stations if s.connection_id])
    wanted = [transaction_id for station in stations for transaction_id in station.open_transactions]
    transactions = {transaction.id: transaction for transaction in ports.transactions.get_many(wanted)}
    return [
        StationState(
            key=station.key,
            identity=station.identity,
            evses=station.evses,
            node_id=station.node_id,
            max_a=station.evse_max_current_a,
            steerable=_steerable(ports, station, connections.get(station.connection_id or "")),
            seen=station.last_seen is not None,
            member=station.site_id == site_id,
            booted_at=clock.parse_stored(station.booted_at) if station.booted_at else None,
            sessions=_sessions(station, transactions),
        )
        for station in stations
    ]


def _steerable(ports: Ports, station: Station, connection: Connection | None) -> bool:
    online = is_online(connection, ports.now(), ports.heartbeat_interval_s)
    return online and station.registration is Registration.ACCEPTED and station.ocpp_version is not None


def _sessions(station: Station, transactions: dict[str, Transaction]) -> tuple[RunningSession, ...]:
    found = []
    for transaction_id, place in station.open_transactions.items():
        transaction = transactions.get(transaction_id)
        if transaction is None or not transaction.open:
            continue
        found.append(
            RunningSession(
                transaction_id=transaction_id,
                ocpp_transaction_id=transaction.ocpp_transaction_id,
                evse=int(transaction.evse or place.get("evse") or 1),
                started_at=clock.parse_stored(transaction.started_at),
                measured_a=transaction.live.current_a,
            )
        )
    return tuple(found)


def _commands(ports: Ports, previous: SitePlan | None) -> dict[str, Command]:
    waiting = awaited(previous) if previous else ()
    found = (ports.commands.get(station_key, message_id) for station_key, message_id in waiting)
    return {command.message_id: command for command in found if command is not None}


def _send(ports: Ports, station: Station, order: Order, site_id: str) -> None:
    """As the station's make takes it. A station whose registration was withdrawn meanwhile gets nothing; the next run
    sees it."""
    if station.ocpp_version is None:
        return
    try:
        *before, operation = adapted(order.operation, quirks_of(ports, station), ports.now())
        for first in before:
            send_command(ports, station, _request(ports, station.ocpp_version, first, _sorted_before(order.message_id)))
        wanted = _request(ports, station.ocpp_version, operation, order.message_id)
        send_command(ports, station, replace(wanted, origin=f"{PLAN_ORIGIN}{site_id}"))
    except (ConflictError, InvalidError):
        return


def _request(ports: Ports, version: OcppVersion, operation: Operation, message_id: str) -> CommandRequest:
    call = ports.encode(version, operation)
    return CommandRequest(
        action=call.action,
        request=json.dumps(call.payload, separators=(",", ":")),
        queue_until=ports.now() + QUEUE_FOR,
        message_id=message_id,
    )


def _sorted_before(message_id: str) -> str:
    """An id of its own: commands wait in the order of their ids, and the order's was made before."""
    return ",".join(message_id.rsplit("-", 1))
