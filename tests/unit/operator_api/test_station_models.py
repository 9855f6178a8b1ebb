"""Station models: kept by admins, and what they change in what a station is told."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api

V16, V201, V21 = OcppVersion
QUIRKS = {
    "rate_unit": "W", "max_stack_level": 0, "relative_profiles_only": True, "clear_profile_first": True,
    "number_phases": 1, "voltage_v": 240.0, "authorization_key": "text", "lower_case_keys": True,
    "trigger_without_connector": True,
}  # fmt: skip
NO_QUIRKS = dict.fromkeys(QUIRKS)


def keep(api: Api, model_id: str = "m", **body: Any) -> Any:
    answer = api.put(f"/api/station-models/{model_id}", body)
    assert answer.status in (200, 201), answer.body
    return answer.body


def test_a_model_is_kept_changed_and_forgotten(api: Api) -> None:
    created = api.put("/api/station-models/abb", {"vendor": "ABB*", "quirks": QUIRKS, "configuration": {"K": "1"}})
    assert created.status == 201
    assert created.body == {
        "id": "abb", "vendor": "ABB*", "model": "*", "firmware": "*", "site": "*", "station": "*",
        "quirks": QUIRKS, "configuration": {"K": "1"},
        "created_at": "2026-03-01T12:00:00.000Z",
    }  # fmt: skip
    assert api.get("/api/station-models/abb").body == created.body
    api.csms.forward(minutes=2)
    changed = api.put("/api/station-models/abb")
    assert (changed.status, changed.body["created_at"]) == (200, created.body["created_at"])
    assert changed.body["quirks"] == NO_QUIRKS
    assert changed.body["configuration"] == {}
    assert api.delete("/api/station-models/abb").status == 204
    for gone in (api.get("/api/station-models/abb"), api.delete("/api/station-models/abb")):
        assert gone.status == 404


def test_models_are_listed_newest_first_in_pages(api: Api) -> None:
    for name in ("a", "b", "c"):
        keep(api, name)
        api.csms.forward(seconds=1)
    first = api.get("/api/station-models", limit=2).body
    assert [model["id"] for model in first["items"]] == ["c", "b"]
    rest = api.get("/api/station-models", limit=2, cursor=first["next_cursor"]).body
    assert ([model["id"] for model in rest["items"]], rest["next_cursor"]) == (["a"], None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quirks": {"rate_unit": "kW"}}, "quirks.rate_unit"),
        ({"quirks": {"number_phases": 4}}, "quirks.number_phases"),
        ({"quirks": {"lower_case_keys": "yes"}}, "quirks.lower_case_keys"),
        ({"quirks": {"colour": "red"}}, "quirks.colour"),
        ({"vendor": ""}, "vendor"),
        ({"configuration": {"K": 1}}, "configuration.K"),
        ({"configuration": {"AuthorizationKey": "x"}}, "configuration.AuthorizationKey"),
        ({"configuration": {"SecurityCtrlr.basicAuthPassword": "x"}}, "configuration.SecurityCtrlr.basicAuthPassword"),
        ({"configuration": {"A": "1", "a": "2"}}, "configuration.a"),
        ({"configuration": {f"{n}": "x" * 2500 for n in range(30)}}, "configuration"),
    ],
)
def test_what_is_wrong_is_named(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api.put("/api/station-models/m", body)
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.get("/api/station-models").body["items"] == []


def test_an_id_stands_in_addresses(api: Api) -> None:
    assert api.put("/api/station-models/a b").fields() == ["model_id"]


def test_only_admins_keep_models(api: Api) -> None:
    api.role = "operator"
    assert api.put("/api/station-models/m").status == 403
    assert api.get("/api/station-models").status == 200


def test_a_station_shows_its_quirks_and_who_says_so(api: Api) -> None:
    api.station()
    keep(api, "all", quirks={"max_stack_level": 3, "rate_unit": "W"})
    keep(api, "v", vendor="v", quirks={"max_stack_level": 0})
    shown = api.get("/api/stations/CP-1/quirks").body
    assert (shown["vendor"], shown["model"], shown["firmware"]) == ("V", "M", None)
    assert shown["quirks"] == NO_QUIRKS | {"max_stack_level": 0, "rate_unit": "W"}
    assert shown["sources"] == {"max_stack_level": "v", "rate_unit": "all"}


def test_a_model_may_be_for_one_site_or_one_station(api: Api) -> None:
    api.station()
    keep(api, "make", vendor="V", model="M", configuration={"A": "make", "B": "make", "C": "make"})
    keep(api, "depot", site="depot", configuration={"B": "depot", "C": "depot"})
    keep(api, "one", station="CP-1", configuration={"C": "one"})
    assert wanted(api) == {"A": "make", "B": "make", "C": "one"}
    api.put("/api/sites/depot", {})
    api.put("/api/stations/CP-1", {"site_id": "depot"})
    assert wanted(api) == {"A": "make", "B": "depot", "C": "one"}


def wanted(api: Api) -> dict[str, str]:
    return {item["key"]: item["wanted"] for item in api.get("/api/stations/CP-1/configuration/drift").body["items"]}


def test_a_station_that_never_booted_has_none(api: Api) -> None:
    api.csms.register("CP-1")
    keep(api, quirks={"max_stack_level": 3})
    assert api.get("/api/stations/CP-1/quirks").body["quirks"] == NO_QUIRKS
    assert api.get("/api/stations/CP-9/quirks").status == 404


def sent(api: Api, charger: Charger, operation: str, body: dict[str, Any]) -> list[Any]:
    answer = api.post(f"/api/stations/CP-1/{operation}", body)
    assert answer.status == 202, answer.body
    return [frame[2:] for frame in api.wire()]


def test_a_profile_goes_out_as_the_make_takes_it(api: Api) -> None:
    charger = api.station()
    keep(api, quirks={"rate_unit": "W", "max_stack_level": 0, "number_phases": 3, "relative_profiles_only": True})
    profile = {
        "id": 7, "purpose": "TxDefaultProfile", "kind": "Absolute", "stack_level": 4,
        "start_schedule": "2026-03-01T11:00:00Z", "periods": [{"start_s": 0, "limit": 10}],
    }  # fmt: skip
    [[action, payload]] = sent(api, charger, "charging-profile", {"evse": 1, "profile": profile})
    assert action == "SetChargingProfile"
    assert payload["csChargingProfiles"] == {
        "chargingProfileId": 7, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6900.0, "numberPhases": 3}],
        },
    }  # fmt: skip


def test_a_profile_that_the_make_cannot_take_is_refused_by_its_member(api: Api) -> None:
    api.station()
    keep(api, quirks={"relative_profiles_only": True})
    profile = {"id": 7, "purpose": "TxDefaultProfile", "kind": "Recurring", "recurrency": "Daily",
               "periods": [{"start_s": 0, "limit": 10}]}  # fmt: skip
    answer = api.post("/api/stations/CP-1/charging-profile", {"evse": 1, "profile": profile})
    assert (answer.status, answer.fields()) == (422, ["profile.kind"])


def test_the_old_profile_goes_before_the_new_one(api: Api) -> None:
    charger = api.station()
    keep(api, quirks={"clear_profile_first": True})
    profile = {"id": 7, "purpose": "TxDefaultProfile", "kind": "Relative", "periods": [{"start_s": 0, "limit": 10}]}
    answer = api.post("/api/stations/CP-1/charging-profile", {"evse": 2, "profile": profile})
    assert (answer.body["action"], answer.body["status"]) == ("SetChargingProfile", "queued")
    [[_, message_id, action, payload]] = api.wire()
    assert (action, payload) == (
        "ClearChargingProfile", {"connectorId": 2, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 0},
    )  # fmt: skip
    charger.frame(f'[3,"{message_id}",{{"status":"Unknown"}}]')
    assert api.wire()[1][2] == "SetChargingProfile"


def test_keys_and_triggers_go_out_as_the_make_takes_them(api: Api) -> None:
    charger = api.station()
    keep(api, quirks={"lower_case_keys": True, "trigger_without_connector": True})
    [call] = sent(api, charger, "variables", {"get": [{"name": "HeartbeatInterval"}]})
    assert call == ["GetConfiguration", {"key": ["heartbeatinterval"]}]
    charger.frame(f'[3,"{api.wire()[0][1]}",{{}}]')
    assert sent(api, charger, "trigger", {"message": "MeterValues", "evse": 2})[1] == [
        "TriggerMessage", {"requestedMessage": "MeterValues"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("quirk", "key"), [({}, b"correct-horse-bat".hex()), ({"authorization_key": "text"}, "correct-horse-bat")]
)
def test_a_1_6_key_is_written_as_the_make_wants_it(api: Api, quirk: dict[str, Any], key: str) -> None:
    api.station()
    keep(api, quirks=quirk)
    api.post("/api/stations/CP-1/password", {"password": "correct-horse-bat"})
    assert api.wire()[0][3] == {"key": "AuthorizationKey", "value": key}


def told(api: Api, charger: Charger, **settings: str) -> None:
    api.post("/api/stations/CP-1/configuration/read")
    keys = [{"key": key, "value": value, "readonly": True} for key, value in settings.items()]
    answer(api, charger, {"configurationKey": keys})


def answer(api: Api, charger: Charger, payload: Any) -> None:
    charger.frame(json.dumps([3, api.wire()[-1][1], payload]))


def suggested(api: Api) -> dict[str, Any]:
    return {item["quirk"]: item["value"] for item in api.get("/api/stations/CP-1/quirks").body["suggested"]}


@pytest.mark.parametrize(
    ("settings", "quirks"),
    [
        ({"ChargingScheduleAllowedChargingRateUnit": "Power"}, {"rate_unit": "W"}),
        ({"ChargingScheduleAllowedChargingRateUnit": " a "}, {"rate_unit": "A"}),
        ({"ChargingScheduleAllowedChargingRateUnit": "Current,Power"}, {}),
        ({"ChargingScheduleAllowedChargingRateUnit": "Furlong"}, {}),
        ({"ChargeProfileMaxStackLevel": "0"}, {"max_stack_level": 0}),
        ({"ChargeProfileMaxStackLevel": "many"}, {}),
        (dict.fromkeys("abcde", "1"), {"lower_case_keys": True}),
        (dict.fromkeys("abcD", "1"), {}),
    ],
)
def test_a_stations_settings_suggest_quirks(api: Api, settings: dict[str, str], quirks: dict[str, Any]) -> None:
    told(api, api.station(), **settings)
    assert suggested(api) == quirks


def test_what_a_model_says_already_is_not_suggested(api: Api) -> None:
    told(api, api.station(), ChargeProfileMaxStackLevel="3", ChargingScheduleAllowedChargingRateUnit="Power")
    keep(api, quirks={"max_stack_level": 3, "rate_unit": "A"})
    assert suggested(api) == {"rate_unit": "W"}


def test_what_a_station_refuses_suggests_quirks_until_it_takes_it(api: Api) -> None:
    charger = api.station()
    assert suggested(api) == {}
    for status, quirks in (("NotImplemented", {"trigger_without_connector": True}), ("Accepted", {})):
        api.post("/api/stations/CP-1/trigger", {"message": "MeterValues", "evse": 1})
        answer(api, charger, {"status": status})
        assert suggested(api) == quirks
        api.csms.forward(seconds=1)
    api.post("/api/stations/CP-1/password", {"password": "correct-horse-bat"})
    answer(api, charger, {"status": "Rejected"})
    assert suggested(api) == {"authorization_key": "text"}


def test_a_2_x_station_says_it_in_other_words(api: Api) -> None:
    charger = api.station(V201)
    data = [
        {
            "component": {"name": "SmartChargingCtrlr"},
            "variable": {"name": name},
            "variableAttribute": [{"value": value}],
        }
        for name, value in (("RateUnit", "W"), ("ProfileStackLevel", "2"))
    ]
    charger.ask("NotifyReport", {"requestId": 1, "seqNo": 0, "generatedAt": charger.now(), "reportData": data})
    assert suggested(api) == {"rate_unit": "W", "max_stack_level": 2}
