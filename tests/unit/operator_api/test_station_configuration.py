"""A station's settings over the API: read, changed, compared with its models, brought in step."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import BOOT, Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
PATH = "/api/stations/CP-1/configuration"
ITEMS_2X = {"component": {"name": "DeviceDataCtrlr"}}


def reply(api: Api, charger: Charger, payload: Any) -> None:
    """To the newest CALL."""
    charger.frame(json.dumps([3, api.wire()[-1][1], payload]))


def read(api: Api, charger: Charger, **settings: str) -> None:
    """The station tells its settings; a name that starts with ro_ is read-only."""
    api.post(f"{PATH}/read")
    told = [{"key": k.removeprefix("ro_"), "value": v, "readonly": k.startswith("ro_")} for k, v in settings.items()]
    reply(api, charger, {"configurationKey": told})


def want(api: Api, **configuration: str) -> None:
    assert api.put("/api/station-models/m", {"vendor": "V", "configuration": configuration}).status in (200, 201)


def states(api: Api) -> dict[str, str]:
    return {item["key"]: item["state"] for item in api.get(f"{PATH}/drift").body["items"]}


def tell_items(api: Api, charger: Charger, instance: str, number: int) -> None:
    variable = {"name": "ItemsPerMessage", "instance": instance}
    data = [{**ITEMS_2X, "variable": variable, "variableAttribute": [{"value": str(number)}]}]
    charger.ask("NotifyReport", {"requestId": 1, "seqNo": 0, "generatedAt": charger.now(), "reportData": data})


def test_a_1_6_station_is_read_and_shown(api: Api) -> None:
    charger = api.station()
    assert api.get(PATH).body == {
        "items": [], "next_cursor": None, "complete_at": None, "unknown": [], "reports": [],
    }  # fmt: skip
    answer = api.post(f"{PATH}/read")
    assert (answer.status, api.wire()[0][2:]) == (202, ["GetConfiguration", {}])
    told = [{"key": "B", "value": "1", "readonly": False}, {"key": "a", "readonly": True}]
    reply(api, charger, {"configurationKey": told, "unknownKey": ["Z"]})
    shown = api.get(PATH).body
    assert shown["items"] == [
        {
            "key": "a", "value": None, "read_only": True, "read_at": "2026-03-01T12:00:00.000Z", "source": "get",
            "reboot_required": False, "value_after_reboot": None,
        },
        {
            "key": "B", "value": "1", "read_only": False, "read_at": "2026-03-01T12:00:00.000Z", "source": "get",
            "reboot_required": False, "value_after_reboot": None,
        },
    ]  # fmt: skip
    assert (shown["complete_at"], shown["unknown"]) == ("2026-03-01T12:00:00.000Z", ["z"])
    first = api.get(PATH, limit=1).body
    assert [item["key"] for item in api.get(PATH, limit=1, cursor=first["next_cursor"]).body["items"]] == ["B"]


@pytest.mark.parametrize("version", [V201, V21])
def test_a_2_x_station_reports_in_parts(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    answer = api.post(f"{PATH}/read", prefer="wait=1", idempotency_key="k")
    [[_, message_id, action, payload]] = api.wire()
    assert (action, payload["reportBase"]) == ("GetBaseReport", "FullInventory")
    again = api.post(f"{PATH}/read", idempotency_key="k")
    assert again.body["id"] == answer.body["id"]
    charger.frame(json.dumps([3, message_id, {"status": "Accepted"}]))
    for number in (2, 0):
        data = [{"component": {"name": "C"}, "variable": {"name": f"V{number}"}, "variableAttribute": [{"value": "1"}]}]
        charger.ask("NotifyReport", {
            "requestId": payload["requestId"], "seqNo": number, "tbc": number != 2, "generatedAt": charger.now(),
            "reportData": data,
        })  # fmt: skip
    shown = api.get(PATH).body
    assert [item["key"] for item in shown["items"]] == ["C.V0", "C.V2"]
    [report] = shown["reports"]
    assert (report["complete"], report["missing"], report["full"]) == (False, [1], True)


def test_some_keys_are_read(api: Api) -> None:
    api.station()
    api.post(f"{PATH}/read", {"keys": ["A", "B"]})
    assert api.wire()[0][2:] == ["GetConfiguration", {"key": ["A", "B"]}]


def test_settings_are_changed_one_by_one_in_1_6(api: Api) -> None:
    charger = api.station()
    answer = api.send("PATCH", PATH, {"settings": {"A": "1", "B": "2"}})
    assert (answer.status, len(answer.body["parts"])) == (202, 2)
    reply(api, charger, {"status": "Accepted"})
    reply(api, charger, {"status": "RebootRequired"})
    assert [frame[3] for frame in api.wire()] == [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]
    shown = {item["key"]: item for item in api.get(PATH).body["items"]}
    assert (shown["A"]["value"], shown["A"]["source"], shown["A"]["reboot_required"]) == ("1", "set", False)
    assert (shown["B"]["reboot_required"], shown["B"]["value_after_reboot"]) == (True, "2")
    api.csms.forward(seconds=1)
    charger.ask("BootNotification", BOOT[V16])
    shown = {item["key"]: item for item in api.get(PATH).body["items"]}
    assert (shown["B"]["value"], shown["B"]["reboot_required"]) == ("2", False)


@pytest.mark.parametrize("version", [V201, V21])
def test_settings_are_changed_together_in_2_x(api: Api, version: OcppVersion) -> None:
    api.station(version)
    api.send("PATCH", PATH, {"settings": {"C[i]@1,2.V[j]": "1", "D.W": "2"}})
    component = {"name": "C", "instance": "i", "evse": {"id": 1, "connectorId": 2}}
    assert api.wire()[0][2:] == ["SetVariables", {"setVariableData": [
        {"attributeValue": "1", "component": component, "variable": {"name": "V", "instance": "j"}},
        {"attributeValue": "2", "component": {"name": "D"}, "variable": {"name": "W"}},
    ]}]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "body", "field"),
    [
        (V16, {"settings": {"AuthorizationKey": "correct-horse-bat"}}, "settings.AuthorizationKey"),
        (V16, {"settings": {}}, "settings"),
        (V16, {"settings": {"A": 1}}, "settings.A"),
        (V16, {"settings": {"A": "1", "x" * 51: "1"}}, f"settings.{'x' * 51}"),
        (V16, {"settings": {"A": "1", "B": "x" * 501}}, "settings.B"),
        (V201, {"settings": {"NoComponent": "1"}}, "settings.NoComponent"),
        (V201, {"settings": {"C.V": "1", "c.v": "2"}}, "settings.c.v"),
        (V201, {"settings": {"A.B": "1", f"A.{'x' * 51}": "1"}}, f"settings.A.{'x' * 51}"),
    ],
)
def test_a_change_that_is_wrong_is_named_by_its_key(
    api: Api, version: OcppVersion, body: dict[str, Any], field: str
) -> None:
    api.station(version)
    answer = api.send("PATCH", PATH, body)
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.wire() == []


def test_keys_that_are_wrong_are_named(api: Api) -> None:
    api.station(V201)
    assert api.post(f"{PATH}/read", {"keys": ["NoComponent"]}).fields() == ["keys.NoComponent"]
    assert api.post(f"{PATH}/read", {"keys": []}).fields() == ["keys"]


def test_drift_says_how_each_wanted_setting_stands(api: Api) -> None:
    charger = api.station()
    want(api, Same="1", Other="2", Fixed="3", Gone="4", Waits="6")
    assert set(states(api).values()) == {"unknown"}
    read(api, charger, same="1", Other="1", ro_Fixed="1", Waits="1", Untouched="9")
    api.send("PATCH", PATH, {"settings": {"Waits": "6"}})
    reply(api, charger, {"status": "RebootRequired"})
    assert states(api) == {
        "same": "in_step", "Other": "differs", "Fixed": "read_only", "Gone": "missing", "Waits": "reboot_required",
    }  # fmt: skip
    [other] = [item for item in api.get(f"{PATH}/drift").body["items"] if item["key"] == "Other"]
    assert other == {
        "key": "Other", "state": "differs", "wanted": "2", "actual": "1", "read_at": "2026-03-01T12:00:00.000Z",
        "source": "m",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "actual", "state"),
    [
        ("true", "True", "in_step"),
        ("a, b", "a,b", "in_step"),
        (" 60", "60 ", "in_step"),
        ("a", "A", "differs"),
        ("a,b", "b,a", "differs"),
        ("", "x", "differs"),
    ],
)
def test_spelling_is_no_drift(api: Api, wanted: str, actual: str, state: str) -> None:
    charger = api.station()
    want(api, K=wanted)
    read(api, charger, K=actual)
    assert states(api) == {"K": state}


def applied(api: Api) -> Answer:
    return api.post(f"{PATH}/apply")


def test_only_what_differs_is_sent_and_read_again(api: Api) -> None:
    charger = api.station()
    want(api, Same="1", Other="2", Fixed="3")
    read(api, charger, Same="1", Other="1", ro_Fixed="1")
    api.csms.link.sent.clear()
    answer = applied(api)
    assert answer.status == 202
    assert [item["key"] for item in answer.body["sent"]] == ["Other"]
    assert [(item["key"], item["state"]) for item in answer.body["left"]] == [("Fixed", "read_only")]
    reply(api, charger, {"status": "Accepted"})
    assert [frame[2:] for frame in api.wire()] == [
        ["ChangeConfiguration", {"key": "Other", "value": "2"}], ["GetConfiguration", {"key": ["Other"]}],
    ]  # fmt: skip
    reply(api, charger, {"configurationKey": [{"key": "Other", "value": "2", "readonly": False}]})
    assert states(api)["Other"] == "in_step"
    api.csms.link.sent.clear()
    done = applied(api)
    assert (done.status, done.body["sent"], done.body["commands"], api.wire()) == (200, [], [], [])
    assert all(api.get(f"/api/commands/{command}").body["status"] == "done" for command in answer.body["commands"])


def test_a_2_x_station_gets_as_many_items_as_it_takes(api: Api) -> None:
    charger = api.station(V201)
    tell_items(api, charger, "SetVariables", 2)
    want(api, **{f"C.V{n}": "1" for n in range(5)})
    answer = applied(api)
    assert len(answer.body["commands"]) == 3 + 1
    commands = [api.get(f"/api/commands/{command}").body["request"] for command in answer.body["commands"]]
    assert [len(command.get("setVariableData", ())) for command in commands] == [2, 2, 1, 0]
    assert len(commands[-1]["getVariableData"]) == 5


def test_what_a_station_told_of_itself_is_used_where_the_caller_says_nothing(api: Api) -> None:
    charger = api.station(V201)
    tell_items(api, charger, "GetVariables", 3)
    wanted = [{"component": "C", "name": f"V{n}"} for n in range(7)]
    assert len(api.post("/api/stations/CP-1/variables", {"get": wanted}).body["parts"]) == 3
    told = api.post("/api/stations/CP-1/variables", {"get": wanted, "items_per_message": 4})
    assert len(told.body["parts"]) == 2


def test_a_1_6_station_that_takes_few_keys_is_asked_in_chunks(api: Api) -> None:
    charger = api.station()
    read(api, charger, GetConfigurationMaxKeys="2")
    assert len(api.post(f"{PATH}/read", {"keys": ["A", "B", "C"]}).body["parts"]) == 2


def test_a_setting_that_cannot_be_named_to_the_station_is_left(api: Api) -> None:
    api.station(V201)
    want(api, NoComponent="1")
    answer = applied(api)
    assert (answer.status, [item["key"] for item in answer.body["left"]]) == (200, ["NoComponent"])


def test_a_station_that_is_away(api: Api) -> None:
    api.station()
    want(api, A="1", B="2")
    api.csms.forward(hours=1)
    assert applied(api).status == 409
    assert api.get("/api/stations/CP-1/commands").body["items"] == []
    waiting = api.post(f"{PATH}/apply", {"queue_until": "2026-03-02T12:00:00Z"})
    assert (waiting.status, len(waiting.body["commands"])) == (202, 3)
    api.csms.register("CP-2")
    assert api.post("/api/stations/CP-2/configuration/apply").status == 409


def test_a_hundred_settings_that_nobody_answers_do_not_expire(api: Api) -> None:
    """Each waits for all before it to time out."""
    api.station()
    answer = api.send("PATCH", PATH, {"settings": {f"K{n}": "1" for n in range(100)}})
    last = api.get(f"/api/commands/{answer.body['parts'][-1]}").body
    assert last["queue_until"] >= "2026-03-01T12:50:00.000Z"


def test_the_stations_of_a_model_and_how_far_they_are(api: Api) -> None:
    api.csms.register("CP-0")
    charger = api.station(V16, "CP-1")
    api.station(V16, "CP-2")
    want(api, A="1", B="2")
    read(api, charger, A="1", B="1")
    found = {item["station"]: item for item in api.get("/api/station-models/m/drift").body["items"]}
    assert {name: item["counts"] for name, item in found.items()} == {
        "CP-1": {"in_step": 1, "differs": 1}, "CP-2": {"unknown": 2},
    }  # fmt: skip
    assert [item["key"] for item in found["CP-1"]["drift"]] == ["B"]
    assert api.get("/api/station-models/none/drift").status == 404


def test_viewers_read_and_operators_apply(api: Api) -> None:
    api.station()
    api.role = "viewer"
    assert (api.get(PATH).status, api.get(f"{PATH}/drift").status) == (200, 200)
    assert (applied(api).status, api.send("PATCH", PATH, {"settings": {"A": "1"}}).status) == (403, 403)
    api.role = "operator"
    assert applied(api).status == 200


@pytest.mark.parametrize(
    ("version", "key", "value"),
    [(V16, "x" * 51, "1"), (V16, "K", "x" * 501), (V201, "C.V", "x" * 1001), (V21, f"C.{'x' * 51}", "1")],
)
def test_what_no_message_can_hold_is_left(api: Api, version: OcppVersion, key: str, value: str) -> None:
    api.station(version)
    want(api, **{key: value})
    answer = applied(api)
    assert (answer.status, [item["key"] for item in answer.body["left"]], api.wire()) == (200, [key], [])


class TestAModelAtOnce:
    def apply(self, api: Api, **body: Any) -> Answer:
        return api.post("/api/station-models/m/apply", body)

    def run(self, api: Api) -> None:
        tasks = [task for _, task in api.csms.queues.tasks if task["task"] == "apply_configuration"]
        for task in tasks:
            api.csms.run_task(task)

    def test_every_station_that_differs_is_told_once(self, api: Api) -> None:
        chargers = {name: api.station(V16, name) for name in ("CP-1", "CP-2", "CP-3")}
        want(api, A="1")
        read(api, chargers["CP-1"], A="1")
        api.csms.link.sent.clear()
        answer = self.apply(api)
        assert {item["station"]: item["settings"] for item in answer.body["items"]} == {"CP-2": 1, "CP-3": 1}
        self.run(api)
        self.run(api)
        assert sorted(connection for connection, _ in api.csms.link.sent) == sorted(
            chargers[name].connection_id for name in ("CP-2", "CP-3")
        )
        commands = api.get("/api/stations/CP-2/commands").body["items"]
        assert [(item["action"], item["requested_by"]) for item in commands] == [
            ("GetConfiguration", "ann"), ("ChangeConfiguration", "ann"),
        ]  # fmt: skip

    def test_one_that_is_away_is_told_when_it_is_back(self, api: Api) -> None:
        charger = api.station()
        want(api, A="1")
        api.csms.disconnect(charger.connection_id)
        self.apply(api)
        self.run(api)
        assert {item["status"] for item in api.get("/api/stations/CP-1/commands").body["items"]} == {"queued"}

    def test_a_task_that_comes_too_late_tells_nobody(self, api: Api) -> None:
        api.station()
        want(api, A="1")
        self.apply(api, queue_until="2026-03-01T12:05:00Z")
        api.csms.forward(minutes=6)
        self.run(api)
        assert api.wire() == []

    def test_a_station_that_is_gone_or_rejected_is_left(self, api: Api) -> None:
        api.station()
        api.station(V16, "CP-2")
        want(api, A="1")
        self.apply(api)
        api.delete("/api/stations/CP-1")
        api.put("/api/stations/CP-2", {"registration": "rejected"})
        self.run(api)
        assert api.wire() == []

    def test_stations_come_in_pages(self, api: Api) -> None:
        for number in range(3):
            api.station(V16, f"CP-{number}")
            api.csms.forward(seconds=1)
        want(api, A="1")
        first = api.send("POST", "/api/station-models/m/apply", query={"limit": 2}).body
        rest = api.send("POST", "/api/station-models/m/apply", query={"limit": 2, "cursor": first["next_cursor"]}).body
        assert [item["station"] for item in first["items"] + rest["items"]] == ["CP-2", "CP-1", "CP-0"]

    def test_viewers_may_not(self, api: Api) -> None:
        want(api, A="1")
        api.role = "viewer"
        assert self.apply(api).status == 403
