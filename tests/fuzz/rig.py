"""One connected station in a known state, and the true Lambda handler to send its frames to."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from station_message import handler as station_message

from csms import bootstrap
from csms.adapters.dynamodb import models
from csms.adapters.dynamodb.models import ConnectionItem, StationEventItem, StationItem
from csms.domain.stations import OcppVersion, Registration
from tests.fuzz.oracle import Exchange
from tests.support.world import BOOT, Charger, World, world

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
# A refused frame may show in these alone: presence, what a vendor gets wrong, and its frame.
_ALLOWED = {ConnectionItem: {"last_seen", "expires_epoch_s"}, StationItem: {"deviations", "last_seen"}}
_CONTEXT = SimpleNamespace(
    function_name="station_message", memory_limit_in_mb=512, aws_request_id="1", invoked_function_arn="arn:aws:lambda"
)


class State(StrEnum):
    NOT_BOOTED = "not booted"
    PENDING = "pending"
    ACCEPTED = "accepted"


@contextmanager
def rig(version: OcppVersion, state: State) -> Iterator["Rig"]:
    ports, level = bootstrap.ports, logging.root.manager.disable
    with world() as made:
        bootstrap.ports = lambda: made.ports  # type: ignore[assignment]
        logging.disable(logging.CRITICAL)
        try:
            yield Rig(made, version, state)
        finally:
            logging.disable(level)
            bootstrap.ports = ports


class Rig:
    def __init__(self, made: World, version: OcppVersion, state: State) -> None:
        self.world, self.version, self.state = made, version, state
        pending = state is State.PENDING
        made.register(registration=Registration.PENDING if pending else Registration.ACCEPTED)
        made.token()
        self._charger = made.connect(version)
        if state is not State.NOT_BOOTED:
            self._charger.ask("BootNotification", BOOT[version])
        if state is State.ACCEPTED:
            _start(self._charger)
        self._dump, self._dumped_at = dump(made), len(made.requests)

    def send(self, text: str) -> Exchange:
        """One frame through the handler. A superseded connection would be silent, so this one must be current."""
        self.world.forward(seconds=1)
        before = self._stored()
        reply, raised = None, None
        try:
            reply = self._invoke(text)
        except Exception as error:
            raised = error
        return Exchange(self.version, text, reply, raised, stored=self._stored() != before, parked=self._parked())

    def _parked(self) -> bool:
        parked = [entry for entry in self.world.queues.tasks if entry[1]["task"] == "frame"]
        for entry in parked:
            self.world.queues.tasks.remove(entry)
        return bool(parked)

    def command(self, action: str, request: str) -> str:
        """The id of a CALL of ours, sent or waiting behind another."""
        return self.world.send("cp-1", action, request).message_id

    def read_back(self) -> None:
        """What operators look at: nothing that was stored may make it unreadable."""
        ports = self.world.ports
        for transaction in self.world.transactions():
            json.dumps([transaction.energy_wh, transaction.integrity], allow_nan=False)
            ports.transactions.events(transaction.id, 100, None)
        ports.stations.get("cp-1")
        ports.station_events.page("cp-1", 100, None)
        ports.commands.page("cp-1", 100, None)

    def _invoke(self, text: str) -> str | None:
        event = {"requestContext": {"connectionId": self._charger.connection_id}, "body": text}
        with self.world.guard.running("station_message"):
            answer = station_message.handler(event, _CONTEXT)  # type: ignore[arg-type]
        assert answer["statusCode"] == 200
        return answer.get("body")

    def _stored(self) -> Any:
        """Tables are looked at again only where something was written."""
        if any(operation in _WRITES for operation in self.world.requests[self._dumped_at :]):
            self._dump = dump(self.world)
        self._dumped_at = len(self.world.requests)
        return self._dump, len(self.world.link.sent), len(self.world.queues.tasks), len(self.world.queues.plans)


def dump(made: World) -> dict[str, Any]:
    """Every item of every table, without what any frame may touch."""
    return {f"{table.__name__} {key}": item for table in models.TABLES for key, item in _items(table)}


def _items(table: Any) -> Iterator[tuple[str, Any]]:
    known = dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-north-1"].tables[table.Meta.table_name]
    for item in known.all_items():
        members = {name: value.to_json() for name, value in item.attrs.items() if name not in _ALLOWED.get(table, ())}
        if table is not StationEventItem or members["type"] != {"S": "deviation"}:
            yield f"{item.hash_key} {item.range_key}", members


def _start(charger: Charger) -> None:
    """The open transaction that payloads know: 1 in 1.6, tx-1 in 2.x, on EVSE 1."""
    if charger.version is OcppVersion.V16:
        charger.ask(
            "StartTransaction", {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()}
        )
        return
    event = {
        "eventType": "Started",
        "timestamp": charger.now(),
        "triggerReason": "Authorized",
        "seqNo": 0,
        "transactionInfo": {"transactionId": "tx-1"},
        "evse": {"id": 1, "connectorId": 1},
        "idToken": {"idToken": "TAG-1", "type": "ISO14443"},
    }
    charger.ask("TransactionEvent", event)
