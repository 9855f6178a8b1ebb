"""Vendors' own messages, both ways."""

from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.unit.operator_api.conftest import Api

V16, V201, V21 = OcppVersion
EXTENSION = "/api/vendor-extensions/com.Acme"


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_message_of_the_vendor_is_sent(api: Api, version: OcppVersion) -> None:
    api.station(version)
    body = {"vendor_id": "com.acme", "message_id": "Ping", "data": "1"}
    assert api.post("/api/stations/CP-1/data-transfer", body).status == 202
    assert api.wire()[0][2:] == ["DataTransfer", {"vendorId": "com.acme", "messageId": "Ping", "data": "1"}]


@pytest.mark.parametrize(("version", "data"), [(V16, '{"a":1}'), (V201, {"a": 1})])
def test_data_that_is_no_text(api: Api, version: OcppVersion, data: Any) -> None:
    api.station(version)
    api.post("/api/stations/CP-1/data-transfer", {"vendor_id": "v", "data": {"a": 1}})
    sent = api.wire()[0][3]["data"]
    assert (sent.replace(" ", "") if isinstance(sent, str) else sent) == data


def test_what_the_schema_forbids_is_told_in_the_callers_words(api: Api) -> None:
    api.station(V16)
    body = {"vendor_id": "v" * 256, "message_id": "m"}
    assert api.post("/api/stations/CP-1/data-transfer", body).fields() == ["vendor_id"]
    body = {"vendor_id": "v", "message_id": "m" * 51}
    assert api.post("/api/stations/CP-1/data-transfer", body).fields() == ["message_id"]


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_vendor_is_unknown_until_the_operator_knows_it(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    asked = {"vendorId": "com.acme", "messageId": "Ping", "data": "1"}
    assert charger.ask("DataTransfer", asked) == {"status": "UnknownVendorId"}
    assert api.put(EXTENSION, {"messages": {"Ping": "Pong", "Note": None}}).status == 201
    assert charger.ask("DataTransfer", asked) == {"status": "Accepted", "data": "Pong"}
    assert charger.ask("DataTransfer", {"vendorId": "COM.ACME", "messageId": "Note"}) == {"status": "Accepted"}
    assert charger.ask("DataTransfer", {"vendorId": "com.acme", "messageId": "X"}) == {"status": "UnknownMessageId"}
    assert charger.ask("DataTransfer", {"vendorId": "com.acme"}) == {"status": "UnknownMessageId"}
    assert api.put(EXTENSION).status == 200
    assert charger.ask("DataTransfer", {"vendorId": "com.acme"}) == {"status": "Accepted"}
    kept = api.get("/api/stations/CP-1/events", type="DataTransfer").body["items"]
    assert len(kept) == 6
    assert kept[-1]["payload"] == asked
    assert api.get("/api/stations/CP-1/events", type="alarm").body["items"] == []


@pytest.mark.parametrize(("version", "data"), [(V16, '{"a": 1}'), (V21, {"a": 1})])
def test_an_answer_with_data_that_is_no_text(api: Api, version: OcppVersion, data: Any) -> None:
    charger = api.station(version)
    api.put(EXTENSION, {"messages": {"Ping": {"a": 1}}})
    answer = charger.ask("DataTransfer", {"vendorId": "com.acme", "messageId": "Ping"})
    assert answer == {"status": "Accepted", "data": data}


def test_extensions_are_kept_read_listed_and_forgotten(api: Api) -> None:
    assert api.get(EXTENSION).status == 404
    api.put(EXTENSION, {"messages": {"Ping": None}})
    assert api.get(EXTENSION).body["vendor_id"] == "com.Acme"
    assert [item["messages"] for item in api.get("/api/vendor-extensions").body["items"]] == [{"Ping": None}]
    assert api.delete(EXTENSION).status == 204
    assert api.get(EXTENSION).status == 404


def test_admins_decide_which_vendors_are_welcome(api: Api) -> None:
    api.role = "operator"
    assert api.put(EXTENSION).status == 403
    assert api.get("/api/vendor-extensions").status == 200
