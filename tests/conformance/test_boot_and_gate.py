"""BootNotification, what may be said before it, and what survives a reconnect (B01-B03, 1.6J errata 3.10)."""

import pytest

from csms.domain.stations import OcppVersion, Registration
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
STATUS = {
    V16: {"connectorId": 1, "errorCode": "NoError", "status": "Available"},
    V201: {"timestamp": "2026-03-01T12:00:00Z", "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
    V21: {"timestamp": "2026-03-01T12:00:00Z", "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
}
versions = pytest.mark.parametrize("version", list(OcppVersion))


@versions
@pytest.mark.parametrize(
    ("registration", "status"), [("accepted", "Accepted"), ("pending", "Pending"), ("rejected", "Rejected")]
)
def test_boot_is_answered_with_the_operators_decision(
    csms: World, version: OcppVersion, registration: str, status: str
) -> None:
    csms.register(registration=Registration(registration))
    answer = csms.connect(version).ask("BootNotification", BOOT[version])
    interval = 300 if status == "Accepted" else 60
    assert answer == {"currentTime": "2026-03-01T12:00:00Z", "interval": interval, "status": status}


@versions
@pytest.mark.parametrize("registration", ["pending", "rejected"])
def test_nothing_else_before_it_is_accepted(csms: World, version: OcppVersion, registration: str) -> None:
    csms.register(registration=Registration(registration))
    charger = csms.connect(version)
    charger.ask("BootNotification", BOOT[version])
    for action, payload in (("Heartbeat", {}), ("StatusNotification", STATUS[version])):
        assert charger.error(action, payload) == "SecurityError"


@versions
def test_nothing_else_before_the_first_boot(csms: World, version: OcppVersion) -> None:
    charger = csms.connect(version)
    assert charger.error("Heartbeat", {}) == "SecurityError"
    charger.boot()
    assert charger.ask("Heartbeat", {})


@versions
def test_a_reconnect_needs_no_boot(csms: World, version: OcppVersion) -> None:
    csms.connect(version).boot()
    assert csms.connect(version).ask("StatusNotification", STATUS[version]) == {}


def test_a_transaction_of_a_station_that_never_booted_with_us_is_kept(csms: World) -> None:
    charger = csms.connect(V16)
    start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    assert charger.ask("StartTransaction", start)["transactionId"] == 1


@versions
def test_while_pending_a_triggered_message_is_taken(csms: World, version: OcppVersion) -> None:
    csms.register(registration=Registration.PENDING)
    charger = csms.connect(version)
    charger.ask("BootNotification", BOOT[version])
    csms.send("cp-1", "TriggerMessage", '{"requestedMessage":"StatusNotification"}')
    assert charger.ask("StatusNotification", STATUS[version]) == {}
    assert charger.error("Heartbeat", {}) == "SecurityError"


@versions
def test_what_the_station_is_can_be_read(csms: World, version: OcppVersion) -> None:
    csms.connect(version).boot()
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.boot["vendor_name"], station.boot["model"], station.ocpp_version) == ("V", "M", version)


def test_a_silent_station_is_asked_to_boot_once(csms: World) -> None:
    from csms.application.run_task import run_task

    charger = csms.connect(V16)
    (delay_s, task) = next(entry for entry in csms.queues.tasks if entry[1]["task"] == "trigger_boot")
    csms.forward(seconds=delay_s)
    run_task(csms.ports, task)
    assert csms.link.sent[-1][1].endswith('"TriggerMessage",{"requestedMessage":"BootNotification"}]')
    charger.boot()
    before = len(csms.link.sent)
    run_task(csms.ports, task)
    assert len(csms.link.sent) == before


def report(charger: Charger, connector: int, status: str, timestamp: str | None) -> None:
    payload = {"connectorId": connector, "errorCode": "NoError", "status": status}
    charger.ask("StatusNotification", payload | ({"timestamp": timestamp} if timestamp else {}))


def statuses(csms: World) -> dict[tuple[int, int], str]:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    return {(c.evse, c.connector): c.status for c in station.connectors}


def test_the_newest_status_wins_in_any_order(csms: World) -> None:
    charger = csms.connect(V16)
    charger.boot()
    csms.forward(hours=1)
    report(charger, 1, "Charging", "2026-03-01T12:30:00Z")
    report(charger, 1, "Preparing", "2026-03-01T12:20:00Z")
    report(charger, 0, "Available", None)
    assert statuses(csms) == {(0, 0): "Available", (1, 1): "Charging"}


@pytest.mark.parametrize("timestamp", [None, "", "yesterday", "2199-01-01T00:00:00Z"])
def test_a_status_time_that_cannot_be_is_replaced(csms: World, timestamp: str | None) -> None:
    """A status from the future would mask every later one."""
    charger = csms.connect(V16)
    charger.boot()
    report(charger, 2, "Faulted", timestamp)
    csms.forward(seconds=1)
    report(charger, 2, "Available", charger.now())
    assert statuses(csms) == {(2, 1): "Available"}
