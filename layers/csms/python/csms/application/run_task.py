"""Deferred work, each message one task: what a timer or the scheduler asks for."""

from collections.abc import Callable
from typing import Any

from csms.application.apply_configuration import apply_by_task
from csms.application.bill_session import bill_by_task
from csms.application.close_forgotten import close_if_silent
from csms.application.confirm_firmware import confirm_firmware
from csms.application.drain_queue import drain_queue
from csms.application.erase_token import erase_by_task
from csms.application.expire_reservation import expire_reservation, forget_reservation
from csms.application.fetch_past_prices import fetch_past_prices
from csms.application.fetch_prices import fetch_prices
from csms.application.follow_difference import follow_difference
from csms.application.forget_grants import forget_grants
from csms.application.keep_wake_ups import repair_wake_ups, request_plan
from csms.application.note_silence import note_silence
from csms.application.park_frame import process_parked_frame
from csms.application.ports import Ports
from csms.application.read_rest import read_rest
from csms.application.rebuild_usage import rebuild_usage
from csms.application.record_answer import after_outcome
from csms.application.record_profile import forget_profiles
from csms.application.replay_deliveries import replay_events
from csms.application.run_simulation import give_up_simulation, run_simulation
from csms.application.send_command import CommandRequest, send_command
from csms.application.show_cost import show_cost
from csms.application.sign_certificate import make_root, sign_waiting
from csms.application.step_local_list import run_sync_task
from csms.application.sync_site_lists import sync_list_if_wanted, walk_sites, walk_stations
from csms.application.tell_events import tell_offline
from csms.application.time_out import time_out
from csms.application.watch_silence import look_for_silence
from csms.domain import clock
from csms.domain.commands import CommandStatus
from csms.domain.errors import ConflictError

LAST_ATTEMPT = 5
"""A task that fails at it is not tried again (infra.scheduling)."""


def run_task(ports: Ports, task: dict[str, Any], attempt: int = 1) -> None:
    """At the last attempt what somebody waits for is given up instead of tried once more.

    Raises KeyError for a task that nobody knows: its message ends in the dead-letter queue.
    """
    gives_up = _GIVES_UP.get(task["task"]) if attempt >= LAST_ATTEMPT else None
    (gives_up or _TASKS[task["task"]])(ports, task)


def _drain(ports: Ports, task: dict[str, Any]) -> None:
    drain_queue(ports, task["station_key"])


def _deadline(ports: Ports, task: dict[str, Any]) -> None:
    """The clock of one sending. A command sent again has a later deadline, and a clock of its own.

    The queue moves on in any case: the function that took the answer may have died before it saw to that.
    """
    command = ports.commands.get(task["station_key"], task["message_id"])
    if command is None or (command.deadline or "") > clock.to_text(ports.now()):
        return
    if command.status is CommandStatus.SENT and time_out(ports, command):
        after_outcome(ports, command.station_key, command.origin)
    else:
        drain_queue(ports, command.station_key)


def _trigger_boot(ports: Ports, task: dict[str, Any]) -> None:
    """Some stations connect without ever booting (evcc #28540): ask once."""
    station = ports.stations.get(task["station_key"])
    if station is None or station.booted_at is not None:
        return
    try:
        send_command(ports, station, CommandRequest("TriggerMessage", '{"requestedMessage":"BootNotification"}'))
    except ConflictError:
        return


_TASKS: dict[str, Callable[[Ports, dict[str, Any]], None]] = {
    "drain": _drain,
    "deadline": _deadline,
    "trigger_boot": _trigger_boot,
    "close_if_silent": close_if_silent,
    "frame": process_parked_frame,
    "read_rest": read_rest,
    "expire_reservation": expire_reservation,
    "forget_reservation": forget_reservation,
    "forget_profiles": forget_profiles,
    "forget_grants": forget_grants,
    "profiles_differ": follow_difference,
    "sign_certificate": sign_waiting,
    "confirm_firmware": confirm_firmware,
    "apply_configuration": apply_by_task,
    "make_root": make_root,
    "erase_token": erase_by_task,
    "simulate": run_simulation,
    "fetch_prices": fetch_prices,
    "fetch_past_prices": fetch_past_prices,
    "bill_session": bill_by_task,
    "show_cost": show_cost,
    "repair_wake_ups": repair_wake_ups,
    "request_plan": request_plan,
    "note_silence": note_silence,
    "rebuild_usage": rebuild_usage,
    "sync_list": run_sync_task,
    "tell_offline": tell_offline,
    "look_for_silence": look_for_silence,
    "replay_events": replay_events,
    "sync_list_if_wanted": sync_list_if_wanted,
    "sync_lists": walk_sites,
    "sync_site_lists": walk_stations,
}
_GIVES_UP: dict[str, Callable[[Ports, dict[str, Any]], None]] = {"simulate": give_up_simulation}
