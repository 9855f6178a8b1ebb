"""A whole session in each version: boot, authorize, start, meter, stop; and what the operator reads of it."""

import pytest

from csms.application.ports import TransactionFilter
from csms.domain.stations import OcppVersion
from tests.support.world import World

V16, V201, V21 = OcppVersion.V16, OcppVersion.V201, OcppVersion.V21


def only_transaction(csms: World):
    (transaction,) = csms.ports.transactions.page(TransactionFilter(), 10, None).items
    return transaction


def test_a_session_of_1_6(csms: World) -> None:
    charger = csms.connect(V16)
    charger.boot()
    assert charger.ask("Heartbeat", {}) == {"currentTime": "2026-03-01T12:00:00Z"}
    status = {"connectorId": 1, "errorCode": "NoError", "status": "Preparing", "timestamp": charger.now()}
    assert charger.ask("StatusNotification", status) == {}
    assert charger.ask("Authorize", {"idTag": "tag-1"}) == {"idTagInfo": {"status": "Accepted"}}
    start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()}
    started = charger.ask("StartTransaction", start)
    assert started == {"transactionId": 1, "idTagInfo": {"status": "Accepted"}}
    csms.forward(minutes=5)
    sampled = [{"value": "3.5", "unit": "kWh"}, {"value": "15.9", "measurand": "Current.Import", "phase": "L1"}]
    values = {
        "connectorId": 1,
        "transactionId": 1,
        "meterValue": [{"timestamp": charger.now(), "sampledValue": sampled}],
    }
    assert charger.ask("MeterValues", values) == {}
    running = only_transaction(csms)
    assert (running.open, running.energy_wh, running.live.current_a) == (True, 2500, 15.9)
    csms.forward(minutes=5)
    stop = {
        "transactionId": 1,
        "idTag": "TAG-1",
        "meterStop": 6400,
        "timestamp": charger.now(),
        "reason": "EVDisconnected",
    }
    assert charger.ask("StopTransaction", stop) == {"idTagInfo": {"status": "Accepted"}}
    ended = only_transaction(csms)
    assert (ended.open, ended.energy_wh, ended.stop_reason) == (False, 5400, "EVDisconnected")
    assert ended.integrity == {"verdict": "billable", "reasons": []}
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.open_transactions == {}
    assert station.connectors[0].status == "Preparing"


def event(kind: str, seq_no: int, at: str, register_wh: float, context: str, **more: object) -> dict[str, object]:
    value = {"timestamp": at, "sampledValue": [{"value": register_wh, "context": context}]}
    reason = {"Started": "CablePluggedIn", "Updated": "MeterValuePeriodic", "Ended": "EVDeparted"}[kind]
    return {
        "eventType": kind,
        "timestamp": at,
        "triggerReason": reason,
        "seqNo": seq_no,
        "transactionInfo": {
            "transactionId": "tx-1",
            **({"stoppedReason": "EVDisconnected"} if kind == "Ended" else {}),
        },
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [value],
        **more,
    }


@pytest.mark.parametrize("version", [V201, V21])
def test_a_session_of_2_x(csms: World, version: OcppVersion) -> None:
    charger = csms.connect(version)
    charger.boot()
    status = {"timestamp": charger.now(), "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1}
    assert charger.ask("StatusNotification", status) == {}
    token = {"idToken": "TAG-1", "type": "ISO14443"}
    assert charger.ask("Authorize", {"idToken": token}) == {"idTokenInfo": {"status": "Accepted"}}
    begin = event("Started", 0, charger.now(), 1000, "Transaction.Begin", idToken=token)
    assert charger.ask("TransactionEvent", begin) == {"idTokenInfo": {"status": "Accepted"}}
    csms.forward(minutes=5)
    assert charger.ask("TransactionEvent", event("Updated", 1, charger.now(), 3500, "Sample.Periodic")) == {}
    assert only_transaction(csms).energy_wh == 2500
    csms.forward(minutes=5)
    assert charger.ask("TransactionEvent", event("Ended", 2, charger.now(), 6400, "Transaction.End")) == {}
    ended = only_transaction(csms)
    assert (ended.energy_wh, ended.stop_reason, ended.ocpp_transaction_id) == (5400, "EVDisconnected", "tx-1")
    assert ended.integrity == {"verdict": "billable", "reasons": []}
