"""Meter values of every make in one set of units, and with the transaction they belong to."""

from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion
CURRENT, POWER = {"measurand": "Current.Import"}, {"measurand": "Power.Active.Import"}


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    return made


def start(charger: Charger, connector: int = 1) -> int:
    payload = {"connectorId": connector, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    return int(charger.ask("StartTransaction", payload)["transactionId"])


def meter(charger: Charger, samples: list[dict[str, Any]], connector: int = 1, **more: Any) -> None:
    charger.world.forward(minutes=1)
    value = [{"timestamp": charger.now(), "sampledValue": samples}]
    charger.ask("MeterValues", {"connectorId": connector, "meterValue": value} | more)


def only(csms: World) -> Transaction:
    (transaction,) = csms.transactions()
    return transaction


def phase(name: str, value: str, **more: str) -> dict[str, str]:
    return {"value": value, "phase": name} | more


@pytest.mark.parametrize(
    ("samples", "register_wh"),
    [
        ([{"value": "1234"}], 1234),
        ([{"value": "1.234", "unit": "kWh"}], 1234),
        ([{"value": "1.234", "unit": "kwh"}], 1234),
        ([{"value": "1234", "unit": "W"}], 1234),
        ([{"value": 1234.5}], 1234.5),
        ([{"value": "0.15012999999999999", "unit": "kWh"}], 150.13),
        ([phase("L1", "400"), phase("L2", "400"), phase("L3", "434")], 1234),
        ([phase("L1", "400"), phase("L2", "400"), {"value": "1234"}], 1234),
        ([{"value": "1234"}, {"value": "99999", "location": "Inlet"}], 1234),
        ([{"value": "1234"}, {"value": "MEUCIQ", "format": "SignedData"}], 1234),
        ([{"value": "MEUCIQ", "format": "SignedData"}], None),
        ([{"value": ""}], None),
        ([{"value": "NaN"}], None),
        ([{"value": "55", "measurand": "SoC", "unit": "Percent"}], None),
        ([{"value": "7", "measurand": "Energy.Active.Export.Register"}], None),
    ],
)
def test_the_register(csms: World, charger: Charger, samples: list[dict[str, Any]], register_wh: float | None) -> None:
    number = start(charger)
    meter(charger, samples, transactionId=number)
    assert only(csms).live.register_wh == register_wh


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([{"value": "16.0", "measurand": "Current.Import", "unit": "A"}], (16, None)),
        ([{"value": "16", "measurand": "Current.Import", "unit": "Amp"}], (16, None)),
        ([phase("L1", "15.9", **CURRENT), phase("L2", "16.1", **CURRENT)], (16.1, None)),
        ([phase("N", "30", **CURRENT), phase("L1", "16", **CURRENT)], (16, None)),
        ([{"value": "11", "measurand": "Power.Active.Import", "unit": "kW"}], (None, 11000)),
        ([phase("L1", "3680", **POWER), phase("L2", "3680", **POWER)], (None, 7360)),
    ],
)
def test_live_values(
    csms: World, charger: Charger, samples: list[dict[str, Any]], expected: tuple[float | None, float | None]
) -> None:
    meter(charger, samples, transactionId=start(charger))
    assert (only(csms).live.current_a, only(csms).live.power_w) == expected


def test_a_batch_without_a_register_keeps_the_last_one(csms: World, charger: Charger) -> None:
    number = start(charger)
    meter(charger, [{"value": "5000"}], transactionId=number)
    meter(charger, [{"value": "60", "measurand": "SoC"}], transactionId=number)
    assert (only(csms).energy_wh, only(csms).live.soc_percent) == (5000, 60)


def test_older_values_do_not_replace_newer_ones(csms: World, charger: Charger) -> None:
    number = start(charger)
    meter(charger, [{"value": "5000"}], transactionId=number)
    late = [{"timestamp": "2026-03-01T11:59:59Z", "sampledValue": [{"value": "10"}]}]
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": late})
    assert only(csms).energy_wh == 5000
    assert len(csms.ports.transactions.events(only(csms).id, 50, None).items) == 3


def test_values_of_the_same_second_as_the_start_count(csms: World, charger: Charger) -> None:
    number = start(charger)
    value = [{"timestamp": charger.now(), "sampledValue": [{"value": "1500"}]}]
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": value})
    assert only(csms).energy_wh == 1500


@pytest.mark.parametrize("number", [None, 0, -1])
def test_values_without_a_number_go_by_connector_and_time(csms: World, charger: Charger, number: int | None) -> None:
    start(charger)
    meter(charger, [{"value": "5000"}], **({} if number is None else {"transactionId": number}))
    assert only(csms).energy_wh == 5000


@pytest.mark.parametrize("connector", [0, 2])
def test_values_of_the_main_meter_or_another_connector_stay_apart(
    csms: World, charger: Charger, connector: int
) -> None:
    start(charger)
    meter(charger, [{"value": "999999"}], connector)
    assert only(csms).live.register_wh is None
    assert len(csms.ports.transactions.events(f"cp-1/{connector}", 10, None).items) == 1


def test_values_of_an_unknown_transaction_wait_for_it(csms: World, charger: Charger) -> None:
    meter(charger, [{"value": "5000"}], transactionId=1)
    start(charger)
    (only_one,) = csms.transactions()
    assert {item["kind"] for item in csms.ports.transactions.events(only_one.id, 10, None).items} == {
        "started", "meter_values",
    }  # fmt: skip


def test_values_after_the_stop_are_kept_and_change_nothing(csms: World, charger: Charger) -> None:
    number = start(charger)
    csms.forward(minutes=5)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 5000, "timestamp": charger.now()})
    meter(charger, [{"value": "7000"}], transactionId=number)
    assert (only(csms).energy_wh, only(csms).open) == (5000, False)


def test_values_sent_again_are_kept_once(csms: World, charger: Charger) -> None:
    number = start(charger)
    payload = {
        "connectorId": 1, "transactionId": number,
        "meterValue": [{"timestamp": charger.now(), "sampledValue": [{"value": "5"}]}],
    }  # fmt: skip
    assert [charger.ask("MeterValues", payload) for _ in range(3)] == [{}, {}, {}]
    assert len(csms.ports.transactions.events(only(csms).id, 10, None).items) == 2


@pytest.mark.parametrize("payload", [{}, {"meterValue": []}, {"connectorId": 1, "meterValue": [{}]}])
def test_whatever_is_missing_meter_values_are_answered(charger: Charger, payload: dict[str, Any]) -> None:
    assert charger.ask("MeterValues", payload) == {}


@pytest.mark.parametrize("version", [V201, V21])
@pytest.mark.parametrize(
    ("unit", "value", "register_wh"),
    [(None, 1234, 1234), ({"unit": "kWh"}, 1.234, 1234), ({"unit": "Wh", "multiplier": 3}, 1.234, 1234)],
)
def test_units_and_multipliers_of_2_x(
    csms: World, version: OcppVersion, unit: dict[str, Any] | None, value: float, register_wh: float
) -> None:
    charger = csms.connect(version)
    charger.boot()
    sampled = {"value": value} | ({"unitOfMeasure": unit} if unit else {})
    event = {
        "eventType": "Started", "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": 0,
        "transactionInfo": {"transactionId": "t"}, "evse": {"id": 1},
        "meterValue": [{"timestamp": charger.now(), "sampledValue": [sampled]}],
    }  # fmt: skip
    charger.ask("TransactionEvent", event)
    assert only(csms).live.register_wh == register_wh
