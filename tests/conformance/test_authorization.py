"""Who may charge: the exact status in 2.x, its nearest word in 1.6, and nothing that is not asked for."""

import pytest

from csms.domain.stations import OcppVersion
from csms.domain.tokens import TokenStatus
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion

CASES = [
    ({}, "Accepted", "Accepted"),
    ({"status": TokenStatus.BLOCKED}, "Blocked", "Blocked"),
    ({"expires_at": "2026-02-01T00:00:00Z"}, "Expired", "Expired"),
    ({"expires_at": "2026-03-01T12:00:00Z"}, "Expired", "Expired"),
    ({"stations": frozenset({"other"})}, "Invalid", "NotAtThisLocation"),
    ({"stations": frozenset({"cp-1"})}, "Accepted", "Accepted"),
    ({"sites": frozenset({"elsewhere"})}, "Invalid", "NotAtThisLocation"),
    ({"sites": frozenset({"home"})}, "Accepted", "Accepted"),
    ({"max_open_transactions": 0}, "Accepted", "Accepted"),
    ({"status": TokenStatus.BLOCKED, "expires_at": "2026-02-01T00:00:00Z"}, "Blocked", "Blocked"),
]


def authorize(charger: Charger, token: str) -> dict[str, object]:
    if charger.version is V16:
        return dict(charger.ask("Authorize", {"idTag": token})["idTagInfo"])
    return dict(charger.ask("Authorize", {"idToken": {"idToken": token, "type": "ISO14443"}})["idTokenInfo"])


@pytest.mark.parametrize("version", list(OcppVersion))
@pytest.mark.parametrize(("members", "in_16", "in_2x"), CASES)
def test_each_reason_has_its_word(
    csms: World, version: OcppVersion, members: dict[str, object], in_16: str, in_2x: str
) -> None:
    csms.register(site_id="home")
    csms.token("CARD", **members)
    charger = csms.connect(version)
    charger.boot()
    assert authorize(charger, "CARD")["status"] == (in_16 if version is V16 else in_2x)


@pytest.mark.parametrize("version", list(OcppVersion))
@pytest.mark.parametrize("token", ["nobody", " "])
def test_an_unknown_token_is_unknown(csms: World, version: OcppVersion, token: str) -> None:
    charger = csms.connect(version)
    charger.boot()
    assert authorize(charger, token) == {"status": "Invalid" if version is V16 else "Unknown"}


@pytest.mark.parametrize("version", list(OcppVersion))
def test_tokens_compare_without_case_and_hold_any_character(csms: World, version: OcppVersion) -> None:
    csms.token("De:Ab-12")
    charger = csms.connect(version)
    charger.boot()
    assert authorize(charger, "dE:aB-12") == {"status": "Accepted"}


def test_group_and_expiry_are_told_where_they_are_set(csms: World) -> None:
    csms.token("CARD", group_id="FLEET", expires_at="2026-12-31T23:00:00+01:00")
    csms.register("CP-2")
    old, new = csms.connect(V16), csms.connect(V201, "CP-2")
    old.boot()
    new.boot()
    assert authorize(old, "CARD") == {
        "status": "Accepted", "parentIdTag": "FLEET", "expiryDate": "2026-12-31T22:00:00Z",
    }  # fmt: skip
    assert authorize(new, "CARD") == {
        "status": "Accepted",
        "groupIdToken": {"idToken": "FLEET", "type": "Central"},
        "cacheExpiryDateTime": "2026-12-31T22:00:00Z",
    }


def start(charger: Charger, token: str, connector: int = 1) -> dict[str, object]:
    payload = {"connectorId": connector, "idTag": token, "meterStart": connector, "timestamp": charger.now()}
    return dict(charger.ask("StartTransaction", payload))


def test_concurrent_use_is_refused_at_start_only(csms: World) -> None:
    csms.token("CARD", max_open_transactions=1)
    charger = csms.connect(V16)
    charger.boot()
    first, second = start(charger, "CARD"), start(charger, "CARD", 2)
    assert (first["idTagInfo"], second["idTagInfo"]) == ({"status": "Accepted"}, {"status": "ConcurrentTx"})
    assert authorize(charger, "CARD")["status"] == "Accepted"
    stop = {"transactionId": 1, "idTag": "CARD", "meterStop": 5, "timestamp": charger.now()}
    assert charger.ask("StopTransaction", stop)["idTagInfo"]["status"] == "Accepted"
    stop = {"transactionId": 2, "idTag": "CARD", "meterStop": 5, "timestamp": charger.now()}
    assert charger.ask("StopTransaction", stop)["idTagInfo"]["status"] == "Accepted"
    assert start(charger, "CARD", 3)["idTagInfo"] == {"status": "Accepted"}


@pytest.mark.parametrize(
    ("stopped_by", "reasons"),
    [
        ("STARTER", []),
        ("starter", []),
        ("SIBLING", []),
        ("FLEET", []),
        ("STRANGER", ["stopped_by_stranger"]),
        ("NOBODY", ["stopped_by_stranger"]),
        (None, []),
    ],
)
def test_who_may_stop(csms: World, stopped_by: str | None, reasons: list[str]) -> None:
    for token, group in (("STARTER", "FLEET"), ("SIBLING", "fleet"), ("FLEET", None), ("STRANGER", "OTHERS")):
        csms.token(token, group_id=group)
    charger = csms.connect(V16)
    charger.boot()
    number = start(charger, "STARTER")["transactionId"]
    stop = {"transactionId": number, "meterStop": 5000, "timestamp": charger.now()}
    answer = charger.ask("StopTransaction", stop | ({"idTag": stopped_by} if stopped_by else {}))
    assert ("idTagInfo" in answer) is (stopped_by is not None)
    (transaction,) = csms.transactions()
    assert (transaction.open, transaction.integrity["reasons"]) == (False, reasons)


def test_a_button_needs_no_token(csms: World) -> None:
    charger = csms.connect(V201)
    charger.boot()
    event = {
        "eventType": "Started", "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": 0,
        "transactionInfo": {"transactionId": "t"}, "idToken": {"idToken": "", "type": "NoAuthorization"},
    }  # fmt: skip
    assert charger.ask("TransactionEvent", event) == {"idTokenInfo": {"status": "Accepted"}}


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_group_is_a_name_and_no_token(csms: World, version: OcppVersion) -> None:
    """A token of the group's name that is blocked or expired stops nobody but itself."""
    csms.token("FLEET", status=TokenStatus.BLOCKED)
    csms.token("CARD", group_id="FLEET")
    charger = csms.connect(version)
    charger.boot()
    assert (authorize(charger, "CARD")["status"], authorize(charger, "FLEET")["status"]) == ("Accepted", "Blocked")


@pytest.mark.parametrize(("members", "word"), [(members, in_16) for members, in_16, _ in CASES if in_16 != "Accepted"])
def test_a_start_is_told_the_same_word(csms: World, members: dict[str, object], word: str) -> None:
    """...and the session is kept all the same, for review (errata 3.17)."""
    csms.register(site_id="home")
    csms.token("CARD", **members)
    charger = csms.connect(V16)
    charger.boot()
    assert dict(start(charger, "CARD"))["idTagInfo"] == charger.ask("Authorize", {"idTag": "CARD"})["idTagInfo"]
    (transaction,) = csms.transactions()
    assert dict(start(charger, "CARD"))["idTagInfo"]["status"] == word  # type: ignore[index]
    assert "start_not_authorized" in transaction.integrity["reasons"]
