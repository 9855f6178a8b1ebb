"""The typed doors: one wish, the words of each version."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
PERIODS = [{"start_s": 0, "limit": 8.1}, {"start_s": 60, "limit": 16}]
PROFILE = {"id": 7, "purpose": "TxDefaultProfile", "kind": "Relative", "periods": PERIODS}
WIRE_PERIODS = [{"startPeriod": 0, "limit": 8.1}, {"startPeriod": 60, "limit": 16.0}]
WIRE_PROFILE_16 = {
    "chargingProfileId": 7,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": WIRE_PERIODS},
}
VARIABLE = {"component": {"name": "AuthCtrlr"}, "variable": {"name": "Enabled"}}

Case = tuple[str, dict[str, Any], list[Any], list[Any]]
CASES: list[Case] = [
    (
        "remote-start",
        {"token": "TAG-1", "evse": 2, "remote_start_id": 5},
        ["RemoteStartTransaction", {"idTag": "TAG-1", "connectorId": 2}],
        [
            "RequestStartTransaction",
            {"evseId": 2, "remoteStartId": 5, "idToken": {"idToken": "TAG-1", "type": "ISO14443"}},
        ],
    ),
    ("reset", {"type": "on_idle"}, ["Reset", {"type": "Soft"}], ["Reset", {"type": "OnIdle"}]),
    ("reset", {"type": "hard"}, ["Reset", {"type": "Hard"}], ["Reset", {"type": "Immediate"}]),
    (
        "unlock",
        {"evse": 2},
        ["UnlockConnector", {"connectorId": 2}],
        ["UnlockConnector", {"evseId": 2, "connectorId": 1}],
    ),
    (
        "availability",
        {"operative": False},
        ["ChangeAvailability", {"connectorId": 0, "type": "Inoperative"}],
        ["ChangeAvailability", {"operationalStatus": "Inoperative"}],
    ),
    (
        "trigger",
        {"message": "StatusNotification", "evse": 1, "connector": None},
        ["TriggerMessage", {"requestedMessage": "StatusNotification", "connectorId": 1}],
        ["TriggerMessage", {"requestedMessage": "StatusNotification", "evse": {"id": 1}}],
    ),
    (
        "trigger",
        {"message": "SignChargingStationCertificate"},
        ["ExtendedTriggerMessage", {"requestedMessage": "SignChargePointCertificate"}],
        ["TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"}],
    ),
    (
        "trigger",
        {"message": "SignChargePointCertificate"},
        ["ExtendedTriggerMessage", {"requestedMessage": "SignChargePointCertificate"}],
        ["TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"}],
    ),
    (
        "trigger",
        {"message": "SignedFirmwareStatusNotification"},
        ["ExtendedTriggerMessage", {"requestedMessage": "FirmwareStatusNotification"}],
        ["TriggerMessage", {"requestedMessage": "FirmwareStatusNotification"}],
    ),
    (
        "trigger",
        {"message": "LogStatusNotification"},
        ["ExtendedTriggerMessage", {"requestedMessage": "LogStatusNotification"}],
        ["TriggerMessage", {"requestedMessage": "LogStatusNotification"}],
    ),
    (
        "variables",
        {"get": [{"name": "Enabled", "component": "AuthCtrlr"}]},
        ["GetConfiguration", {"key": ["Enabled"]}],
        ["GetVariables", {"getVariableData": [VARIABLE]}],
    ),
    (
        "variables",
        {"set": [{"name": "Enabled", "component": "AuthCtrlr", "value": "true"}]},
        ["ChangeConfiguration", {"key": "Enabled", "value": "true"}],
        ["SetVariables", {"setVariableData": [{"attributeValue": "true", **VARIABLE}]}],
    ),
    (
        "charging-profile",
        {"evse": 1, "profile": PROFILE},
        ["SetChargingProfile", {"connectorId": 1, "csChargingProfiles": WIRE_PROFILE_16}],
        [
            "SetChargingProfile",
            {
                "evseId": 1,
                "chargingProfile": {
                    "id": 7,
                    "stackLevel": 0,
                    "chargingProfilePurpose": "TxDefaultProfile",
                    "chargingProfileKind": "Relative",
                    "chargingSchedule": [{"id": 7, "chargingRateUnit": "A", "chargingSchedulePeriod": WIRE_PERIODS}],
                },
            },
        ],
    ),
    (
        "clear-charging-profile",
        {"purpose": "TxDefaultProfile"},
        ["ClearChargingProfile", {"chargingProfilePurpose": "TxDefaultProfile"}],
        ["ClearChargingProfile", {"chargingProfileCriteria": {"chargingProfilePurpose": "TxDefaultProfile"}}],
    ),
    (
        "composite-schedule",
        {"evse": 1, "duration_s": 3600},
        ["GetCompositeSchedule", {"connectorId": 1, "duration": 3600}],
        ["GetCompositeSchedule", {"evseId": 1, "duration": 3600}],
    ),
]


def ask(api: Api, operation: str, body: Any = None, identity: str = "CP-1", **headers: str) -> Answer:
    return api.post(f"/api/stations/{identity}/{operation}", body, **headers)


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_a_wish_in_the_words_of_each_version(api: Api, version: OcppVersion) -> None:
    for number, (operation, body, in_16, in_2x) in enumerate(CASES):
        api.station(version, f"CP-{number}")
        answer = ask(api, operation, body, f"CP-{number}")
        assert answer.status == 202, (operation, answer.body)
        assert api.wire()[0][2:] == (in_16 if version is V16 else in_2x)
        assert answer.body["action"] == api.wire()[0][2]


def test_a_remote_start_asks_nothing_but_the_station(api: Api) -> None:
    charger = api.station(V201)
    report = {"timestamp": charger.now(), "evseId": 1, "connectorId": 1, "connectorStatus": "Faulted"}
    charger.ask("StatusNotification", report)
    assert ask(api, "remote-start", {"token": "NOBODY", "evse": 1}).status == 202
    assert 1 <= api.wire()[0][3]["remoteStartId"] < 2**31


def test_the_same_key_makes_the_same_remote_start(api: Api) -> None:
    api.station(V201)
    answers = [ask(api, "remote-start", {"token": "T"}, idempotency_key="k") for _ in range(2)]
    assert [a.status for a in answers] == [202, 202]
    assert answers[0].body["id"] == answers[1].body["id"]


def test_remote_stop_takes_our_id_and_the_stations(api: Api) -> None:
    charger = api.station()
    api.csms.token()
    start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", start)["transactionId"]
    ours = api.get("/api/transactions").body["items"][0]["id"]
    for given in (ours, number, str(number)):
        assert ask(api, "remote-stop", {"transaction_id": given}).body["request"] == {"transactionId": number}
    api.station(identity="CP-2")
    for wrong in (ours, "no-number"):
        answer = ask(api, "remote-stop", {"transaction_id": wrong}, "CP-2")
        assert (answer.status, answer.fields()) == (422, ["transaction_id"])
    profile = {**PROFILE, "purpose": "TxProfile", "transaction_id": ours}
    answer = ask(api, "charging-profile", {"evse": 1, "profile": profile})
    assert answer.body["request"]["csChargingProfiles"]["transactionId"] == number
    answer = ask(api, "charging-profile", {"evse": 1, "profile": {**profile, "transaction_id": "x"}})
    assert answer.fields() == ["profile.transaction_id"]


def test_all_keys_of_a_16_station(api: Api) -> None:
    api.station()
    assert ask(api, "variables", {"get": []}).body["request"] == {}
    api.station(V201, "CP-2")
    assert ask(api, "variables", {"get": []}, "CP-2").status == 422


def variables(count: int) -> list[dict[str, str]]:
    return [{"name": f"n{number}", "component": "C", "value": str(number)} for number in range(count)]


def answered(api: Api, charger: Charger) -> list[Any]:
    """What the station got, one after another, each answered."""
    got: list[Any] = []
    while len(api.wire()) > len(got):
        got.append(api.wire()[len(got)])
        charger.frame(json.dumps([3, got[-1][1], {"status": "Accepted"}]))
    return got


def test_settings_of_a_16_station_go_one_by_one_and_in_order(api: Api) -> None:
    charger = api.station()
    answer = ask(api, "variables", {"set": variables(3)})
    assert (answer.status, len(answer.body["parts"]), answer.body["parts"][-1]) == (202, 3, answer.body["id"])
    assert [frame[3]["value"] for frame in answered(api, charger)] == ["0", "1", "2"]
    for part in answer.body["parts"]:
        assert api.get(f"/api/commands/{part}").body["status"] == "done"


@pytest.mark.parametrize(("items", "sizes"), [(None, [20, 20, 5]), (45, [45]), (10, [10, 10, 10, 10, 5])])
def test_a_long_list_goes_out_in_messages_that_the_station_takes(api: Api, items: int | None, sizes: list[int]) -> None:
    """2.0.1 B05.FR.11, B06.FR.05."""
    charger = api.station(V201)
    more = {} if items is None else {"items_per_message": items}
    ask(api, "variables", {"set": variables(45)} | more)
    sent = [frame[3]["setVariableData"] for frame in answered(api, charger)]
    assert [len(chunk) for chunk in sent] == sizes
    assert [item["variable"]["name"] for chunk in sent for item in chunk] == [f"n{n}" for n in range(45)]


def test_an_error_in_any_part_stops_all_and_keeps_the_callers_numbers(api: Api) -> None:
    api.station(V201)
    api.station(V16, "CP-2")
    for identity in ("CP-1", "CP-2"):
        wrong: list[dict[str, str]] = variables(30)
        wrong[25] = {"name": "x" * 51, "component": "C", "value": "1"}
        answer = ask(api, "variables", {"set": wrong}, identity)
        assert (answer.status, answer.fields()) == (422, ["set.25.name"])
    assert api.wire() == []


def test_the_same_key_makes_the_same_parts(api: Api) -> None:
    api.station()
    answers = [ask(api, "variables", {"set": variables(3)}, idempotency_key="k").body["parts"] for _ in range(2)]
    assert answers[0] == answers[1]


def test_a_hard_reset_does_not_hold_up_the_next_call(api: Api) -> None:
    api.station()
    assert ask(api, "reset", {"type": "hard"}).body["status"] == "sent"
    assert ask(api, "unlock", {"evse": 1}).body["status"] == "sent"
    assert ask(api, "unlock", {"evse": 1}).body["status"] == "queued"


WRONG: list[tuple[OcppVersion, str, dict[str, Any], str]] = [
    (V16, "remote-start", {"token": "X" * 21}, "token"),
    (V201, "remote-start", {"token": "X" * 37}, "token"),
    (V201, "remote-start", {"token": "X", "token_type": "Sticker"}, "token_type"),
    (V16, "remote-start", {"token": "X", "evse": 0}, "evse"),
    (V16, "remote-start", {"token": "X", "remote_start_id": 2**31}, "remote_start_id"),
    (V16, "reset", {"type": "soft", "evse": 1}, "evse"),
    (V16, "reset", {"type": "never"}, "type"),
    (V16, "availability", {"operative": "no"}, "operative"),
    (V201, "trigger", {"message": "Nonsense"}, "message"),
    (V16, "trigger", {"message": "NotifyReport"}, "message"),
    (V16, "variables", {}, "body"),
    (V16, "variables", {"get": [], "set": [{"name": "a", "value": "b"}]}, "body"),
    (V16, "variables", {"get": [{"name": "x" * 51}]}, "get.0.name"),
    (V16, "variables", {"set": [{"name": "a", "value": "x" * 501}]}, "set.0.value"),
    (V201, "variables", {"get": [{"name": "x" * 51, "component": "C"}]}, "get.0.name"),
    (V201, "variables", {"set": [{"name": "n", "component": "C", "attribute": "X", "value": ""}]}, "set.0.attribute"),
    (V16, "charging-profile", {"evse": 1, "profile": {**PROFILE, "periods": []}}, "profile.periods"),
    (V16, "charging-profile", {"evse": 1, "profile": {**PROFILE, "colour": "red"}}, "profile.colour"),
    (V21, "remote-stop", {"transaction_id": "x" * 37}, "transaction_id"),
    (V16, "unlock", {"evse": 1, "queue_until": "never"}, "queue_until"),
]


def test_errors_name_the_members_of_the_door(api: Api) -> None:
    for version in OcppVersion:
        api.station(version, f"CP-{version.value}")
    for version, operation, body, field in WRONG:
        answer = ask(api, operation, body, f"CP-{version.value}")
        assert (answer.status, answer.fields()) == (422, [field]), (operation, body, answer.body)
    assert api.wire() == []


def test_an_offline_station_takes_wishes_for_later(api: Api) -> None:
    charger = api.station()
    api.csms.link.gone.add(charger.connection_id)
    assert ask(api, "unlock", {"evse": 1}).status == 409
    queued = ask(api, "unlock", {"evse": 1, "queue_until": "2026-03-01T13:00:00+01:00"})
    assert queued.status == 422
    queued = ask(api, "unlock", {"evse": 1, "queue_until": "2026-03-01T14:00:00+01:00"})
    assert (queued.status, queued.body["queue_until"]) == (202, "2026-03-01T13:00:00.000Z")
    assert ask(api, "nonsense", {}).status == 404
