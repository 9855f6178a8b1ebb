"""Transactions: read, filtered, their evidence, and the operator's last word."""

from typing import Any

from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api


def start(api: Api, charger: Charger, connector: int = 1, token: str = "TAG-1") -> int:
    api.csms.token(token)
    payload = {"connectorId": connector, "idTag": token, "meterStart": 1000, "timestamp": charger.now()}
    return int(charger.ask("StartTransaction", payload)["transactionId"])


def meter(api: Api, charger: Charger, number: int, register: int, current: float) -> None:
    api.csms.forward(minutes=10)
    values = [
        {"value": str(register)},
        {"value": str(current), "measurand": "Current.Import", "unit": "A", "phase": "L1"},
    ]
    sampled = {"timestamp": charger.now(), "sampledValue": values}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [sampled]})


def stop(api: Api, charger: Charger, number: int, register: int) -> None:
    api.csms.forward(minutes=10)
    payload = {"transactionId": number, "meterStop": register, "timestamp": charger.now(), "reason": "EVDisconnected"}
    charger.ask("StopTransaction", payload)


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer.body["items"]]


def test_a_16_session_from_start_to_stop(api: Api) -> None:
    charger = api.station()
    number = start(api, charger)
    meter(api, charger, number, 2500, 15.8)
    [running] = api.get("/api/transactions", open="true").body["items"]
    assert (running["open"], running["energy_wh"], running["meter_stop_wh"]) == (True, 1500, None)
    assert running["live"] == {
        "at": "2026-03-01T12:10:00.000Z",
        "current_a": 15.8,
        "power_w": None,
        "soc_percent": None,
    }
    stop(api, charger, number, 4000)
    ended = api.get(f"/api/transactions/{running['id']}").body
    expected = {
        "station": "CP-1",
        "ocpp_transaction_id": number,
        "ocpp_version": "1.6",
        "token": "TAG-1",
        "evse": 1,
        "connector": 1,
        "open": False,
        "started_at": "2026-03-01T12:00:00.000Z",
        "ended_at": "2026-03-01T12:20:00.000Z",
        "stop_reason": "EVDisconnected",
        "energy_wh": 3000,
        "meter_start_wh": 1000,
        "meter_stop_wh": 4000,
        "integrity": {"verdict": "billable", "reasons": []},
    }
    assert ended | expected == ended


def test_a_2x_id_is_text_as_on_the_wire(api: Api) -> None:
    charger = api.station(OcppVersion.V201)
    event = {
        "eventType": "Started",
        "timestamp": charger.now(),
        "triggerReason": "RemoteStart",
        "seqNo": 0,
        "transactionInfo": {"transactionId": "0042", "chargingState": "Charging", "remoteStartId": 5},
        "evse": {"id": 1, "connectorId": 2},
    }
    charger.ask("TransactionEvent", event)
    [shown] = api.get("/api/transactions").body["items"]
    assert (shown["ocpp_transaction_id"], shown["remote_start_id"], shown["connector"]) == ("0042", 5, 2)
    assert shown["charging_state"] == "Charging"


def test_a_stop_without_a_number_never_had_one(api: Api) -> None:
    charger = api.station()
    charger.ask("StopTransaction", {"transactionId": -1, "meterStop": 5, "timestamp": charger.now()})
    [shown] = api.get("/api/transactions").body["items"]
    assert shown["ocpp_transaction_id"] is None
    assert shown["integrity"]["verdict"] == "review"


def test_filters(api: Api) -> None:
    one, two = api.station(identity="CP-1", site_id="garage"), api.station(identity="CP-2")
    first = start(api, one)
    api.csms.forward(hours=1)
    start(api, two, token="TAG-2")
    api.csms.forward(hours=1)
    stop(api, one, first, 2000)
    api.csms.forward(hours=1)
    start(api, one, token="TAG-2")
    everything = ids(api.get("/api/transactions"))
    newest, middle, oldest = everything
    for query, found in (
        ({"station": "cp-1"}, [newest, oldest]),
        ({"token": "tag-2"}, [newest, middle]),
        ({"open": "true"}, [newest, middle]),
        ({"open": "false"}, [oldest]),
        ({"station": "CP-1", "open": "false"}, [oldest]),
        ({"station": "CP-2", "token": "TAG-1"}, []),
        ({"from": "2026-03-01T12:30:00Z"}, [newest, middle]),
        ({"from": "2026-03-01T12:30:00Z", "to": "2026-03-01T14:30:00+01:00"}, [middle]),
        ({"station": "CP-1", "to": "2026-03-01T12:00:00Z"}, [oldest]),
        ({"station": "nobody"}, []),
        ({"site": "garage"}, [newest, oldest]),
        ({"site": "garage", "token": "TAG-2"}, [newest]),
        ({"site": "garage", "station": "CP-2"}, []),
        ({"site": "garage", "open": "false", "to": "2026-03-01T12:00:00Z"}, [oldest]),
    ):
        assert ids(api.get("/api/transactions", **query)) == found, query
    assert api.get("/api/transactions", **{"from": "noon"}).fields() == ["from"]
    assert api.get("/api/transactions", open="perhaps").fields() == ["open"]


def test_pages_are_full_though_the_filter_comes_after_the_read(api: Api) -> None:
    charger = api.station()
    for minute in range(6):
        number = start(api, charger, connector=minute + 1)
        if minute % 2:
            stop(api, charger, number, 2000)
        api.csms.forward(minutes=1)
    first = api.get("/api/transactions", station="CP-1", open="false", limit=2)
    assert len(ids(first)) == 2
    rest = api.get("/api/transactions", station="CP-1", open="false", limit=2, cursor=first.body["next_cursor"])
    assert len(ids(rest)) == 1
    assert rest.body["next_cursor"] is None


def test_meter_values_come_in_the_order_of_time(api: Api) -> None:
    charger = api.station()
    number = start(api, charger)
    for register in (2000, 3000, 4000):
        meter(api, charger, number, register, 10)
    [transaction_id] = ids(api.get("/api/transactions"))
    path = f"/api/transactions/{transaction_id}/meter-values"
    everything = api.get(path).body["items"]
    assert [s["value"] for s in everything if s["measurand"] == "Energy.Active.Import.Register"] == [2000, 3000, 4000]
    assert everything[0] == {
        "timestamp": "2026-03-01T12:10:00.000Z",
        "measurand": "Current.Import",
        "value": 10,
        "unit": "A",
        "phase": "L1",
        "context": "Sample.Periodic",
        "location": "Outlet",
        "signed": None,
    }
    paged: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = api.get(path, limit=4, **cursor).body
        paged += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert paged == everything
    assert api.get(path, cursor="x").fields() == ["cursor"]
    assert api.get("/api/transactions/none/meter-values").status == 404


def test_signed_data_is_shown_as_it_came(api: Api) -> None:
    charger = api.station()
    number = start(api, charger)
    value = {"value": "OCMF|{}|{}", "format": "SignedData"}
    sampled = [{"timestamp": charger.now(), "sampledValue": [value]}]
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": sampled})
    [transaction_id] = ids(api.get("/api/transactions"))
    [sample] = api.get(f"/api/transactions/{transaction_id}/meter-values").body["items"]
    assert sample["value"] is None
    assert "OCMF" in str(sample["signed"])


def test_the_evidence_is_what_the_station_sent(api: Api) -> None:
    charger = api.station()
    number = start(api, charger)
    meter(api, charger, number, 2000, 10)
    stop(api, charger, number, 3000)
    [transaction_id] = ids(api.get("/api/transactions"))
    events = api.get(f"/api/transactions/{transaction_id}/events").body["items"]
    assert [event["kind"] for event in events] == ["ended", "meter_values", "started"]
    assert events[0]["payload"]["meterStop"] == 3000


def test_an_operator_closes_what_the_station_forgot(api: Api) -> None:
    api.put("/api/sites/depot")
    charger = api.station(site_id="depot")
    number = start(api, charger)
    meter(api, charger, number, 2500, 15)
    [transaction_id] = ids(api.get("/api/transactions"))
    api.csms.queues.plans.clear()
    api.csms.forward(days=2)
    closed = api.post(f"/api/transactions/{transaction_id}/close")
    assert closed.status == 200
    assert (closed.body["open"], closed.body["energy_wh"]) == (False, 1500)
    assert closed.body["ended_at"] == "2026-03-01T12:10:00.000Z"
    assert closed.body["integrity"] == {"verdict": "review", "reasons": ["closed_by_csms"]}
    assert api.csms.queues.plans == ["depot"]
    assert api.get("/api/stations/CP-1").body["open_transactions"] == []
    assert api.post(f"/api/transactions/{transaction_id}/close").status == 409
    assert api.post("/api/transactions/none/close").status == 404


def test_a_close_that_meets_the_station_tries_again(api: Api, monkeypatch: Any) -> None:
    charger = api.station()
    start(api, charger)
    [transaction_id] = ids(api.get("/api/transactions"))
    store = api.csms.ports.transactions
    replace, failures = store.replace, iter([True, True])

    def contested(transaction: Any) -> None:
        if next(failures, False):
            raise ConcurrentChangeError("somebody else wrote")
        replace(transaction)

    monkeypatch.setattr(store, "replace", contested)
    assert api.post(f"/api/transactions/{transaction_id}/close").status == 200
