"""What a running session costs, shown by its 2.x station (2.0.1 I02), once a minute at most while its meter is read."""

import json
import uuid
from typing import Any

from csms.application.operate_station import calls_for
from csms.application.ports import Change, Ports
from csms.application.price_session import price_session
from csms.application.send_command import CommandRequest, send_command
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError
from csms.domain.operations import ShowCost
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction

_SHOWN = uuid.UUID("0d9f1a52-8b07-4c7c-9d0e-2a6f4a1f6f11")
# As far as `2026-11-27T12:34` of a time.
_MINUTE = slice(0, 16)
_DELAY_S = 2


def ask_for_running_cost(ports: Ports, change: Change) -> None:
    """A reactor: the command itself is scheduled_task's, which may send."""
    old, new = change.old, change.new
    if old is None or new is None or not new.open or new.ocpp_version == OcppVersion.V16 or not new.site_id:
        return
    if _minute(old) == _minute(new):
        return
    site = ports.sites.get(new.site_id)
    if site is not None and site.show_running_cost:
        ports.queues.after(_DELAY_S, {"task": "show_cost", "transaction_id": new.id, "minute": _minute(new)})


def show_cost(ports: Ports, task: dict[str, Any]) -> None:
    """One CostUpdated per session and minute of its meter, however often the task comes; none where the session has
    ended, no tariff is for it, a price is not known, or the station is away."""
    session = ports.transactions.get(task["transaction_id"])
    station = ports.stations.get(session.station_key) if session and session.open else None
    if session is None or station is None:
        return
    try:
        billed = price_session(ports, session)
        if billed is None:
            return
        [(_, call)] = calls_for(ports, station, ShowCost(session.ocpp_transaction_id, billed.cost.total.incl_vat), 1)
        message_id = str(uuid.uuid5(_SHOWN, f"{session.id}/{task['minute']}"))
        send_command(ports, station, CommandRequest(call.action, json.dumps(call.payload), message_id=message_id))
    except (ConcurrentChangeError, ConflictError, InvalidError):
        return


def _minute(session: Transaction) -> str:
    return (session.live.at or session.started_at)[_MINUTE]
