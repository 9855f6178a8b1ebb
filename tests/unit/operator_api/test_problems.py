"""Errors: problem+json everywhere, naming what is wrong, giving nothing away."""

import base64
import json

import pytest

from csms import bootstrap

from .conftest import Answer, Api


def check(answer: Answer, status: int, *fields: str) -> None:
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["title"]
    assert answer.body["detail"]
    assert set(fields) <= set(answer.fields())


def test_unknown_route_and_wrong_method(api: Api) -> None:
    check(api.get("/api/nothing"), 404)
    check(api.get("/api/stations/CP-1/"), 404)
    answer = api.send("PATCH", "/api/stations/CP-1")
    check(answer, 405)
    assert answer.headers["Allow"] == "DELETE, GET, PUT"


def test_what_is_not_json_is_400(api: Api) -> None:
    numbers = ['{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}']
    for text in ("{", "nonsense", *numbers, '{"a": "\\ud800"}', "[" * 100_000, '{"a":\n1,}'):
        check(api.put("/api/stations/CP-1", text), 400)


def test_bytes_that_are_no_text_are_400(api: Api) -> None:
    body = base64.b64encode(b'{"node_id": "\xff"}').decode()
    check(api.send("PUT", "/api/stations/CP-1", body, isBase64Encoded=True), 400)


def test_the_body_must_be_an_object(api: Api) -> None:
    for text in ("[1]", '"text"', "7"):
        check(api.put("/api/stations/CP-1", text), 422, "body")


def test_a_body_that_curl_calls_a_form_is_json(api: Api) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = base64.b64encode(b'{"registration": "pending"}').decode()
    answer = api.send("PUT", "/api/stations/CP-1", body, headers=headers, isBase64Encoded=True)
    assert answer.status == 201
    assert answer.body["registration"] == "pending"
    check(api.send("PUT", "/api/stations/CP-1", "<x/>", headers={"content-type": "text/xml"}), 415)


def test_every_wrong_member_is_named(api: Api) -> None:
    body = {"pasword": "x", "evse_max_current_a": -1, "registration": "maybe"}
    check(api.put("/api/stations/CP-1", body), 422, "pasword", "evse_max_current_a", "registration")
    check(api.put("/api/sites/depot", {"nodes": [{"id": "n"}]}), 422, "nodes.0.limit_a")


def test_a_missing_body_is_422(api: Api) -> None:
    api.station()
    check(api.post("/api/stations/CP-1/calls"), 422, "body")
    check(api.post("/api/stations/CP-1/calls", {}), 422, "action")


def test_a_limit_is_1_to_200(api: Api) -> None:
    for limit in (0, 201, "x"):
        check(api.get("/api/tokens", limit=limit), 422, "limit")


@pytest.mark.parametrize("path", ["/api/stations", "/api/tokens", "/api/sites", "/api/schedules", "/api/transactions"])
def test_a_cursor_that_no_list_gave_is_422(api: Api, path: str) -> None:
    for cursor in ("x", "e30=", "Int9", "W10=", base64.b64encode(b'{"key": 1}').decode(), "é"):
        check(api.get(path, cursor=cursor), 422, "cursor")


def test_names_that_cannot_be_are_422(api: Api) -> None:
    for path in ("/api/stations/%20", "/api/tokens/%20", "/api/stations/" + "x" * 300):
        check(api.get(path), 422)


def test_ids_that_we_never_gave_are_404(api: Api) -> None:
    for name in ("nodot", ".", "a.", ".YQ", "é.é", "a.b.c", "x.!!!!"):
        for resource in ("commands", "schedules", "transactions"):
            check(api.get(f"/api/{resource}/{name}"), 404)


def test_the_unexpected_is_500_without_its_text(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(bootstrap, "ports", fail)
    answer = api.get("/api/stations")
    check(answer, 500)
    assert "secret" not in json.dumps(answer.body)
    assert "Traceback" not in json.dumps(answer.body)


@pytest.mark.parametrize("what", ["transactions", "events", "security-events", "cdrs"])
def test_a_list_of_a_time_that_ends_before_it_begins_is_refused(api: Api, what: str) -> None:
    answer = api.get(f"/api/{what}", **{"from": "2026-12-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"})
    assert (answer.status, answer.fields()) == (422, ["to"])


@pytest.mark.parametrize("what", ["transactions", "transactions?open=true", "events", "security-events", "cdrs"])
def test_a_list_of_the_last_second_of_the_calendar_is_empty(api: Api, what: str) -> None:
    name, _, query = what.partition("?")
    more = {"open": "true"} if query else {}
    assert api.get(f"/api/{name}", **{"from": "9999-12-31T23:59:59Z"}, **more).body["items"] == []
