"""The inbox of refused stations, and the one call that lets one in."""

import base64
from typing import Any

import pytest

from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.domain.passwords import hash_password
from csms.domain.stations import OcppVersion, Registration
from tests.support.world import BOOT, PASSWORD

from .conftest import Api

V16 = OcppVersion.V16
THEIRS = "the-charger's-own-key"


def knock(api: Api, password: str | bytes | None, identity: str = "CP-9", **members: Any) -> Any:
    secret = password.encode() if isinstance(password, str) else password
    basic = None if secret is None else "Basic " + base64.b64encode(identity.encode() + b":" + secret).decode()
    source = members.pop("source", "192.0.2.7")
    shake = Handshake(api.csms.ports.new_id(), identity, basic, members.pop("offered", ["ocpp1.6"]), source)
    with api.csms.guard.running("station_connect"):
        return connect_station(api.csms.ports, shake)


def inbox(api: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/api/refused-stations").body["items"]
    return items


def test_an_unknown_station_is_found_with_what_it_brought(api: Api) -> None:
    assert knock(api, THEIRS, offered=[" ocpp1.6", "ocpp2.0.1"]) is Refusal.UNKNOWN_IDENTITY
    api.csms.forward(minutes=1)
    knock(api, THEIRS)
    [entry] = inbox(api)
    assert entry == {
        "identity": "CP-9",
        "last_reason": "unknown_identity",
        "reasons": {"unknown_identity": 2},
        "count": 2,
        "first_refused_at": "2026-03-01T12:00:00.000Z",
        "last_refused_at": "2026-03-01T12:01:00.000Z",
        "source": "192.0.2.7",
        "subprotocols": ["ocpp1.6"],
        "security_profile": 1,
        "credentials_sent": True,
        "password_can_be_trusted": True,
    }
    assert api.get("/api/refused-stations/cp-9").body == entry


def test_one_call_lets_it_in_with_the_key_it_has(api: Api) -> None:
    """Also a key of 20 random bytes, which no operator could type."""
    api.put("/api/sites/depot")
    key = bytes(range(240, 256)) + b":\x00\xff\n"
    knock(api, key)
    accepted = api.post("/api/refused-stations/CP-9/accept", {"trust_presented_password": True, "site_id": "depot"})
    assert (accepted.status, accepted.body["password"], accepted.body["site_id"]) == (201, None, "depot")
    assert inbox(api) == []
    assert knock(api, key) is V16
    assert knock(api, THEIRS) is Refusal.BAD_CREDENTIALS


def test_without_trust_it_gets_a_password_shown_once(api: Api) -> None:
    knock(api, THEIRS)
    accepted = api.post("/api/refused-stations/CP-9/accept")
    assert accepted.status == 201
    assert len(accepted.body["password"]) == 20
    assert knock(api, accepted.body["password"]) is V16
    assert knock(api, THEIRS) is Refusal.BAD_CREDENTIALS


def test_a_password_of_the_operators(api: Api) -> None:
    knock(api, None)
    assert inbox(api)[0]["credentials_sent"] is False
    assert api.post("/api/refused-stations/CP-9/accept", {"password": THEIRS}).body["password"] is None
    assert knock(api, THEIRS) is V16


def test_a_known_station_with_another_key_is_let_in_with_it(api: Api) -> None:
    api.station()
    assert knock(api, THEIRS, "CP-1") is Refusal.BAD_CREDENTIALS
    assert api.post("/api/refused-stations/CP-1/accept", {"trust_presented_password": True}).status == 200
    assert knock(api, THEIRS, "CP-1") is V16


@pytest.mark.parametrize(
    ("presented", "words"),
    [((THEIRS, "somebody-else's-key"), "different"), ((None,), "no password"), (("short",), "no password")],
)
def test_what_cannot_be_trusted_is_409(api: Api, presented: tuple[str | None, ...], words: str) -> None:
    for password in presented:
        knock(api, password)
    assert inbox(api)[0]["password_can_be_trusted"] is False
    answer = api.post("/api/refused-stations/CP-9/accept", {"trust_presented_password": True})
    assert answer.status == 409
    assert words in answer.body["detail"]
    assert api.get("/api/stations/CP-9").status == 404


def test_a_doubt_does_not_fade_by_knocking_again(api: Api) -> None:
    for password in (THEIRS, "somebody-else's-key", THEIRS):
        knock(api, password)
    assert inbox(api)[0]["password_can_be_trusted"] is False
    assert api.delete("/api/refused-stations/CP-9").status == 204
    knock(api, THEIRS)
    assert inbox(api)[0]["password_can_be_trusted"] is True


def test_what_a_request_may_not_say_is_422(api: Api) -> None:
    knock(api, THEIRS)
    for body, field in (
        ({"nonsense": 1}, "nonsense"),
        ({"password": "short"}, "password"),
        ({"site_id": "nowhere"}, "site_id"),
        ({"trust_presented_password": "yes"}, "trust_presented_password"),
        ({"password": THEIRS, "trust_presented_password": True}, "trust_presented_password"),
    ):
        answer = api.post("/api/refused-stations/CP-9/accept", body)
        assert (answer.status, answer.fields()) == (422, [field])
    assert len(inbox(api)) == 1


def test_registration_pending_is_in_the_inbox_until_it_is_accepted(api: Api) -> None:
    api.csms.register("CP-2", registration=Registration.PENDING)
    charger = api.csms.connect(V16, "CP-2")
    assert inbox(api) == []
    charger.ask("BootNotification", BOOT[V16])
    [entry] = inbox(api)
    assert (entry["identity"], entry["last_reason"]) == ("CP-2", "registration_pending")
    accepted = api.post("/api/refused-stations/CP-2/accept")
    assert (accepted.status, accepted.body["registration"], accepted.body["password"]) == (200, "accepted", None)
    charger.boot()
    assert inbox(api) == []


def test_registration_rejected_is_settled_by_put_too(api: Api) -> None:
    api.csms.register("CP-2", registration=Registration.REJECTED)
    api.csms.connect(V16, "CP-2").ask("BootNotification", BOOT[V16])
    assert inbox(api)[0]["last_reason"] == "registration_rejected"
    api.put("/api/stations/CP-2", {"registration": "accepted"})
    assert inbox(api) == []


def test_a_station_that_got_in_since_is_out_of_the_inbox_at_no_cost(api: Api) -> None:
    api.csms.register()
    assert knock(api, THEIRS, "CP-1") is Refusal.BAD_CREDENTIALS
    assert knock(api, PASSWORD, "CP-1", offered=["ocpp1.5"]) is Refusal.NO_COMMON_SUBPROTOCOL
    assert inbox(api)[0]["reasons"] == {"bad_credentials": 1, "no_common_subprotocol": 1}
    api.csms.forward(seconds=10)
    api.csms.requests.clear()
    assert knock(api, PASSWORD, "CP-1") is V16
    assert api.csms.requests == ["GetItem", "BatchGetItem", "TransactWriteItems"]
    assert inbox(api) == []
    for answer in (
        api.get("/api/refused-stations/CP-1"),
        api.delete("/api/refused-stations/CP-1"),
        api.post("/api/refused-stations/CP-1/accept"),
    ):
        assert answer.status == 404
    api.csms.forward(seconds=10)
    knock(api, THEIRS, "CP-1")
    assert len(inbox(api)) == 1


def test_who_is_over_budget_writes_nothing(api: Api) -> None:
    for _ in range(15):
        knock(api, THEIRS)
    [entry] = inbox(api)
    assert entry["count"] == 10
    api.csms.requests.clear()
    assert knock(api, THEIRS) is Refusal.TOO_MANY_ATTEMPTS
    assert api.csms.requests == ["GetItem", "BatchGetItem"]
    accepted = api.post("/api/refused-stations/CP-9/accept", {"trust_presented_password": True})
    assert accepted.status == 201
    assert knock(api, THEIRS) is V16, "what it did as a stranger does not count against it"


def test_a_failure_from_a_trusted_place_writes_the_inbox_only_within_the_budget(api: Api) -> None:
    api.csms.register()
    assert knock(api, PASSWORD, "CP-1") is V16
    api.csms.forward(seconds=1)
    for _ in range(15):
        assert knock(api, THEIRS, "CP-1") is Refusal.BAD_CREDENTIALS
    assert inbox(api)[0]["count"] == 10


def test_the_list_comes_in_pages_newest_first(api: Api) -> None:
    for number in range(5):
        knock(api, THEIRS, f"CP-{number}")
        api.csms.forward(seconds=1)
    knock(api, THEIRS, "CP-0")
    first = api.get("/api/refused-stations", limit=3).body
    second = api.get("/api/refused-stations", limit=3, cursor=first["next_cursor"]).body
    assert [e["identity"] for e in first["items"] + second["items"]] == ["CP-0", "CP-4", "CP-3", "CP-2", "CP-1"]


def test_an_identity_that_no_station_can_have_is_shown_and_not_accepted(api: Api) -> None:
    knock(api, THEIRS, "a:b")
    answer = api.post("/api/refused-stations/a:b/accept")
    assert (answer.status, answer.fields()) == (422, ["identity"])
    assert knock(api, THEIRS, "") is Refusal.UNKNOWN_IDENTITY
    assert [e["identity"] for e in inbox(api)] == ["a:b"]


def test_no_secret_is_in_any_answer(api: Api) -> None:
    api.csms.register(password_hash=hash_password(PASSWORD))
    knock(api, THEIRS, "CP-1")
    text = api.get("/api/refused-stations").text or ""
    refused = api.csms.ports.refused_connections.get("cp-1")
    assert refused is not None
    assert refused.password_hash is not None
    assert THEIRS not in text
    assert refused.password_hash not in text


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("viewer", "GET", "/api/refused-stations", 200),
        ("operator", "POST", "/api/refused-stations/CP-9/accept", 403),
        ("operator", "DELETE", "/api/refused-stations/CP-9", 403),
        ("admin", "DELETE", "/api/refused-stations/CP-9", 204),
    ],
)
def test_letting_in_is_for_admins(api: Api, role: str, method: str, path: str, status: int) -> None:
    knock(api, THEIRS)
    api.role = role
    assert api.send(method, path).status == status
