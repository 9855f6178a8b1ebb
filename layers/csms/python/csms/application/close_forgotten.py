"""The end of a suspicion: a transaction that stayed silent is closed with the last meter value it has.

A 2.x station is asked first whether it still holds events of it, or still runs it (2.0.1 E14).
"""

import json
from typing import Any

from csms.application.close_transaction import end_now
from csms.application.ports import Ports
from csms.application.send_command import CommandRequest, send_command
from csms.application.suspect_transactions import watch
from csms.domain.errors import ConflictError
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction

# Long enough for the CALL to be answered or to run into its deadline.
ANSWER_WITHIN_S = 60


def close_if_silent(ports: Ports, task: dict[str, Any]) -> None:
    """`suspected_at`: life after it clears the transaction. `asked`: the command that asked the station about it."""
    transaction = ports.transactions.get(task["transaction_id"])
    if transaction is None or not transaction.open:
        return
    if (transaction.live.at or transaction.started_at) > task["suspected_at"]:
        return
    asked = task.get("asked") or _ask(ports, transaction)
    if asked is None:
        end_now(ports, transaction)
    elif "asked" not in task:
        ports.queues.after(ANSWER_WITHIN_S, {**task, "asked": asked})
    elif _still_alive(ports, transaction, asked):
        watch(ports, transaction.id)
    else:
        end_now(ports, transaction)


def _ask(ports: Ports, transaction: Transaction) -> str | None:
    """The message id of the question; None where it cannot be asked."""
    station = ports.stations.get(transaction.station_key)
    if station is None or station.ocpp_version in (None, OcppVersion.V16):
        return None
    request = json.dumps({"transactionId": transaction.ocpp_transaction_id})
    try:
        return send_command(ports, station, CommandRequest("GetTransactionStatus", request)).message_id
    except ConflictError:
        return None


def _still_alive(ports: Ports, transaction: Transaction, asked: str) -> bool:
    command = ports.commands.get(transaction.station_key, asked)
    said = command.response if command else None
    return isinstance(said, dict) and bool(said.get("messagesInQueue") or said.get("ongoingIndicator"))
