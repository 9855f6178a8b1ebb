"""Tokens: kept, read, listed, forgotten; and what stations are told of them."""

from typing import Any
from urllib.parse import quote

from .conftest import Api


def authorize(api: Api, token: str) -> Any:
    charger = api.station(identity="CP-9")
    return charger.ask("Authorize", {"idTag": token})["idTagInfo"]["status"]


def test_a_token_needs_no_more_than_its_name(api: Api) -> None:
    created = api.put("/api/tokens/04a1b2")
    assert created.status == 201
    assert created.body == {
        "token": "04a1b2",
        "type": "ISO14443",
        "status": "accepted",
        "expires_at": None,
        "group_id": None,
        "stations": [],
        "sites": [],
        "max_open_transactions": None,
        "open_transactions": [],
        "created_at": "2026-03-01T12:00:00.000Z",
    }
    assert authorize(api, "04A1B2") == "Accepted"


def test_put_replaces_and_keeps_the_spelling(api: Api) -> None:
    api.put("/api/tokens/AbCd", {"status": "blocked", "group_id": "G"})
    api.csms.forward(hours=1)
    replaced = api.put("/api/tokens/ABCD", {"type": "eMAID", "group_id": None})
    assert (replaced.status, replaced.body["token"]) == (200, "AbCd")
    assert (replaced.body["status"], replaced.body["group_id"], replaced.body["type"]) == ("accepted", None, "eMAID")
    assert api.get("/api/tokens/abcd").body == replaced.body
    assert replaced.body["created_at"] == "2026-03-01T12:00:00.000Z"


def test_blocked_expired_and_elsewhere(api: Api) -> None:
    api.put("/api/tokens/A", {"status": "blocked"})
    api.put("/api/tokens/B", {"expires_at": "2020-01-01T00:00:00+02:00"})
    assert api.get("/api/tokens/B").body["expires_at"] == "2019-12-31T22:00:00.000Z"
    api.put("/api/tokens/C", {"stations": ["OTHER"]})
    api.put("/api/tokens/D", {"stations": ["cp-9"], "sites": ["depot"], "max_open_transactions": 1})
    assert [authorize(api, token) for token in "ABCDE"] == ["Blocked", "Expired", "Invalid", "Accepted", "Invalid"]


def test_tokens_hold_any_character(api: Api) -> None:
    for token in ("DE:ABC-123", "a/b", "a b", "50%", "*=+|@.", "ключ", "x" * 255):
        path = f"/api/tokens/{token.replace('%', '%25')}"
        assert api.put(path).body["token"] == token
        assert api.get(f"/api/tokens/{quote(token, safe='')}").body["token"] == token
        assert api.delete(path).status == 204
        assert api.get(path).status == api.delete(path).status == 404


def test_wrong_members_are_named(api: Api) -> None:
    for body in (
        {"type": "Sticker"},
        {"status": "maybe"},
        {"expires_at": "soon"},
        {"max_open_transactions": 0},
        {"group_id": ""},
        {"group_id": "x" * 256},
        {"colour": "red"},
    ):
        answer = api.put("/api/tokens/A", body)
        assert (answer.status, answer.fields()) == (422, list(body))
    assert api.put("/api/tokens/A", {"stations": ["ok", ""]}).fields() == ["stations.1"]
    assert api.put("/api/tokens/" + "x" * 256).fields() == ["token"]


def test_the_list_is_newest_first(api: Api) -> None:
    for token in "ABC":
        api.csms.forward(seconds=1)
        api.put(f"/api/tokens/{token}")
    first = api.get("/api/tokens", limit=2).body
    second = api.get("/api/tokens", cursor=first["next_cursor"]).body
    assert [item["token"] for item in first["items"] + second["items"]] == ["C", "B", "A"]


def test_the_tokens_of_a_group(api: Api) -> None:
    for token, group in (("A", "Fleet"), ("B", "FLEET"), ("C", "OTHER"), ("D", None)):
        api.csms.forward(seconds=1)
        api.put(f"/api/tokens/{token}", {"group_id": group})
    first = api.get("/api/tokens", group_id="fleet", limit=1).body
    second = api.get("/api/tokens", group_id="fleet", cursor=first["next_cursor"]).body
    assert [item["token"] for item in first["items"] + second["items"]] == ["B", "A"]
    api.put("/api/tokens/B", {"group_id": "OTHER"})
    assert [item["token"] for item in api.get("/api/tokens", group_id="fleet").body["items"]] == ["A"]
    assert api.get("/api/tokens", group_id=" ").fields() == ["group_id"]
    assert [item["token"] for item in api.get("/api/tokens").body["items"]] == ["D", "C", "B", "A"]
