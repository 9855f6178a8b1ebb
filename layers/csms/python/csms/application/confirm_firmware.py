"""A station has booted with another firmware than before: the update that brought it is confirmed."""

from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.stations import Station
from csms.domain.transfers import TransferKind, confirmed

CONFIRM_DELAY_S = 5


def ask_for_confirmation(ports: Ports, station: Station | None, booted_with: dict[str, Any]) -> None:
    """Queued before the boot is stored: it is looked at anew, so that one too many does no harm."""
    before, now = (station.boot if station else {}).get("firmware_version"), booted_with.get("firmware_version")
    if station is not None and before and now and before != now:
        ports.queues.after(CONFIRM_DELAY_S, {"task": "confirm_firmware", "station_key": station.key})


def confirm_firmware(ports: Ports, task: dict[str, Any]) -> None:
    """The newest update, if the station runs something else now than when it was asked for."""
    station = ports.stations.get(task["station_key"])
    running = station.boot.get("firmware_version") if station else None
    updates = [t for t in ports.transfers.recent(task["station_key"]) if t.kind is TransferKind.FIRMWARE]
    newest = updates[0] if updates else None
    if newest is None or not running or running in (newest.version_before, newest.version_after):
        return
    ports.transfers.save(confirmed(newest, running, clock.to_text(ports.now())))
