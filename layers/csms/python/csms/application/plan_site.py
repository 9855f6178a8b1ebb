"""Plan one site: read, decide (csms.scheduling), store, send.

The stored plan names every message before it leaves. A run that dies between storing and sending leaves
orders without a command; the next run finds none for them and plans anew.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from csms.application.follow_deviations import follow_deviations, with_checks
from csms.application.ports import Ports
from csms.application.quirks_of import quirks_of
from csms.application.read_site_state import read_site_state, site_stations
from csms.application.record_answer import PLAN_ORIGIN
from csms.application.sample_profiles import ask_samples, with_samples
from csms.application.send_command import CommandRequest, send_command
from csms.domain.adapted_operations import adapted
from csms.domain.commands import Command
from csms.domain.configuration import Configuration
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.operations import Operation
from csms.domain.plans import SitePlan
from csms.domain.profile_capacity import told_quirks
from csms.domain.quirks import Quirks
from csms.domain.stations import OcppVersion, Station
from csms.scheduling.planner import Order, awaited, replan
from csms.scheduling.problem import Method

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
    stations = site_stations(ports, site_id, previous)
    state = read_site_state(ports, site, stations, previous)
    commands, by_key = _commands(ports, previous), {station.key: station for station in stations}
    plan, orders = replan(state, previous, commands, ports.new_id)
    plan = with_samples(ports, with_checks(ports, plan, previous), previous, commands, by_key)
    ports.plans.save(plan)
    if plan.method == Method.FALLBACK:
        ports.count_fallback(site_id)
    _send_all(ports, orders, by_key, site_id)
    follow_deviations(ports, plan, previous, by_key)
    ask_samples(ports, plan, previous, by_key)
    return plan


def _commands(ports: Ports, previous: SitePlan | None) -> dict[str, Command]:
    """Those whose outcome the run before did not know."""
    waiting = [*awaited(previous), *_questions(previous)] if previous else []
    return {command.message_id: command for command in ports.commands.get_many(waiting)}


def _questions(plan: SitePlan) -> Iterator[tuple[str, str]]:
    return ((check.station_key, check.message_id) for check in plan.checks if check.message_id)


def _send_all(ports: Ports, orders: list[Order], stations: dict[str, Station], site_id: str) -> None:
    settings = ports.configurations.get_many(sorted({order.station_key for order in orders}))
    for order in orders:
        key = order.station_key
        _send(ports, stations[key], order, site_id, told_quirks(settings.get(key, Configuration(key))))


def _send(ports: Ports, station: Station, order: Order, site_id: str, told: Quirks) -> None:
    """As the station's make takes it. A station whose registration was withdrawn meanwhile gets nothing; the next run
    sees it."""
    if station.ocpp_version is None:
        return
    try:
        quirks = quirks_of(ports, station).over(told)
        *before, operation = adapted(order.operation, quirks, ports.now())
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
