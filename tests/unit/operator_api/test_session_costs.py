"""From a session to its bill: by itself where it is beyond doubt, by the operator's word where it is not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from csms.application.bill_session import bill_by_task
from csms.domain import clock
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api
from .test_sites import LOCATION

TARIFF: dict[str, Any] = {
    "currency": "EUR",
    "rates": [
        {"component": "energy", "price": "0.40", "vat_percent": 25},
        {"component": "time", "price": "1", "vat_percent": 25},
        {"component": "flat", "price": "0.5", "vat_percent": 25},
    ],
}


@pytest.fixture
def charger(api: Api) -> Charger:
    """At a site in Stockholm, with a tariff for everybody."""
    api.put("/api/sites/depot", {"time_zone": "Europe/Stockholm", "currency": "EUR"})
    api.csms.token()
    made = api.station(site_id="depot")
    api.put("/api/tariffs/all", TARIFF)
    return made


def session(api: Api, charger: Charger, energy_wh: int = 10_000, stop: dict[str, Any] | None = None) -> str:
    """Two hours at connector 1; the transaction's id."""
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.forward(hours=2)
    ended = {"transactionId": number, "meterStop": 1000 + energy_wh, "timestamp": charger.now()}
    charger.ask("StopTransaction", ended | (stop or {}))
    return str(api.get("/api/transactions").body["items"][0]["id"])


def records(api: Api, **query: Any) -> list[dict[str, Any]]:
    return list(api.get("/api/cdrs", **query).body["items"])


def test_a_session_beyond_doubt_is_billed_by_itself_and_once(api: Api, charger: Charger) -> None:
    transaction_id = session(api, charger)
    assert api.get(f"/api/transactions/{transaction_id}").body["cost"] is None
    api.csms.react()
    cost = api.get(f"/api/transactions/{transaction_id}").body["cost"]
    assert (cost["total_excl_vat"], cost["total_incl_vat"], cost["currency"]) == ("6.50", "8.13", "EUR")
    [record] = records(api)
    assert record == api.get(f"/api/cdrs/{cost['cdr_id']}").body
    assert (record["session_id"], record["cdr_token"]["uid"]) == (transaction_id, "TAG-1")
    assert (record["total_energy"], record["total_time"], record["total_parking_time"]) == (10.0, 2.0, 0.0)
    parts = ("total_fixed_cost", "total_energy_cost", "total_time_cost", "total_parking_cost")
    assert [record[part]["excl_vat"] for part in parts] == [0.5, 4.0, 2.0, 0.0]
    assert record["total_cost"] == {"excl_vat": 6.5, "incl_vat": 8.13}
    assert record["cdr_location"]["id"] == "depot"
    [period] = record["charging_periods"]
    assert period["dimensions"] == [{"type": "ENERGY", "volume": 10.0}, {"type": "TIME", "volume": 2.0}]
    assert api.get(f"/api/transactions/{transaction_id}/cost").body["state"] == "billed"


def test_a_tariff_is_for_sessions_of_the_second_in_which_it_is_made(api: Api) -> None:
    """A station tells whole seconds: by its clock the session began before the tariff was there."""
    api.csms.moment = clock.parse_stored("2026-03-01T12:00:00.600Z")
    api.csms.token()
    charger = api.station()
    api.put("/api/tariffs/all", TARIFF)
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": "2026-03-01T12:00:00Z"}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.forward(hours=2)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 10_000, "timestamp": charger.now()})
    api.csms.react()
    assert [record["total_energy"] for record in records(api)] == [10.0]


def test_an_estimate_while_the_session_runs(api: Api, charger: Charger) -> None:
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.forward(hours=1)
    value = {"timestamp": charger.now(), "sampledValue": [{"value": "5000"}]}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    api.csms.react()
    transaction_id = api.get("/api/transactions").body["items"][0]["id"]
    api.csms.forward(minutes=20)  # the meter is not read every minute
    so_far = api.get(f"/api/transactions/{transaction_id}/cost").body
    assert (so_far["state"], so_far["record"]["id"]) == ("estimate", "draft")
    assert so_far["record"]["total_cost"]["excl_vat"] == 3.5
    assert api.post(f"/api/transactions/{transaction_id}/cost").status == 409
    assert records(api) == []


def test_a_doubtful_session_waits_for_the_operator(api: Api, charger: Charger) -> None:
    transaction_id = session(api, charger, stop={"idTag": "STRANGER"})
    api.csms.react()
    assert records(api) == []
    assert api.get(f"/api/transactions/{transaction_id}/cost").body["state"] == "waiting"
    api.role = "viewer"
    assert api.post(f"/api/transactions/{transaction_id}/cost").status == 403
    api.role = "operator"
    decided = api.post(f"/api/transactions/{transaction_id}/cost", {"energy_wh": 5000}).body
    assert (decided["state"], decided["record"]["total_energy_cost"]["excl_vat"]) == ("billed", 2.0)
    api.csms.react()
    assert len(records(api)) == 1


def test_a_correction_is_a_credit_and_a_new_record(api: Api, charger: Charger) -> None:
    transaction_id = session(api, charger)
    api.csms.react()
    [first] = records(api)
    api.csms.forward(minutes=1)
    api.post(f"/api/transactions/{transaction_id}/cost", {"energy_wh": 5000})
    [credit] = [record for record in records(api) if record["credit"]]
    [new] = [record for record in records(api) if record["id"] not in (credit["id"], first["id"])]
    assert credit["credit_reference_id"] == first["id"]
    assert credit["total_cost"] == {"excl_vat": -6.5, "incl_vat": -8.13}
    assert credit["charging_periods"] == first["charging_periods"]
    assert new["total_cost"]["excl_vat"] == 4.5
    assert api.get(f"/api/transactions/{transaction_id}").body["cost"]["cdr_id"] == new["id"]
    assert api.get(f"/api/cdrs/{first['id']}").body == first, "a record stays what it was"
    api.csms.react()
    assert len(records(api)) == 3


def test_the_stations_own_end_corrects_what_was_billed(api: Api) -> None:
    api.csms.token()
    charger = api.station(OcppVersion.V201)
    api.put("/api/tariffs/all", TARIFF)

    def event(kind: str, seq_no: int, register: int, at: datetime, **more: Any) -> None:
        sampled = {"value": register, "context": "Transaction.End" if kind == "Ended" else "Transaction.Begin"}
        charger.ask(
            "TransactionEvent",
            {
                "eventType": kind,
                "timestamp": clock.to_wire(at),
                "triggerReason": "Authorized",
                "seqNo": seq_no,
                "transactionInfo": {"transactionId": "T1", "chargingState": "Charging"},
                "evse": {"id": 1, "connectorId": 1},
                "meterValue": [{"timestamp": clock.to_wire(at), "sampledValue": [sampled]}],
                **more,
            },
        )

    begun = api.csms.moment
    event("Started", 0, 0, begun, idToken={"idToken": "TAG-1", "type": "ISO14443"})
    api.csms.forward(hours=1)
    event("Ended", 1, 10_000, begun + timedelta(hours=1))
    api.csms.react()
    [first] = records(api)
    [billed] = api.csms.transactions()
    assert billed.cost is not None
    assert not billed.cost.decided
    # What the station says about the start comes late, and it is another time.
    event("Started", 0, 0, begun + timedelta(minutes=30), idToken={"idToken": "TAG-1", "type": "ISO14443"})
    api.csms.react()
    made = records(api)
    assert [record["credit"] for record in made if record["id"] != first["id"]].count(True) == 1
    assert sum(record["total_cost"]["excl_vat"] for record in made) == pytest.approx(5.0)


def test_without_a_tariff_there_is_no_cost(api: Api, charger: Charger) -> None:
    api.delete("/api/tariffs/all")
    transaction_id = session(api, charger)
    api.csms.react()
    assert api.get(f"/api/transactions/{transaction_id}/cost").status == 409
    assert api.post(f"/api/transactions/{transaction_id}/cost").status == 409
    assert api.get("/api/transactions/none/cost").status == 404
    assert api.post("/api/transactions/none/cost").status == 404
    assert api.get("/api/cdrs/none").status == 404


def test_a_session_pays_by_the_terms_of_its_start(api: Api, charger: Charger) -> None:
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.forward(minutes=30)
    api.put("/api/tariffs/all", {"currency": "EUR", "rates": [{"component": "flat", "price": 99}]})
    api.put("/api/tariffs/group", {"currency": "EUR", "group_id": "G"})
    api.csms.forward(minutes=30)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 1000, "timestamp": charger.now()})
    api.csms.react()
    [record] = records(api)
    assert record["total_cost"]["excl_vat"] == 1.9


def test_the_group_of_the_token_is_asked_before_the_site(api: Api, charger: Charger) -> None:
    api.csms.token(group_id="Guests")
    api.put("/api/tariffs/site", {"currency": "EUR", "site_id": "depot", "rates": [{"component": "flat", "price": 1}]})
    api.put(
        "/api/tariffs/guests", {"currency": "EUR", "group_id": "GUESTS", "rates": [{"component": "flat", "price": 2}]}
    )
    session(api, charger)
    api.csms.react()
    assert [record["total_cost"]["excl_vat"] for record in records(api)] == [2.0]


def test_a_price_that_comes_late_is_waited_for(api: Api, charger: Charger) -> None:
    api.put("/api/price-zones/SE3", {"currency": "EUR"})
    api.put("/api/sites/depot", {"time_zone": "Europe/Stockholm", "currency": "EUR", "price_zone": "SE3"})
    spot = {"component": "energy", "spot": {"markup": "0.1"}}
    api.put("/api/tariffs/spot", {"currency": "EUR", "site_id": "depot", "rates": [spot]})
    transaction_id = session(api, charger)
    api.csms.react()
    assert records(api) == []
    [(delay_s, task)] = [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "bill_session"]
    assert delay_s == 900
    assert api.post(f"/api/transactions/{transaction_id}/cost").status == 409
    prices = [{"start": "2026-03-01T12:00:00Z", "price": "0.3"}, {"start": "2026-03-01T13:00:00Z", "price": "0.5"}]
    api.put("/api/prices/SE3", {"prices": prices})
    api.csms.run_task(task)
    [record] = records(api)
    assert [period["items"][0]["price"] for period in record["charging_periods"]] == ["0.4", "0.6"]
    assert record["total_cost"]["excl_vat"] == 5.0
    bill_by_task(api.csms.ports, task | {"left": 0})
    assert len(records(api)) == 1


def test_a_session_of_one_moment_pays_the_spot_price_of_that(api: Api, charger: Charger) -> None:
    api.put("/api/price-zones/SE3", {"currency": "EUR"})
    api.put("/api/sites/depot", {"time_zone": "Europe/Stockholm", "currency": "EUR", "price_zone": "SE3"})
    api.put("/api/prices/SE3", {"prices": [{"start": "2026-03-01T12:00:00Z", "price": "0.3"}]})
    spot = {"component": "energy", "spot": {"markup": "0.1"}}
    api.put("/api/tariffs/spot", {"currency": "EUR", "site_id": "depot", "rates": [spot]})
    started = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 100, "timestamp": charger.now()})
    api.csms.react()
    assert [record["total_cost"]["excl_vat"] for record in records(api)] == [0.04]


# Of OCPI 2.2.1's CDR and its parts: what may not be missing.
REQUIRED = {
    "": "country_code party_id id start_date_time end_date_time cdr_token auth_method cdr_location currency "
        "charging_periods total_cost total_energy total_time last_updated",
    "cdr_token": "country_code party_id uid type contract_id",
    "cdr_location": "id address city country coordinates evse_uid evse_id connector_id connector_standard "
                    "connector_format connector_power_type",
}  # fmt: skip


def test_a_record_of_a_site_with_a_location_is_whole(api: Api, charger: Charger) -> None:
    api.put("/api/sites/depot", {"time_zone": "Europe/Stockholm", "currency": "EUR", "location": LOCATION})
    session(api, charger)
    api.csms.react()
    [record] = records(api)
    for part, names in REQUIRED.items():
        members = record[part] if part else record
        assert [name for name in names.split() if members[name] is None] == []
    assert {record[name] for name in ("country_code", "party_id")} == {"SE", "CSM"}
    assert record["tariffs"][0]["party_id"] == record["cdr_token"]["party_id"] == "CSM"
    assert record["cdr_location"]["coordinates"] == {"latitude": "59.332580", "longitude": "18.064910"}


def test_a_credit_is_the_record_with_its_total_below_zero(api: Api, charger: Charger) -> None:
    transaction_id = session(api, charger)
    api.csms.react()
    api.csms.forward(minutes=1)
    assert api.post(f"/api/transactions/{transaction_id}/cost", {"energy_wh": 5000}).status == 200
    first = records(api)[-1]
    [credit] = [record for record in records(api) if record["credit"]]
    assert credit["credit_reference_id"] == first["id"]
    own = {"id", "credit", "credit_reference_id", "last_updated", "total_cost"}
    assert {name for name in first if first[name] != credit[name]} == own
    assert credit["total_cost"] == {part: -amount for part, amount in first["total_cost"].items()}


def test_records_are_found_by_station_and_group(api: Api, charger: Charger) -> None:
    session(api, charger)
    api.csms.token("TAXI-1", group_id="Taxis")
    api.csms.forward(minutes=1)
    started = {"connectorId": 1, "idTag": "TAXI-1", "meterStart": 11_000, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", started)["transactionId"]
    api.csms.forward(hours=1)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 12_000, "timestamp": charger.now()})
    api.csms.react()
    assert [record["token_group"] for record in records(api)] == ["Taxis", None]
    for query, found in (
        ({"station": "cp-1"}, 2), ({"station": "CP-2"}, 0), ({"group": "taxis"}, 1), ({"group": "vans"}, 0),
        ({"group": "taxis", "station": "CP-1", "site": "depot"}, 1), ({"group": "taxis", "site": "x"}, 0),
        ({"token": "TAG-1", "group": "taxis"}, 0), ({"token": "TAXI-1", "station": "CP-2"}, 0),
    ):  # fmt: skip
        assert len(records(api, **query)) == found, query


def test_records_are_found_by_token_site_and_time(api: Api, charger: Charger) -> None:
    session(api, charger)
    api.csms.react()
    assert len(records(api, token="tag-1", site="depot")) == 1
    assert len(records(api, site="depot", **{"from": "2026-03-01T13:00:00Z"})) == 1
    for nothing in (
        {"token": "other"},
        {"token": "TAG-1", "site": "other"},
        {"site": "other"},
        {"to": "2026-03-01T13:00:00Z"},
    ):
        assert records(api, **nothing) == []


def test_revenue_is_in_the_sums_of_usage(api: Api, charger: Charger) -> None:
    session(api, charger)
    api.csms.react()
    day = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}
    sums = api.get("/api/analytics/usage", site="depot", **day).body
    [hours] = [member for member in sums.values() if isinstance(member, list)]
    assert [hour["revenue"] for hour in hours if hour["revenue"]] == [{"EUR": "6.5"}]
