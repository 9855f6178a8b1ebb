"""The application on real stores (moto's DynamoDB, in this process), with a recording link and queues."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from botocore.client import BaseClient
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="eu-north-1")

from csms.adapters.dynamodb import models
from csms.adapters.dynamodb.cdrs import DynamoCdrs
from csms.adapters.dynamodb.certificate_requests import DynamoCertificateRequests
from csms.adapters.dynamodb.changes import read_change
from csms.adapters.dynamodb.commands import DynamoCommands
from csms.adapters.dynamodb.composite_checks import DynamoCompositeChecks
from csms.adapters.dynamodb.configurations import DynamoConfigurations
from csms.adapters.dynamodb.connections import DynamoConnections
from csms.adapters.dynamodb.erasures import DynamoErasures
from csms.adapters.dynamodb.events import DynamoEvents
from csms.adapters.dynamodb.exports import DynamoExports
from csms.adapters.dynamodb.firmware import DynamoFirmware
from csms.adapters.dynamodb.installed_profiles import DynamoInstalledProfiles
from csms.adapters.dynamodb.loads import DynamoLoads
from csms.adapters.dynamodb.local_lists import DynamoLocalLists
from csms.adapters.dynamodb.login_failures import DynamoLoginFailures
from csms.adapters.dynamodb.outages import DynamoOutages
from csms.adapters.dynamodb.past_visits import DynamoPastVisits
from csms.adapters.dynamodb.plans import DynamoPlans
from csms.adapters.dynamodb.prices import DynamoPrices, DynamoPriceZones
from csms.adapters.dynamodb.refused_connections import DynamoRefusedConnections
from csms.adapters.dynamodb.reservations import DynamoReservations
from csms.adapters.dynamodb.schedules import DynamoSchedules
from csms.adapters.dynamodb.security_events import DynamoSecurityEvents
from csms.adapters.dynamodb.simulations import DynamoSimulations
from csms.adapters.dynamodb.site_limits import DynamoSiteLimits
from csms.adapters.dynamodb.sites import DynamoSites
from csms.adapters.dynamodb.station_certificates import DynamoStationCertificates
from csms.adapters.dynamodb.station_days import DynamoStationDays
from csms.adapters.dynamodb.station_events import DynamoStationEvents
from csms.adapters.dynamodb.station_models import DynamoStationModels
from csms.adapters.dynamodb.stations import DynamoStations
from csms.adapters.dynamodb.stored_profiles import DynamoStoredProfiles
from csms.adapters.dynamodb.tariffs import DynamoTariffs
from csms.adapters.dynamodb.token_traces import DynamoTokenTraces
from csms.adapters.dynamodb.tokens import DynamoTokens
from csms.adapters.dynamodb.transactions import DynamoTransactions
from csms.adapters.dynamodb.transfers import DynamoTransfers
from csms.adapters.dynamodb.unknown_tokens import DynamoUnknownTokens
from csms.adapters.dynamodb.usage import DynamoUsage
from csms.adapters.dynamodb.vendor_extensions import DynamoVendorExtensions
from csms.adapters.dynamodb.webhooks import DynamoDeliveries, DynamoWebhooks
from csms.adapters.exports import DiskExportFiles
from csms.adapters.x509 import CryptographyX509
from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.application.deliver_webhook import deliver_webhook
from csms.application.disconnect_station import disconnect_station
from csms.application.ports import Answer, Delivery, DeliveryTask, Ports, PriceProvider, TransactionFilter
from csms.application.publish_events import publish_events
from csms.application.react_to_change import react_to_change
from csms.application.run_task import run_task
from csms.application.send_command import CommandRequest, send_command
from csms.domain import clock
from csms.domain.alarms import Alarm
from csms.domain.commands import Command
from csms.domain.events import Event
from csms.domain.ids import key_of
from csms.domain.passwords import hash_password
from csms.domain.price_zones import ProviderName
from csms.domain.retention import Retention
from csms.domain.stations import OcppVersion, Registration, Station
from csms.domain.tokens import Token, TokenStatus
from csms.domain.transactions import Transaction
from csms.domain.wake_ups import WakeUp
from csms.ocpp import schemas
from csms.ocpp.dialects import encode
from csms.ocpp.dispatch import handle_frame, reprocess
from csms.ocpp.outcomes import DialectOutcomes
from tests.support.fast_dynamodb import fast_dynamodb
from tests.support.permissions import Guard
from tests.support.streams import Journal

PREFIX = "test"
PASSWORD = "correct-horse-battery"
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class FakeLink:
    """Keeps what was sent; a connection id in `gone` answers 410."""

    guard: Guard
    sent: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def send(self, connection_id: str, text: str) -> Delivery:
        self.guard.connection()
        if connection_id in self.gone:
            return Delivery.GONE
        self.sent.append((connection_id, text))
        return Delivery.SENT

    def close(self, connection_id: str) -> None:
        self.guard.connection()
        self.closed.append(connection_id)


@dataclass
class FakeQueues:
    guard: Guard
    plans: list[str] = field(default_factory=list)
    tasks: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)

    def request_plan(self, site_id: str) -> None:
        self.guard.queue("planner")
        self.plans.append(site_id)

    def request_export(self, export_id: str) -> None:
        self.guard.queue("exports")
        self.exports.append(export_id)

    def after(self, delay_s: int, task: dict[str, Any]) -> None:
        self.guard.queue("timers")
        self.tasks.append((delay_s, task))


@dataclass
class FakeWakeUps:
    """By name."""

    guard: Guard
    kept: dict[str, WakeUp] = field(default_factory=dict)

    def ensure(self, wake_up: WakeUp) -> bool:
        self.guard.wake_up()
        self.kept.setdefault(wake_up.name, wake_up)
        return True

    def remove(self, name: str) -> None:
        self.guard.wake_up()
        self.kept.pop(name, None)

    def expressions(self) -> set[tuple[str, str]]:
        return {(wake_up.expression, wake_up.zone) for wake_up in self.kept.values()}


@dataclass
class FakeFiles:
    """Keeps what has been put there; its URLs say what they are for."""

    guard: Guard
    kept: dict[str, bytes] = field(default_factory=dict)

    def download_url(self, key: str, life_s: int, file_name: str | None = None) -> str:
        return f"https://files.test/{key}?GET&life_s={life_s}&signature=SECRET"

    def upload_url(self, key: str, life_s: int) -> str:
        return f"https://files.test/{key}?PUT&life_s={life_s}&signature=SECRET"

    def size_bytes(self, key: str) -> int | None:
        self.guard.file()
        return len(self.kept[key]) if key in self.kept else None

    def put(self, path: Path, key: str) -> None:
        self.guard.put_file(key)
        self.kept[key] = path.read_bytes()

    def remove(self, key: str) -> None:
        self.guard.file(key)
        self.kept.pop(key, None)


@dataclass
class FakeBus:
    """Keeps what was published; an event whose type is in `refused` is not taken."""

    guard: Guard
    published: list[Event] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def put(self, events: list[Event]) -> set[str]:
        self.guard.publish()
        self.published += [event for event in events if event.type not in self.refused]
        return {event.id for event in events if event.type in self.refused}


@dataclass
class FakeDeliveryQueue:
    """Keeps what waits, and how long it has to (s)."""

    guard: Guard
    waiting: list[tuple[int, DeliveryTask]] = field(default_factory=list)

    def send(self, tasks: list[DeliveryTask], delay_s: int = 0) -> list[DeliveryTask]:
        self.guard.queue("webhooks")
        assert 0 <= delay_s <= 900
        self.waiting += [(delay_s, task) for task in tasks]
        return []


@dataclass
class FakeReceivers:
    """Answers each request as `answer` says, and keeps it."""

    answer: Answer = field(default_factory=lambda: Answer(200, None, 12))
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        self.requests.append((url, headers, body))
        return self.answer


@dataclass
class World:
    """One deployment; `moment` is its clock, `guard` holds its functions to what they are granted."""

    moment: datetime = START
    guard: Guard = field(default_factory=lambda: Guard(PREFIX))
    requests: list[str] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)
    _ids: int = 0

    def __post_init__(self) -> None:
        self.link, self.queues = FakeLink(self.guard), FakeQueues(self.guard)
        self.files, self.wake_ups = FakeFiles(self.guard), FakeWakeUps(self.guard)
        self.bus = FakeBus(self.guard)
        self.delivery_queue, self.receivers = FakeDeliveryQueue(self.guard), FakeReceivers()
        self.journal = Journal(lambda: self.moment)
        self.price_providers: dict[ProviderName, PriceProvider] = {}
        kept = Retention()
        self.ports = Ports(
            stations=DynamoStations(),
            connections=DynamoConnections(),
            login_failures=DynamoLoginFailures(),
            refused_connections=DynamoRefusedConnections(kept.refused_connections),
            tokens=DynamoTokens(),
            unknown_tokens=DynamoUnknownTokens(kept.unknown_tokens),
            transactions=DynamoTransactions(lambda: self.moment, kept.evidence),
            reservations=DynamoReservations(),
            local_lists=DynamoLocalLists(),
            commands=DynamoCommands(kept.commands),
            station_events=DynamoStationEvents(kept.station_events),
            security_events=DynamoSecurityEvents(kept.security_events),
            events=DynamoEvents(kept.events),
            bus=self.bus,
            webhooks=DynamoWebhooks(),
            deliveries=DynamoDeliveries(kept.webhook_deliveries),
            delivery_queue=self.delivery_queue,
            receivers=self.receivers,
            station_certificates=DynamoStationCertificates(),
            certificate_requests=DynamoCertificateRequests(kept.certificate_requests),
            x509=CryptographyX509(),
            sites=DynamoSites(),
            schedules=DynamoSchedules(),
            plans=DynamoPlans(),
            past_visits=DynamoPastVisits(lambda: self.moment),
            loads=DynamoLoads(),
            simulations=DynamoSimulations(kept.simulations),
            price_zones=DynamoPriceZones(),
            prices=DynamoPrices(),
            tariffs=DynamoTariffs(),
            cdrs=DynamoCdrs(),
            price_providers=self.price_providers,
            station_models=DynamoStationModels(lambda: self.moment),
            vendor_extensions=DynamoVendorExtensions(),
            configurations=DynamoConfigurations(),
            stored_profiles=DynamoStoredProfiles(),
            installed_profiles=DynamoInstalledProfiles(),
            composite_checks=DynamoCompositeChecks(kept.commands),
            firmware=DynamoFirmware(),
            transfers=DynamoTransfers(kept.transfers),
            files=self.files,
            erasures=DynamoErasures(),
            traces=DynamoTokenTraces(),
            exports=DynamoExports(kept.exports),
            export_files=DiskExportFiles(self.files.put),
            usage=DynamoUsage(),
            outages=DynamoOutages(),
            site_limits=DynamoSiteLimits(),
            station_days=DynamoStationDays(),
            link=self.link,
            queues=self.queues,
            wake_ups=self.wake_ups,
            encode=encode,
            outcomes=DialectOutcomes(),
            reprocess=reprocess,
            now=lambda: self.moment,
            new_id=self._new_id,
            count_alarm=self.alarms.append,
            count_fallback=self.fallbacks.append,
        )

    def _new_id(self) -> str:
        self._ids += 1
        return f"id-{self._ids:06d}"

    def forward(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def register(self, identity: str = "CP-1", **changes: Any) -> Station:
        station = Station(
            key=key_of(identity),
            identity=identity,
            registration=changes.pop("registration", Registration.ACCEPTED),
            created_at=clock.to_text(self.moment),
            password_hash=changes.pop("password_hash", None) or hash_password(PASSWORD),
            **changes,
        )
        self.ports.stations.save(station)
        return station

    def token(self, token: str = "TAG-1", **members: Any) -> None:
        status = members.pop("status", TokenStatus.ACCEPTED)
        created = clock.to_text(self.moment)
        self.ports.tokens.save(Token(key_of(token), token, "ISO14443", status, created, **members))

    def send(self, key: str, action: str, request: str = "{}", **wanted: Any) -> Command:
        station = self.ports.stations.get(key)
        assert station is not None
        return send_command(self.ports, station, CommandRequest(action, request, **wanted))

    def drain(self) -> None:
        """Run the drain tasks that are waiting, as their timers would."""
        waiting = [task for _, task in self.queues.tasks if task["task"] == "drain"]
        self.queues.tasks = [entry for entry in self.queues.tasks if entry[1]["task"] != "drain"]
        for task in waiting:
            self.run_task(task)

    def run_task(self, task: dict[str, Any]) -> None:
        with self.guard.running("scheduled_task"):
            run_task(self.ports, task)

    def react(self) -> None:
        """What table_changes does about all that has been written, and about what it writes itself."""
        while records := self.journal.take():
            for record in records:
                self._react(record)

    def _react(self, record: dict[str, Any]) -> None:
        change = read_change(record)
        if change.table != "events":
            with self.guard.running("table_changes"):
                react_to_change(self.ports, change)
        elif record["eventName"] == "INSERT":
            with self.guard.running("publish_events"):
                assert publish_events(self.ports, [change.new]) == set(), "not published"

    def deliver_webhooks(self) -> int:
        """Hand every waiting delivery over when its time has come, as the clock goes on; how many there were."""
        waiting, self.delivery_queue.waiting = self.delivery_queue.waiting, []
        for delay_s, task in waiting:
            self.forward(seconds=delay_s)
            with self.guard.running("webhook_delivery"):
                deliver_webhook(self.ports, task)
        return len(waiting)

    def disconnect(self, connection_id: str) -> None:
        with self.guard.running("station_disconnect"):
            disconnect_station(self.ports, connection_id)

    def transactions(self) -> list[Transaction]:
        """Newest first."""
        return self.ports.transactions.page(TransactionFilter(), 50, None).items

    def connect(self, version: OcppVersion, identity: str = "CP-1", connection_id: str | None = None) -> "Charger":
        charger = Charger(self, connection_id or self._new_id(), version, identity)
        charger.connect()
        return charger


@dataclass
class Charger:
    """The wire of one connection: frames in, frames out."""

    world: World
    connection_id: str
    version: OcppVersion
    identity: str
    _calls: int = 0

    def connect(self) -> None:
        basic = base64.b64encode(f"{self.identity}:{PASSWORD}".encode()).decode()
        shake = Handshake(self.connection_id, self.identity, f"Basic {basic}", [self.version.subprotocol])
        with self.world.guard.running("station_connect"):
            outcome = connect_station(self.world.ports, shake)
        assert not isinstance(outcome, Refusal), outcome

    def frame(self, text: str) -> Any:
        """The reply as JSON, None for silence; a frame of a forgotten connection is silent too."""
        connection = self.world.ports.connections.get(self.connection_id)
        if connection is None:
            return None
        with self.world.guard.running("station_message"):
            reply = handle_frame(self.world.ports, connection, text)
        return None if reply is None else json.loads(reply)

    def call(self, action: str, payload: Any, message_id: str | None = None) -> Any:
        self._calls += 1
        return self.frame(json.dumps([2, message_id or f"m{self._calls}", action, payload]))

    def ask(self, action: str, payload: Any) -> Any:
        """The payload of the CALLRESULT."""
        reply = self.call(action, payload)
        assert reply is not None, f"{action} was answered by silence"
        assert reply[0] == 3, reply
        answer = json.loads(json.dumps(reply[2]), parse_float=Decimal)
        assert schemas.check(self.version, action, answer, schemas.RESPONSE) == []
        return reply[2]

    def error(self, action: str, payload: Any) -> str:
        """The code of the CALLERROR."""
        reply = self.call(action, payload)
        assert reply is not None, f"{action} was answered by silence"
        assert reply[0] == 4, reply
        return str(reply[2])

    def boot(self) -> None:
        assert self.ask("BootNotification", BOOT[self.version])["status"] == "Accepted"

    def now(self) -> str:
        return clock.to_wire(self.world.moment)


_BOOT_2X = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
BOOT: dict[OcppVersion, dict[str, Any]] = {
    OcppVersion.V16: {"chargePointVendor": "V", "chargePointModel": "M"},
    OcppVersion.V201: _BOOT_2X,
    OcppVersion.V21: _BOOT_2X,
}


@contextmanager
def world() -> Iterator[World]:
    """A fresh deployment with empty tables; `requests` counts its calls to DynamoDB.

    Fails at its end if a function did what it has no permission for."""
    models.bind(PREFIX, "eu-north-1", lambda: made.moment)
    cloud = mock_aws()
    cloud.start(reset=False)
    try:
        _empty_tables()
        made = World()
        with fast_dynamodb(made.journal), _counted(made):
            yield made
        assert made.guard.violations == []
    finally:
        cloud.stop(remove_data=False)


def _empty_tables() -> None:
    """Emptied, not made anew: making eleven tables costs more than most tests."""
    known = dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-north-1"].tables
    for table in models.TABLES:
        name = table.Meta.table_name
        if name in known:
            known[name].items.clear()
        else:
            table.create_table(wait=False)


@contextmanager
def _counted(made: World) -> Iterator[None]:
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counting(self: Any, operation: str, parameters: Any) -> Any:
        if self.meta.service_model.service_name == "dynamodb":
            made.requests.append(operation)
            made.guard.database(operation, parameters)
        elif self.meta.service_model.service_name == "kms":
            made.guard.sign()
        return original(self, operation, parameters)

    BaseClient._make_api_call = counting  # type: ignore[attr-defined]
    try:
        yield
    finally:
        BaseClient._make_api_call = original  # type: ignore[attr-defined]
