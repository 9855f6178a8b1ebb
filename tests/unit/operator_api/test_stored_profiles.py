"""The library of charging profiles, and the doors that send from it."""

from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.conformance.test_transactions_2x import EVENTS
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
NIGHT: dict[str, Any] = {
    "id": 7,
    "purpose": "TxDefaultProfile",
    "kind": "Recurring",
    "recurrency": "Daily",
    "start_schedule": "2026-03-01T22:00:00Z",
    "duration_s": 28800,
    "periods": [{"start_s": 0, "limit": 16}, {"start_s": 3600, "limit": 8.1}],
}
SESSION = {"id": 8, "purpose": "TxProfile", "kind": "Absolute", "periods": [{"start_s": 0, "limit": 10}]}


def keep(api: Api, profile: dict[str, Any], name: str = "night", **more: Any) -> Answer:
    return api.put(f"/api/charging-profiles/{name}", {"profile": profile, **more})


def started(api: Api, version: OcppVersion) -> tuple[Charger, str]:
    """A station with a session on EVSE 1, and the station's id of it."""
    charger = api.station(version)
    api.csms.token()
    if version is V16:
        start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
        wire_id = str(charger.ask("StartTransaction", start)["transactionId"])
    else:
        charger.ask("TransactionEvent", EVENTS[0])
        wire_id = EVENTS[0]["transactionInfo"]["transactionId"]
    api.csms.link.sent.clear()
    return charger, wire_id


def send(api: Api, body: dict[str, Any], door: str = "charging-profile") -> Answer:
    return api.post(f"/api/stations/CP-1/{door}", body)


def test_a_profile_is_kept_read_replaced_listed_and_removed(api: Api) -> None:
    created = keep(api, NIGHT, description="Night rate")
    assert (created.status, created.body["id"], created.body["description"]) == (201, "night", "Night rate")
    assert created.body["profile"]["periods"][1] == {"start_s": 3600, "limit": 8.1, "number_phases": None}
    assert api.get("/api/charging-profiles/night").body == created.body
    api.csms.forward(hours=1)
    replaced = keep(api, {**NIGHT, "stack_level": 3})
    assert (replaced.status, replaced.body["profile"]["stack_level"]) == (200, 3)
    assert replaced.body["created_at"] == created.body["created_at"]
    keep(api, SESSION, "session")
    assert [one["id"] for one in api.get("/api/charging-profiles").body["items"]] == ["session", "night"]
    assert api.delete("/api/charging-profiles/night").status == 204
    for gone in (api.get("/api/charging-profiles/night"), api.delete("/api/charging-profiles/night")):
        assert gone.status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recurrency": None}, "profile.recurrency"),
        ({"periods": [{"start_s": 5, "limit": 1}]}, "profile.periods.0.start_s"),
        ({"periods": [{"start_s": 0, "limit": -1}]}, "profile.periods.0.limit"),
        ({"purpose": "ChargingStationExternalConstraints"}, "profile.purpose"),
        ({"purpose": "TxProfile", "transaction_id": "1"}, "profile.transaction_id"),
    ],
)
def test_what_no_station_could_take_is_not_kept(api: Api, change: dict[str, Any], field: str) -> None:
    answer = keep(api, {**NIGHT, **change})
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.get("/api/charging-profiles").body["items"] == []


def test_an_id_that_does_not_fit_in_a_path_is_refused(api: Api) -> None:
    answer = keep(api, NIGHT, "night%20rate")
    assert (answer.status, answer.fields()) == (422, ["profile_id"])


def test_viewers_read_operators_keep(api: Api) -> None:
    keep(api, NIGHT)
    api.role = "viewer"
    assert api.get("/api/charging-profiles/night").status == 200
    assert (keep(api, NIGHT).status, api.delete("/api/charging-profiles/night").status) == (403, 403)
    api.role = "operator"
    assert keep(api, NIGHT).status == 200


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_a_stored_profile_goes_out_as_if_it_were_written_here(api: Api, version: OcppVersion) -> None:
    api.station(version)
    keep(api, NIGHT)
    assert send(api, {"evse": 1, "stored_profile": "night"}).status == 202
    assert send(api, {"evse": 1, "profile": NIGHT}).status == 202
    first, second = (command["request"] for command in api.get("/api/stations/CP-1/commands").body["items"])
    assert first == second


@pytest.mark.parametrize("body", [{"evse": 1}, {"evse": 1, "profile": NIGHT, "stored_profile": "night"}])
def test_a_door_takes_one_profile(api: Api, body: dict[str, Any]) -> None:
    api.station()
    keep(api, NIGHT)
    assert send(api, body).status == 422
    both = {"token": "TAG-1", "charging_profile": SESSION, "stored_profile": "night"}
    assert send(api, both, "remote-start").status == 422


def test_a_profile_that_is_not_in_the_library(api: Api) -> None:
    api.station()
    for door, body in (("charging-profile", {"evse": 1}), ("remote-start", {"token": "TAG-1"})):
        answer = send(api, {**body, "stored_profile": "nothing"}, door)
        assert (answer.status, answer.fields()) == (422, ["stored_profile"])


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_a_profile_is_bound_to_the_transaction_that_runs(api: Api, version: OcppVersion) -> None:
    _, wire_id = started(api, version)
    keep(api, SESSION)
    assert send(api, {"evse": 1, "stored_profile": "night"}).status == 202
    payload = api.wire()[0][3]
    profile = payload["csChargingProfiles" if version is V16 else "chargingProfile"]
    assert str(profile["transactionId"]) == wire_id
    schedule = profile["chargingSchedule"] if version is V16 else profile["chargingSchedule"][0]
    assert schedule["startSchedule"] == "2026-03-01T11:59:00Z"


def test_a_profile_of_a_transaction_wants_one(api: Api) -> None:
    started(api, V16)
    answer = send(api, {"evse": 2, "profile": SESSION})
    assert (answer.status, answer.fields()) == (409, ["evse"])
    assert api.wire() == []


@pytest.mark.parametrize(
    ("evse", "profile", "field"),
    [
        (0, SESSION, "evse"),
        (1, {**NIGHT, "purpose": "ChargingStationMaxProfile"}, "evse"),
        (1, {**NIGHT, "kind": "Relative", "recurrency": None}, "profile.start_schedule"),
        (1, {**NIGHT, "purpose": "ChargingStationExternalConstraints"}, "profile.purpose"),
        (1, {**NIGHT, "transaction_id": "1"}, "profile.transaction_id"),
    ],
)
def test_a_door_refuses_what_no_station_could_take(api: Api, evse: int, profile: dict[str, Any], field: str) -> None:
    api.station()
    answer = send(api, {"evse": evse, "profile": profile})
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.wire() == []


@pytest.mark.parametrize("version", [V16, V201])
def test_a_remote_start_with_a_profile_of_the_library(api: Api, version: OcppVersion) -> None:
    """1.6 errata 3.41: without a transaction."""
    api.station(version)
    keep(api, SESSION)
    assert send(api, {"token": "TAG-1", "evse": 1, "stored_profile": "night"}, "remote-start").status == 202
    profile = api.wire()[0][3]["chargingProfile"]
    assert (profile["chargingProfilePurpose"], "transactionId" in profile) == ("TxProfile", False)
    for wrong, field in (({**SESSION, "transaction_id": 1}, "transaction_id"), (NIGHT, "purpose")):
        answer = send(api, {"token": "TAG-1", "charging_profile": wrong}, "remote-start")
        assert (answer.status, answer.fields()) == (422, [f"charging_profile.{field}"])
