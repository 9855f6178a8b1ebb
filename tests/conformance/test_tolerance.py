"""Deviations that lose no meaning are repaired, counted and kept; what moves money or authorizes is not touched."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from csms.ocpp import json_text, tolerance
from csms.ocpp.dialects import DIALECTS
from csms.ocpp.tolerances import TOLERANCES, Repair, Tolerance
from tests.support.tolerated import AT, EXAMPLES, Example, event, start, status
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion
SUPPORTED = [example for example in EXAMPLES if DIALECTS[example.version].inbound.get(example.action) is not None]


def name_of(example: Example) -> str:
    return f"{example.version}-{example.action}-{example.deviation}"


def test_every_row_has_an_example_in_every_version() -> None:
    rows = {(row.name, row.breaks, version) for row in TOLERANCES for version in row.versions}
    shown = {(e.row, row.breaks, e.version) for e in EXAMPLES for row in TOLERANCES if shows(e, row)}
    assert rows - shown == set()
    assert {e.row for e in EXAMPLES} == {row.name for row in TOLERANCES}


def shows(example: Example, row: Tolerance) -> bool:
    """Whether it is this row that the example needs: without it the message is refused, or told otherwise."""
    if example.row != row.name or example.version not in row.versions:
        return False
    others = tuple(other for other in TOLERANCES if other is not row)
    return repaired(example, others).deviations != (example.deviation,)


def repaired(example: Example, rows: tuple[Tolerance, ...] = TOLERANCES) -> tolerance.Repaired:
    payload = json_text.loads(json.dumps(example.payload))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tolerance, "TOLERANCES", rows)
        tolerance._spellings.cache_clear()
        found = tolerance.repair(example.version, example.action, payload)
    tolerance._spellings.cache_clear()
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_it_is_repaired_as_the_table_says(example: Example) -> None:
    found = repaired(example)
    assert (found.refused, found.deviations) == (None, (example.deviation,))
    for path, value in example.mended:
        assert member(found.payload, path) == value


def member(payload: Any, path: str) -> Any:
    for part in path.split("."):
        payload = payload[int(part) if part.isdigit() else part]
    return payload


@pytest.mark.parametrize("example", SUPPORTED, ids=name_of)
def test_it_is_answered_counted_and_its_frame_kept(csms: World, example: Example) -> None:
    charger = csms.connect(example.version)
    charger.boot()
    charger.ask(example.action, example.payload)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.deviations == {f"{example.action}:{example.deviation}": 1}
    (kept,) = [e for e in csms.ports.station_events.page("cp-1", 10, None).items if e.type == "deviation"]
    assert kept.frame is not None
    assert example.action in kept.frame


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_strange_member_of_a_vendors_own_is_none_of_our_business(csms: World, version: OcppVersion) -> None:
    charger = csms.connect(version)
    charger.boot()
    data = "x" if version is V16 else {"timestamp": "noon", "unit": "Amp"}
    charger.ask("DataTransfer", {"vendorId": "V", "data": data})
    if version is not V16:
        charger.ask("Heartbeat", {"customData": {"vendorId": "V", "timestamp": "noon"}})
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.deviations == {}


REFUSED = [
    (V16, "Authorize", {}, "OccurenceConstraintViolation"),
    (V16, "Authorize", {"idTag": 7}, "TypeConstraintViolation"),
    (V16, "Authorize", {"IdTag": "TAG-1"}, "OccurenceConstraintViolation"),
    (V16, "StatusNotification", {}, "OccurenceConstraintViolation"),
    (V16, "StatusNotification", status(V16, connectorId="one"), "TypeConstraintViolation"),
    (V16, "StatusNotification", status(V16, connectorId="NaN"), "TypeConstraintViolation"),
    (V16, "StatusNotification", status(V16, connectorId="1_0"), "TypeConstraintViolation"),
    (V16, "StatusNotification", status(V16, connectorId=1.5), "TypeConstraintViolation"),
    (V16, "Authorize", {"idTag": "x" * 256}, "PropertyConstraintViolation"),
    (V16, "DataTransfer", {}, "OccurenceConstraintViolation"),
    (V201, "Authorize", {}, "OccurrenceConstraintViolation"),
    (V201, "Authorize", {"idToken": "TAG-1"}, "TypeConstraintViolation"),
    (V201, "Authorize", {"idToken": {"idToken": "TAG-1", "type": "iso14443"}}, "PropertyConstraintViolation"),
    (V201, "BootNotification", {"reason": "PowerUp"}, "OccurrenceConstraintViolation"),
    (V201, "NotifyEvent", {"generatedAt": AT, "seqNo": 0, "eventData": []}, "OccurrenceConstraintViolation"),
    (V201, "TransactionEvent", event(eventType="Begun"), "PropertyConstraintViolation"),
    (V201, "TransactionEvent", event(transactionInfo={}), "OccurrenceConstraintViolation"),
    (V21, "TransactionEvent", event(transactionInfo={"transactionId": ["t"]}), "TypeConstraintViolation"),
    (V21, "TransactionEvent", {}, "OccurrenceConstraintViolation"),
]


@pytest.mark.parametrize(("version", "action", "payload", "code"), REFUSED)
def test_what_nothing_can_mend_is_refused_by_name(
    csms: World, version: OcppVersion, action: str, payload: dict[str, Any], code: str
) -> None:
    charger = csms.connect(version)
    charger.boot()
    reply = charger.call(action, payload)
    assert reply[2] == code
    assert reply[3].split(":")[0].split(".")[0] in {
        "idTag", "connectorId", "vendorId", "idToken", "chargingStation", "eventType", "transactionInfo", "eventData",
    }  # fmt: skip
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.connectors == ()


@pytest.fixture
def charger(csms: World) -> Charger:
    connected = csms.connect(V16)
    connected.boot()
    return connected


@pytest.mark.parametrize("broken", [{"meterStart": "a lot"}, {"meterStart": None}, {"meterStart": {"Wh": 100}}])
def test_a_register_that_cannot_be_read_is_not_guessed(csms: World, charger: Charger, broken: dict[str, Any]) -> None:
    number = charger.ask("StartTransaction", start(**broken))["transactionId"]
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 900, "timestamp": AT})
    (transaction,) = csms.transactions()
    assert transaction.energy_wh is None
    assert "meter_missing" in transaction.integrity["reasons"]


@pytest.mark.parametrize("broken", [{"idTag": 7}, {"idTag": {"id": "TAG-1"}}, {"IdTag": "TAG-1", "idTag": None}])
def test_a_token_that_cannot_be_read_authorizes_nobody(csms: World, charger: Charger, broken: dict[str, Any]) -> None:
    """The start is stored and numbered all the same: it may have delivered energy."""
    csms.token("7")
    answer = charger.ask("StartTransaction", start(**broken))
    assert (answer["transactionId"] > 0, answer["idTagInfo"]["status"]) == (True, "Invalid")
    (transaction,) = csms.transactions()
    assert "start_not_authorized" in transaction.integrity["reasons"]


@pytest.mark.parametrize("token", ["TAG-1", {}, [], {"type": "Central"}, {"idToken": ["TAG-1"], "type": "ISO14443"}])
@pytest.mark.parametrize("version", [V201, V21])
def test_a_token_of_2_x_that_cannot_be_read_authorizes_nobody(csms: World, version: OcppVersion, token: Any) -> None:
    connected = csms.connect(version)
    connected.boot()
    answer = connected.ask("TransactionEvent", event(idToken=token))
    assert answer == {"idTokenInfo": {"status": "Unknown"}}
    (transaction,) = csms.transactions()
    assert "start_not_authorized" in transaction.integrity["reasons"]


@pytest.mark.parametrize("version", list(OcppVersion))
@pytest.mark.parametrize("action", ["StartTransaction", "StopTransaction", "TransactionEvent", "Authorize"])
@pytest.mark.parametrize("member", ["idTag", "idToken", "groupIdToken", "type"])
def test_no_row_changes_a_token(version: OcppVersion, action: str, member: str) -> None:
    """The word for its type may be cut: what is left of a word too long is no type that authorizes."""
    changes = (Repair.RESPELLED, Repair.RENAMED, Repair.AS_TEXT, *((Repair.CUT,) if member != "type" else ()))
    changing = [row for row in TOLERANCES if row.repair in changes and row.covers(version, action, row.breaks, member)]
    assert changing == []
