"""Tokens that stations show and nobody knows: an inbox, and one call that makes one known."""

from typing import Any
from urllib.parse import quote

import pytest

from csms.domain.stations import OcppVersion
from csms.domain.unknown_tokens import SIGHTINGS_PER_WINDOW
from tests.support.world import Charger

from .conftest import Api

V16, V201, V21 = OcppVersion


def inbox(api: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/api/unknown-tokens").body["items"]
    return items


def show(charger: Charger, token: str) -> str:
    if charger.version is V16:
        return str(charger.ask("Authorize", {"idTag": token})["idTagInfo"]["status"])
    id_token = {"idToken": token, "type": "KeyCode"}
    return str(charger.ask("Authorize", {"idToken": id_token})["idTokenInfo"]["status"])


def start(charger: Charger, token: str) -> None:
    payload = {"connectorId": 2, "idTag": token, "meterStart": 1, "timestamp": charger.now()}
    charger.ask("StartTransaction", payload)


def started_event(charger: Charger, token: dict[str, str]) -> None:
    event = {
        "eventType": "Started", "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": 0,
        "transactionInfo": {"transactionId": "t"}, "idToken": token, "evse": {"id": 3},
    }  # fmt: skip
    charger.ask("TransactionEvent", event)


def test_it_is_found_with_where_and_how_often_it_was_shown(api: Api) -> None:
    charger, other = api.station(), api.station(V201, "CP-2")
    show(charger, "Lost-1")
    api.csms.forward(minutes=1)
    start(charger, "LOST-1")
    api.csms.forward(minutes=1)
    started_event(other, {"idToken": "lost-1", "type": "ISO14443"})
    [entry] = inbox(api)
    assert entry == {
        "token": "lost-1",
        "type": "ISO14443",
        "count": 3,
        "first_seen_at": "2026-03-01T12:00:00.000Z",
        "last_seen_at": "2026-03-01T12:02:00.000Z",
        "first_station": "CP-1",
        "last_station": "CP-2",
        "last_evse": 3,
    }
    assert api.get("/api/unknown-tokens/Lost-1").body == entry


def test_known_tokens_and_buttons_are_no_strangers(api: Api) -> None:
    charger, other = api.station(), api.station(V201, "CP-2")
    api.put("/api/tokens/MINE", {"status": "blocked"})
    assert show(charger, "mine") == "Blocked"
    started_event(other, {"idToken": "", "type": "NoAuthorization"})
    assert inbox(api) == []


def test_one_call_makes_it_known(api: Api) -> None:
    charger = api.station(V201)
    assert show(charger, "New-1") == "Unknown"
    accepted = api.post("/api/unknown-tokens/new-1/accept", {"group_id": "FLEET", "max_open_transactions": 1})
    assert accepted.status == 201
    assert (accepted.headers["Location"], accepted.body) == ("/api/tokens/New-1", api.get("/api/tokens/new-1").body)
    assert [accepted.body[name] for name in ("token", "type", "group_id", "max_open_transactions")] == [
        "New-1", "KeyCode", "FLEET", 1,
    ]  # fmt: skip
    assert (show(charger, "NEW-1"), inbox(api)) == ("Accepted", [])
    assert api.post("/api/unknown-tokens/new-1/accept").status == 404


def test_a_type_may_be_named(api: Api) -> None:
    show(api.station(V201), "New-1")
    assert api.post("/api/unknown-tokens/new-1/accept", {"type": "eMAID"}).body["type"] == "eMAID"
    assert api.post("/api/unknown-tokens/new-2/accept", {"type": "Sticker"}).fields() == ["type"]


def test_one_that_became_known_elsewhere_is_left_out(api: Api) -> None:
    show(api.station(), "A")
    api.put("/api/tokens/a")
    assert (inbox(api), api.get("/api/unknown-tokens/A").status) == ([], 404)


def test_it_can_be_dismissed_until_it_is_shown_again(api: Api) -> None:
    charger = api.station()
    show(charger, "A")
    assert (api.delete("/api/unknown-tokens/a").status, inbox(api)) == (204, [])
    assert api.delete("/api/unknown-tokens/a").status == 404
    show(charger, "A")
    assert [entry["count"] for entry in inbox(api)] == [1]


@pytest.mark.parametrize("token", ["a/b", "x/accept", "50%", "DE:1.2", "ключ"])
def test_it_may_hold_any_character(api: Api, token: str) -> None:
    show(api.station(), token)
    path = f"/api/unknown-tokens/{quote(token, safe='')}"
    assert api.get(path).body["token"] == token
    assert api.post(f"{path}/accept").body["token"] == token


def test_the_last_seen_comes_first(api: Api) -> None:
    charger = api.station()
    for token in "ABCA":
        api.csms.forward(seconds=1)
        show(charger, token)
    first = api.get("/api/unknown-tokens", limit=2).body
    second = api.get("/api/unknown-tokens", cursor=first["next_cursor"]).body
    assert [entry["token"] for entry in first["items"] + second["items"]] == ["A", "C", "B"]


def test_a_station_that_invents_tokens_fills_no_table(api: Api) -> None:
    charger, other = api.station(), api.station(identity="CP-2")
    for number in range(SIGHTINGS_PER_WINDOW + 5):
        assert show(charger, f"made-up-{number}") == "Invalid"
    assert len(inbox(api)) == SIGHTINGS_PER_WINDOW
    show(other, "another")
    api.csms.forward(hours=1)
    show(charger, "later")
    assert {"another", "later"} < {entry["token"] for entry in inbox(api)}


def test_a_station_gets_its_answer_though_nothing_can_be_noted(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = api.station()

    def failing(sighting: object) -> None:
        raise OSError

    monkeypatch.setattr(api.csms.ports.unknown_tokens, "note", failing)
    assert show(charger, "A") == "Invalid"
    start(charger, "A")
    assert len(api.csms.transactions()) == 1
