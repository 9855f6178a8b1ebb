"""What a station holds of charging profiles, as an operator sees it, and what may not be sent beside it."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
DEFAULT: dict[str, Any] = {
    "id": 7,
    "purpose": "TxDefaultProfile",
    "kind": "Absolute",
    "start_schedule": "2026-03-01T12:00:00Z",
    "periods": [{"start_s": 0, "limit": 16}],
}


def send(api: Api, body: dict[str, Any], door: str = "charging-profile") -> Answer:
    return api.post(f"/api/stations/CP-1/{door}", body)


def accept(api: Api, charger: Charger) -> None:
    charger.frame(json.dumps([3, api.wire()[-1][1], {"status": "Accepted"}]))


def install(api: Api, charger: Charger, evse: int = 1, **changes: Any) -> Answer:
    answer = send(api, {"evse": evse, "profile": {**DEFAULT, **changes}})
    assert answer.status == 202, answer.body
    accept(api, charger)
    return answer


def listed(api: Api, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/api/stations/CP-1/charging-profiles", **query).body["items"]
    return items


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_what_a_station_holds(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    assert listed(api) == []
    api.csms.forward(minutes=1)
    command = install(api, charger)
    install(api, charger, 2, id=8)
    newest, oldest = listed(api)
    assert (newest["evse"], newest["profile"]["id"]) == (2, 8)
    assert oldest["command"] == command.body["id"]
    assert (oldest["installed_at"], oldest["awaits_start"]) == ("2026-03-01T12:01:00.000Z", False)
    assert oldest["planned_for"] is None
    assert oldest["profile"]["periods"] == [{"start_s": 0, "limit": 16, "number_phases": None}]
    assert [one["profile"]["id"] for one in listed(api, limit=1)] == [8]
    send(api, {"evse": 2}, "clear-charging-profile")
    accept(api, charger)
    assert [one["profile"]["id"] for one in listed(api)] == [7]
    assert api.get("/api/stations/CP-9/charging-profiles").status == 404


def test_a_2x_station_is_sent_no_second_profile_for_a_place(api: Api) -> None:
    """K01.FR.06, K01.FR.52, K01.FR.53; its own id is no conflict (everest-core #940)."""
    charger = api.station(V201)
    install(api, charger)
    for evse in (1, 0):
        answer = send(api, {"evse": evse, "profile": {**DEFAULT, "id": 8}})
        assert (answer.status, answer.fields()) == (409, ["profile.id"])
    valid_later = {"valid_from": "2026-04-01T00:00:00Z"}
    install(api, charger, valid_to="2026-04-01T00:00:00Z")
    install(api, charger, id=9, **valid_later)
    install(api, charger, 2, id=10)
    install(api, charger, id=11, stack_level=1)


def test_in_16_the_new_one_takes_its_place(api: Api) -> None:
    charger = api.station(V16)
    install(api, charger)
    install(api, charger, id=8)
    assert [one["profile"]["id"] for one in listed(api)] == [8]


def test_a_make_that_wants_it_cleared_first_is_no_conflict(api: Api) -> None:
    charger = api.station(V201)
    install(api, charger)
    api.put("/api/station-models/all", {"quirks": {"clear_profile_first": True}})
    api.csms.forward(minutes=2)
    answer = send(api, {"evse": 1, "profile": {**DEFAULT, "id": 8}})
    assert (answer.status, len(answer.body["parts"])) == (202, 2)


def test_external_constraints_are_the_stations_own(api: Api) -> None:
    api.station(V201)
    answer = send(api, {"purpose": "ChargingStationExternalConstraints"}, "clear-charging-profile")
    assert (answer.status, answer.fields()) == (422, ["purpose"])
