"""What a session costs, shown by its station where the site wants it: once a minute at most while its meter is read.

2.x stations are told by CostUpdated (2.0.1 I02), and the final cost in the answer to the session's end (I03); 1.6
stations whose configuration says that they show costs by DataTransfer (OCA, California Pricing).
"""

import json
import uuid
from typing import Any

from csms.application.operate_station import calls_for
from csms.application.ports import Change, Ports
from csms.application.price_session import price_session
from csms.application.send_command import CommandRequest, send_command
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError
from csms.domain.operations import Operation
from csms.domain.shown_costs import final_cost, running_cost
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction

_SHOWN = uuid.UUID("0d9f1a52-8b07-4c7c-9d0e-2a6f4a1f6f11")
# As far as `2026-11-27T12:34` of a time.
_MINUTE = slice(0, 16)
_DELAY_S = 2
_FINAL = "final"
_SHOWS_COST_16 = "CustomDisplayCostAndPrice"


def follow_shown_cost(ports: Ports, change: Change) -> None:
    """A reactor: the command itself is scheduled_task's, which may send. Whether the site shows costs is looked up
    once, when the session begins."""
    old, new = change.old, change.new
    if new is None or new.site_id is None:
        return
    if old is None:
        site = ports.sites.get(new.site_id)
        if site is not None and site.show_running_cost:
            ports.transactions.show_cost(new.id)
    elif new.shows_cost and old.open and (minute := _due(old, new)):
        ports.queues.after(_DELAY_S, {"task": "show_cost", "transaction_id": new.id, "minute": minute})


def show_cost(ports: Ports, task: dict[str, Any]) -> None:
    """One message per session and minute of its meter, however often the task comes; none where the session has
    ended meanwhile, no tariff is for it, a price is not known, or the station is away or shows nothing."""
    session = ports.transactions.get(task["transaction_id"])
    final = task["minute"] == _FINAL
    station = ports.stations.get(session.station_key) if session and session.open != final else None
    if session is None or station is None or not _shows(ports, session):
        return
    try:
        wish = _wish(ports, session, final)
        if wish is None:
            return
        [(_, call)] = calls_for(ports, station, wish, 1)
        message_id = str(uuid.uuid5(_SHOWN, f"{session.id}/{task['minute']}"))
        send_command(ports, station, CommandRequest(call.action, json.dumps(call.payload), message_id=message_id))
    except (ConcurrentChangeError, ConflictError, InvalidError):
        return


def _wish(ports: Ports, session: Transaction, final: bool) -> Operation | None:
    billed = price_session(ports, session)
    if billed is None:
        return None
    return final_cost(billed) if final else running_cost(billed)


def _shows(ports: Ports, session: Transaction) -> bool:
    if session.ocpp_version != OcppVersion.V16:
        return True
    return (ports.configurations.get(session.station_key).value(_SHOWS_COST_16) or "").strip().lower() == "true"


def _due(old: Transaction, new: Transaction) -> str | None:
    """Which minute is to be shown, None for nothing new."""
    if not new.open:
        return _FINAL if new.ocpp_version == OcppVersion.V16 else None
    return _minute(new) if _minute(old) != _minute(new) else None


def _minute(session: Transaction) -> str:
    return (session.live.at or session.started_at)[_MINUTE]
