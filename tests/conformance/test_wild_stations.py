"""What real station software does on the wire, and rules of the specification that no other test names."""

import json
from datetime import timedelta
from typing import Any

import pytest

from csms.application.gate import may_send
from csms.domain.commands import CommandStatus
from csms.domain.stations import OcppVersion, Registration
from csms.ocpp import dialect
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
V2X = (V201, V21)
AT = "2026-03-01T11:00:00Z"
versions = pytest.mark.parametrize("version", list(OcppVersion))
versions_2x = pytest.mark.parametrize("version", V2X)


def booted(csms: World, version: OcppVersion) -> Charger:
    charger = csms.connect(version)
    charger.boot()
    return charger


def status(version: OcppVersion, word: str, connector: int = 1) -> dict[str, Any]:
    if version is V16:
        return {"connectorId": connector, "errorCode": "NoError", "status": word}
    return {"timestamp": AT, "connectorStatus": word, "evseId": connector, "connectorId": 1}


def start(**members: Any) -> dict[str, Any]:
    return {"connectorId": 1, "idTag": "TAG-1", "meterStart": 100, "timestamp": AT} | members


def event(kind: str, number: int, **members: Any) -> dict[str, Any]:
    reasons = {"Started": "Authorized", "Updated": "MeterValuePeriodic", "Ended": "EVDeparted"}
    made = {"eventType": kind, "timestamp": AT, "triggerReason": reasons[kind], "seqNo": number}
    return made | {"transactionInfo": {"transactionId": "t"}, "evse": {"id": 1, "connectorId": 1}} | members


def statuses(csms: World) -> dict[int, str]:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    return {connector.evse: connector.status for connector in station.connectors}


@versions
def test_a_call_comes_with_whatever_is_open_the_other_way(csms: World, version: OcppVersion) -> None:
    """Some pipeline: boot and status at once, a Heartbeat while a CALL of ours waits."""
    charger = csms.connect(version)
    csms.send("cp-1", "TriggerMessage", '{"requestedMessage":"BootNotification"}')
    assert charger.ask("BootNotification", BOOT[version])["status"] == "Accepted"
    assert charger.ask("StatusNotification", status(version, "Available")) == {}
    assert charger.ask("Heartbeat", {})


@versions
def test_a_status_pipelined_behind_a_pending_boot_is_refused_and_harms_nothing(
    csms: World, version: OcppVersion
) -> None:
    csms.register(registration=Registration.PENDING)
    charger = csms.connect(version)
    charger.ask("BootNotification", BOOT[version])
    assert charger.error("StatusNotification", status(version, "Available")) == "SecurityError"
    assert charger.ask("BootNotification", BOOT[version])["status"] == "Pending"
    assert statuses(csms) == {}
    assert csms.link.closed == []


@versions
def test_a_boot_is_followed_by_nothing_that_the_operator_did_not_ask_for(csms: World, version: OcppVersion) -> None:
    booted(csms, version)
    csms.drain()
    assert csms.link.sent == []


@versions
def test_what_waits_is_not_sent_within_the_boot(csms: World, version: OcppVersion) -> None:
    """A station that hears a CALL before its answer may lose both."""
    charger = booted(csms, version)
    csms.link.gone.add(charger.connection_id)
    csms.send("cp-1", "ClearCache", queue_until=csms.moment + timedelta(hours=1))
    again = csms.connect(version)
    again.boot()
    assert csms.link.sent == []
    csms.drain()
    assert [json.loads(text)[2] for _, text in csms.link.sent] == ["ClearCache"]


@versions
def test_every_boot_and_heartbeat_is_told_the_time(csms: World, version: OcppVersion) -> None:
    """UTC, Z, no fraction: some stations parse nothing else."""
    charger = csms.connect(version)
    csms.forward(milliseconds=1234)
    assert charger.ask("BootNotification", BOOT[version])["currentTime"] == "2026-03-01T12:00:01Z"
    csms.forward(minutes=5)
    assert charger.ask("Heartbeat", {}) == {"currentTime": "2026-03-01T12:05:01Z"}


def test_the_heartbeat_keeps_the_socket_and_the_clock(csms: World) -> None:
    """API Gateway closes a connection after ten silent minutes; the clock wants one beat a day (G02.FR.07)."""
    interval = csms.connect(V16).ask("BootNotification", BOOT[V16])["interval"]
    assert 0 < interval <= 540


@versions
def test_connectors_are_known_once_they_are_seen(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version)
    assert statuses(csms) == {}
    charger.ask("StatusNotification", status(version, "Available", 2))
    charger.ask("StatusNotification", status(version, "Available", 1))
    assert statuses(csms) == {1: "Available", 2: "Available"}


@pytest.mark.parametrize("first", ["status", "start"])
def test_status_and_start_come_in_any_order_and_neither_stands_for_the_other(csms: World, first: str) -> None:
    charger = booted(csms, V16)
    steps = [("StatusNotification", status(V16, "Charging")), ("StartTransaction", start())]
    for action, payload in steps if first == "status" else steps[::-1]:
        charger.ask(action, payload)
        if action == "StatusNotification" and first == "status":
            assert csms.transactions() == []
    assert statuses(csms) == {1: "Charging"}
    assert [transaction.open for transaction in csms.transactions()] == [True]


def test_a_stop_that_names_no_token_is_told_of_none(csms: World) -> None:
    charger = booted(csms, V16)
    number = charger.ask("StartTransaction", start())["transactionId"]
    assert charger.ask("StopTransaction", {"transactionId": number, "meterStop": 200, "timestamp": AT}) == {}


@versions_2x
def test_an_event_that_names_no_token_is_told_of_none_and_of_no_cost(csms: World, version: OcppVersion) -> None:
    """idTokenInfo where a token came, totalCost only where it is known: 0.00 would mean free (I03.FR.04)."""
    charger = booted(csms, version)
    token = {"idToken": "TAG-1", "type": "ISO14443"}
    assert charger.ask("TransactionEvent", event("Started", 0, idToken=token)) == {
        "idTokenInfo": {"status": "Accepted"}
    }
    assert charger.ask("TransactionEvent", event("Updated", 1)) == {}
    assert charger.ask("TransactionEvent", event("Ended", 2)) == {}


@versions_2x
def test_a_replay_from_offline_keeps_its_own_times_and_is_no_news(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version)
    csms.forward(hours=5)
    charger.ask("StatusNotification", status(version, "Available") | {"timestamp": charger.now()})
    charger.ask("TransactionEvent", event("Started", 0, offline=True))
    charger.ask("TransactionEvent", event("Ended", 1, offline=True, timestamp="2026-03-01T11:30:00Z"))
    (transaction,) = csms.transactions()
    assert (transaction.started_at, transaction.ended_at) == ("2026-03-01T11:00:00.000Z", "2026-03-01T11:30:00.000Z")
    assert statuses(csms) == {1: "Available"}


@versions_2x
def test_a_retry_that_says_offline_only_now_is_the_same_event(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version)
    charger.ask("TransactionEvent", event("Started", 0))
    again = csms.connect(version)
    again.ask("TransactionEvent", event("Started", 0, offline=True))
    (transaction,) = csms.transactions()
    assert transaction.event_count == 1


@versions_2x
def test_what_a_full_memory_dropped_is_billed_and_told(csms: World, version: OcppVersion) -> None:
    """Intermediate events go first where memory is low (E04.FR.07): the registers of both ends still count."""

    def register(context: str, wh: float) -> list[dict[str, Any]]:
        return [{"timestamp": AT, "sampledValue": [{"value": wh, "context": context}]}]

    charger = booted(csms, version)
    charger.ask("TransactionEvent", event("Started", 0, meterValue=register("Transaction.Begin", 100)))
    charger.ask("TransactionEvent", event("Ended", 9, meterValue=register("Transaction.End", 900)))
    (transaction,) = csms.transactions()
    assert transaction.energy_wh == 800
    assert "events_missing" in transaction.integrity["reasons"]


def test_numbers_with_the_noise_of_floats(csms: World) -> None:
    charger = booted(csms, V16)
    number = charger.ask("StartTransaction", start(meterStart=100))["transactionId"]
    sampled = {"value": "0.15012999999999999", "unit": "kWh"}
    value = [{"timestamp": "2026-03-01T11:10:00Z", "sampledValue": [sampled]}]
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": value})
    (transaction,) = csms.transactions()
    assert transaction.energy_wh == 50.13


@versions_2x
def test_numbers_with_the_noise_of_floats_in_2x(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version)
    sampled = {"value": 8.100000381469727, "measurand": "Current.Import", "unitOfMeasure": {"unit": "A"}}
    value = [{"timestamp": AT, "sampledValue": [sampled]}]
    charger.ask("TransactionEvent", event("Started", 0, meterValue=value))
    (transaction,) = csms.transactions()
    assert transaction.live.current_a == 8.1


@pytest.mark.parametrize("unit", ["Celsius", "Celcius"])
def test_both_spellings_of_celsius(csms: World, unit: str) -> None:
    charger = booted(csms, V16)
    value = [{"timestamp": AT, "sampledValue": [{"value": "21", "measurand": "Temperature", "unit": unit}]}]
    charger.ask("MeterValues", {"connectorId": 1, "meterValue": value})
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.deviations == {}


def test_an_answer_with_a_fraction_is_stored_and_not_put_aside(csms: World) -> None:
    charger = booted(csms, V16)
    command = csms.send("cp-1", "GetCompositeSchedule", '{"connectorId":1,"duration":60}')
    periods = [{"startPeriod": 0, "limit": 8.1}]
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": periods, "minChargingRate": 4577.8}
    charger.frame(json.dumps([3, command.message_id, {"status": "Accepted", "chargingSchedule": schedule}]))
    assert [task for _, task in csms.queues.tasks if task["task"] == "frame"] == []


@versions
@pytest.mark.parametrize("code", ["FormationViolation", "FormatViolation", "OccurenceConstraintViolation"])
def test_a_code_is_taken_in_either_spelling(csms: World, version: OcppVersion, code: str) -> None:
    charger = booted(csms, version)
    command = csms.send("cp-1", "ClearCache")
    charger.frame(json.dumps([4, command.message_id, code, "", {}]))
    known = csms.ports.commands.get("cp-1", command.message_id)
    assert known is not None
    assert known.error is not None
    assert (known.status, known.error["code"]) == (CommandStatus.FAILED, code)


def test_no_reservation_is_a_number_below_one(csms: World) -> None:
    charger = booted(csms, V16)
    charger.ask("StartTransaction", start(reservationId=0))
    (transaction,) = csms.transactions()
    assert transaction.reservation_id is None


def test_an_id_may_come_again_after_a_restart(csms: World) -> None:
    """Ids repeat across restarts and stations: they tell an answer from others, and a message from none."""
    charger = booted(csms, V16)
    first = charger.call("StartTransaction", start(), "1")
    charger.call(
        "StopTransaction", {"transactionId": first[2]["transactionId"], "meterStop": 200, "timestamp": AT}, "2"
    )
    restarted = csms.connect(V16)
    assert restarted.call("Heartbeat", {}, "1")[:2] == [3, "1"]
    second = restarted.call("StartTransaction", start(timestamp="2026-03-01T11:40:00Z", meterStart=200), "2")
    assert second[2]["transactionId"] != first[2]["transactionId"]


def test_a_token_that_is_deleted_while_it_charges_keeps_no_session_open(csms: World) -> None:
    charger = booted(csms, V16)
    number = charger.ask("StartTransaction", start())["transactionId"]
    csms.ports.tokens.remove("tag-1")
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 900, "timestamp": AT})
    (transaction,) = csms.transactions()
    assert (transaction.open, transaction.energy_wh) == (False, 800)


@versions_2x
def test_a_second_start_with_a_token_nobody_knows_is_kept(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version)
    charger.ask("TransactionEvent", event("Started", 0, idToken={"idToken": "TAG-1", "type": "ISO14443"}))
    charger.ask("TransactionEvent", event("Started", 1, idToken={"idToken": "TAG-9", "type": "ISO14443"}))
    (transaction,) = csms.transactions()
    assert transaction.event_count == 2


@pytest.mark.parametrize(("limit", "sent"), [(10.55, 10.5), (8.100000381469727, 8.1), (6, 6.0), (31.999, 31.9)])
def test_a_limit_has_one_decimal_and_is_never_rounded_up(limit: float, sent: float) -> None:
    assert dialect.one_decimal(limit) == sent


def test_before_it_booted_a_station_is_heard_where_a_refusal_would_lose_a_session(csms: World) -> None:
    csms.connect(V16)
    connection = csms.ports.connections.get("id-000001")
    assert connection is not None
    assert may_send(csms.ports, connection, "StopTransaction", transactional=True)
    assert not may_send(csms.ports, connection, "StatusNotification", transactional=False)
