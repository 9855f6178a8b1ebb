"""What a session costs on the display of its station: while it runs, and in the end."""

import json
from typing import Any

import pytest

from csms.domain import clock
from csms.domain.configuration import Configuration, Setting, Source, folded
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api
from .test_session_costs import TARIFF

SITE = {"currency": "EUR", "show_running_cost": True}


def _charging(charger: Charger, seq_no: int, register: int) -> None:
    info = {"transactionId": "T1", "chargingState": "Charging"}
    meter = [{"timestamp": charger.now(), "sampledValue": [{"value": register}]}]
    event = {"eventType": "Updated" if seq_no else "Started", "timestamp": charger.now(), "seqNo": seq_no}
    more = {"triggerReason": "MeterValuePeriodic", "transactionInfo": info, "evse": {"id": 1}, "meterValue": meter}
    charger.ask("TransactionEvent", event | more)


def _shown(api: Api) -> list[dict[str, Any]]:
    """What the reactors' tasks have put on the wire; every task comes twice."""
    api.csms.react()
    for _, task in [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "show_cost"] * 2:
        api.csms.run_task(task)
    return [frame[3] for frame in api.wire() if frame[0] == 2 and frame[2] in ("CostUpdated", "DataTransfer")]


def test_a_2x_station_shows_what_a_session_costs_so_far_once_a_minute(api: Api) -> None:
    api.put("/api/sites/depot", SITE)
    api.put("/api/tariffs/all", TARIFF)
    charger = api.station(OcppVersion.V201, site_id="depot")
    _charging(charger, 0, 0)
    api.csms.react()
    api.csms.forward(minutes=30)
    _charging(charger, 1, 5000)
    api.csms.forward(seconds=10)
    _charging(charger, 2, 5100)
    assert _shown(api) == [{"totalCost": 3.81, "transactionId": "T1"}]


def test_nobody_is_shown_a_cost_without_being_asked_to(api: Api) -> None:
    api.put("/api/sites/depot", {"currency": "EUR"})
    api.put("/api/tariffs/all", TARIFF)
    charger = api.station(OcppVersion.V201, site_id="depot")
    _charging(charger, 0, 0)
    api.csms.forward(minutes=30)
    _charging(charger, 1, 5000)
    assert _shown(api) == []


def _ended(charger: Charger, register: int) -> dict[str, Any]:
    meter = [{"timestamp": charger.now(), "sampledValue": [{"value": register, "context": "Transaction.End"}]}]
    info = {"transactionId": "T1", "stoppedReason": "EVDisconnected"}
    end = {"eventType": "Ended", "timestamp": charger.now(), "seqNo": 2, "triggerReason": "EVDeparted"}
    return end | {"transactionInfo": info, "evse": {"id": 1}, "meterValue": meter}


@pytest.mark.parametrize("version", [OcppVersion.V201, OcppVersion.V21])
def test_the_end_of_a_session_is_answered_with_its_cost_each_time(api: Api, version: OcppVersion) -> None:
    api.put("/api/sites/depot", SITE)
    api.put("/api/tariffs/all", TARIFF)
    charger = api.station(version, site_id="depot")
    _charging(charger, 0, 0)
    api.csms.react()
    api.csms.forward(hours=2)
    _charging(charger, 1, 9000)
    end = _ended(charger, 10_000)
    assert charger.ask("TransactionEvent", end) == {"totalCost": 8.13}
    api.csms.forward(days=1)
    assert charger.ask("TransactionEvent", end | {"offline": True}) == {"totalCost": 8.13}
    api.csms.react()
    assert [record["total_cost"]["incl_vat"] for record in api.get("/api/cdrs").body["items"]] == [8.13]


@pytest.mark.parametrize("rates", [[], [{"component": "energy", "spot": {"markup": "0.1"}}]])
def test_a_cost_that_is_not_known_is_left_out_and_nothing_is_0(api: Api, rates: list[Any]) -> None:
    api.put("/api/sites/depot", SITE)
    assert api.put("/api/tariffs/all", {"currency": "EUR", "rates": rates}).status == 201
    charger = api.station(OcppVersion.V201, site_id="depot")
    _charging(charger, 0, 0)
    api.csms.react()
    api.csms.forward(hours=2)
    assert charger.ask("TransactionEvent", _ended(charger, 10_000)) == ({} if rates else {"totalCost": 0})


def test_an_end_is_answered_also_when_its_cost_cannot_be_read(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.put("/api/sites/depot", SITE)
    api.put("/api/tariffs/all", TARIFF)
    charger = api.station(OcppVersion.V201, site_id="depot")
    _charging(charger, 0, 0)
    api.csms.react()

    def broken(*_: object) -> None:
        raise RuntimeError("table is down")

    monkeypatch.setattr(type(api.csms.ports.tariffs), "of_scopes", broken)
    assert charger.ask("TransactionEvent", _ended(charger, 10_000)) == {}
    assert not api.csms.transactions()[0].open


def _says_it_shows_costs(api: Api, value: str) -> None:
    said = Setting("CustomDisplayCostAndPrice", value, True, clock.to_text(api.csms.moment), Source.GET)
    api.csms.ports.configurations.save(Configuration("cp-1", settings={folded(said.key): said}))


@pytest.mark.parametrize("shows", ["true", "false"])
def test_a_16_station_that_can_shows_running_and_final_cost(api: Api, shows: str) -> None:
    api.put("/api/sites/depot", SITE)
    api.put("/api/tariffs/all", TARIFF)
    charger = api.station(site_id="depot")
    api.csms.token()
    _says_it_shows_costs(api, shows)
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.react()
    api.csms.forward(minutes=30)
    sample = {"timestamp": charger.now(), "sampledValue": [{"value": "6000"}]}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [sample]})
    running = _shown(api)
    if running:
        charger.frame(json.dumps([3, api.wire()[-1][1], {"status": "Accepted"}]))
    api.csms.forward(minutes=90)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 11_000, "timestamp": charger.now()})
    final = _shown(api)[len(running) :]
    if shows == "false":
        assert (running, final) == ([], [])
        return
    assert [call["messageId"] for call in running + final] == ["RunningCost", "FinalCost"]
    assert {call["vendorId"] for call in running + final} == {"org.openchargealliance.costmsg"}
    assert json.loads(running[0]["data"]) == {
        "transactionId": 1, "timestamp": "2026-03-01T12:30:00Z", "meterValue": 6000, "cost": 3.76, "state": "Charging",
        "chargingPrice": {"kWhPrice": 0.5, "hourPrice": 1.25, "flatFee": 0.625},
    }  # fmt: skip
    text = "8.13 EUR for 10.000 kWh: start 0.63, energy 5.00, charging time 2.50"
    assert json.loads(final[0]["data"]) == {"transactionId": 1, "cost": 8.13, "priceText": text}
