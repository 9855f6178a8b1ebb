"""The planner's wake-ups follow what is booked: made before a booking is stored, taken away after it is gone.

Whatever dies in between leaves a wake-up too many, which does no harm when it rings and is then taken away. One
that is missing is made again within the hour (`wake_ups.REPAIR_EVERY_S`).
"""

from collections.abc import Iterable
from typing import Any

from csms.application.ports import Ports
from csms.domain.schedules import Schedule
from csms.domain.sites import Site
from csms.domain.wake_ups import WakeUp, wake_ups

_SOON_S = 30


def wake_for(ports: Ports, site: Site, schedules: Iterable[Schedule]) -> None:
    _ensure(ports, wake_ups(site, schedules, ports.now()))


def forget(ports: Ports, wake_ups_before: frozenset[WakeUp], site_id: str) -> None:
    """Take those away that nothing booked needs any longer."""
    needed = _needed(ports, site_id) if wake_ups_before else frozenset[WakeUp]()
    for wake_up in wake_ups_before - needed:
        ports.wake_ups.remove(wake_up.name)


def retire(ports: Ports, site_id: str, name: str) -> None:
    """A weekly one that has rung: what nothing booked needs any longer shall not ring again."""
    if name not in {wake_up.name for wake_up in _needed(ports, site_id)}:
        ports.wake_ups.remove(name)


def repair_task(site_id: str) -> dict[str, Any]:
    return {"task": "repair_wake_ups", "site_id": site_id}


def repair_wake_ups(ports: Ports, task: dict[str, Any]) -> None:
    _ensure(ports, _needed(ports, task["site_id"]))


def request_plan(ports: Ports, task: dict[str, Any]) -> None:
    ports.queues.request_plan(task["site_id"])


def _ensure(ports: Ports, wanted: frozenset[WakeUp]) -> None:
    """For what is seconds away, the timers' queue is the clock."""
    for wake_up in wanted:
        if not ports.wake_ups.ensure(wake_up):
            ports.queues.after(_SOON_S, {"task": "request_plan", "site_id": wake_up.site_id})


def _needed(ports: Ports, site_id: str) -> frozenset[WakeUp]:
    return wake_ups(ports.sites.get(site_id), ports.schedules.of_site(site_id), ports.now())
