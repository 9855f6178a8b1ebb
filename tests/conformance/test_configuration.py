"""A station's settings are remembered as it tells them, in whatever order, case and number of parts."""

import json
from itertools import permutations
from typing import Any

import pytest

from csms.application.keep_configuration import READ_ORIGIN
from csms.domain.configuration import Configuration, Source
from csms.domain.operations import ReadConfiguration
from csms.domain.quirks import Quirks
from csms.domain.station_models import StationModel
from csms.domain.stations import OcppVersion
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
SECRET = "correct-horse-bat"


def known(csms: World) -> Configuration:
    return csms.ports.configurations.get("cp-1")


def values(csms: World) -> dict[str, str | None]:
    return {setting.key: setting.value for setting in known(csms).settings.values()}


def booted(csms: World, version: OcppVersion) -> Charger:
    charger = csms.connect(version)
    charger.boot()
    return charger


def answered(csms: World, charger: Charger, action: str, request: Any, answer: Any, **wanted: Any) -> None:
    command = csms.send("cp-1", action, json.dumps(request), **wanted)
    kind = 4 if isinstance(answer, list) else 3
    charger.frame(json.dumps([kind, command.message_id, *(answer if kind == 4 else [answer])]))


def key(name: str, value: str | None = None, readonly: bool = False) -> dict[str, Any]:
    return {"key": name, "readonly": readonly} | ({} if value is None else {"value": value})


def item(component: str, variable: str, **members: Any) -> dict[str, Any]:
    return {"component": {"name": component}, "variable": {"name": variable}, **members}


class Test16:
    def test_what_it_tells_is_kept_with_time_and_source(self, csms: World) -> None:
        charger = booted(csms, V16)
        told = [key("HeartbeatInterval", "300"), key("NumberOfConnectors", "2", True), key("Empty")]
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": told})
        settings = known(csms).settings
        assert values(csms) == {"HeartbeatInterval": "300", "NumberOfConnectors": "2", "Empty": None}
        assert (settings["numberofconnectors"].read_only, settings["heartbeatinterval"].read_only) == (True, False)
        assert settings["empty"].read_at == known(csms).complete_at == "2026-03-01T12:00:00.000Z"
        assert settings["empty"].source is Source.GET

    def test_a_key_in_another_case_is_the_same_key(self, csms: World) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("HeartbeatInterval", "300")]})
        answered(
            csms, charger, "ChangeConfiguration", {"key": "heartbeatinterval", "value": "60"}, {"status": "Accepted"}
        )
        assert values(csms) == {"HeartbeatInterval": "60"}
        told = {"configurationKey": [key("HEARTBEATINTERVAL", "60")]}
        answered(csms, charger, "GetConfiguration", {"key": ["HeartbeatInterval"]}, told)
        assert values(csms) == {"HEARTBEATINTERVAL": "60"}

    @pytest.mark.parametrize(
        ("answer", "value", "unknown"),
        [
            ({"status": "Accepted"}, "60", False),
            ({"status": "Rejected"}, "300", False),
            ({"status": "NotSupported"}, None, True),
            ({"status": 7}, "300", False),
            ({}, "300", False),
            (["NotImplemented", "", {}], "300", False),
        ],
    )
    def test_only_what_it_takes_is_changed(self, csms: World, answer: Any, value: str | None, unknown: bool) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("Interval", "300")]})
        answered(csms, charger, "ChangeConfiguration", {"key": "Interval", "value": "60"}, answer)
        assert (known(csms).value("Interval"), "interval" in known(csms).unknown) == (value, unknown)

    def test_a_value_that_waits_for_a_reboot(self, csms: World) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("Interval", "300")]})
        change = {"key": "Interval", "value": "60"}
        answered(csms, charger, "ChangeConfiguration", change, {"status": "RebootRequired"})
        csms.forward(seconds=1)
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("Interval", "300")]})
        setting = known(csms).settings["interval"]
        before = csms.ports.stations.get("cp-1")
        assert before is not None
        assert (setting.waits_for_reboot(before.booted_at), setting.value_since(before.booted_at)) == (True, "300")
        csms.forward(seconds=1)
        charger.ask("BootNotification", BOOT[V16])
        after = csms.ports.stations.get("cp-1")
        assert after is not None
        assert (setting.waits_for_reboot(after.booted_at), setting.value_since(after.booted_at)) == (False, "60")
        csms.forward(seconds=1)
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("Interval", "300")]})
        assert known(csms).settings["interval"].value_since(after.booted_at) == "300", "the station's own word counts"

    def test_garbage_changes_nothing(self, csms: World) -> None:
        charger = booted(csms, V16)
        for answer in ({"configurationKey": "x"}, {"configurationKey": [7]}, {"unknownKey": 7}, None, []):
            command = csms.send("cp-1", "GetConfiguration")
            charger.frame(json.dumps([3, command.message_id, answer]))
            done = csms.ports.commands.get("cp-1", command.message_id)
            assert done is not None
            assert done.status == "done"
        told = [key("Good", "1"), {"key": 7}, {"key": ""}, {"key": "Number", "value": 5, "readonly": "yes"}]
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": told, "unknownKey": [None, "Gone"]})
        assert values(csms) == {"Good": "1", "Number": "5"}
        assert list(known(csms).unknown) == ["gone"]

    def test_passwords_are_kept_nowhere(self, csms: World) -> None:
        charger = booted(csms, V16)
        told = [key("AuthorizationKey", SECRET), key("WifiPassword", SECRET), key("Open", "1")]
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": told})
        change = {"key": "authorizationkey", "value": SECRET}
        answered(csms, charger, "ChangeConfiguration", change, {"status": "Accepted"})
        assert values(csms) == {"AuthorizationKey": None, "WifiPassword": None, "Open": "1"}
        for command in csms.ports.commands.page("cp-1", 10, None).items:
            assert SECRET not in json.dumps([command.request, command.response])


class TestTheRestOf16:
    """What a station leaves out when it is asked for everything is asked for by name."""

    def rest(self, csms: World) -> list[list[str]]:
        for _, task in [entry for entry in csms.queues.tasks if entry[1]["task"] == "read_rest"]:
            csms.run_task(task)
        first, *later = reversed(csms.ports.commands.page("cp-1", 100, None).items)
        return [json.loads(command.request)["key"] for command in later if command.action == first.action]

    def test_a_refusal_to_tell_everything(self, csms: World) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, ["InternalError", "", {}], origin=READ_ORIGIN)
        asked = self.rest(csms)
        assert all(0 < len(keys) <= 20 for keys in asked)
        assert {"HeartbeatInterval", "CpoName", "ChargeProfileMaxStackLevel"} <= {
            name for keys in asked for name in keys
        }
        assert self.rest(csms) == asked, "asked once, however often the task comes"

    def test_a_list_that_was_cut_off_goes_on_where_it_stopped(self, csms: World) -> None:
        charger = booted(csms, V16)
        told = [key("GetConfigurationMaxKeys", "2"), key("HeartbeatInterval", "300")]
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": told}, origin=READ_ORIGIN)
        assert known(csms).complete_at is None
        asked = self.rest(csms)
        assert all(0 < len(keys) <= 2 for keys in asked)
        assert "HeartbeatInterval" not in {name for keys in asked for name in keys}

    def test_what_the_models_want_and_it_did_not_tell(self, csms: World) -> None:
        wanted = StationModel(
            "m", "2026-01-01T00:00:00.000Z", quirks=Quirks(), configuration={"Told": "1", "Hidden": "2"}
        )
        csms.ports.station_models.save(wanted)
        charger = booted(csms, V16)
        told = [key("Told", "1"), key("Other", "1")]
        answered(csms, charger, "GetConfiguration", {}, {"configurationKey": told}, origin=READ_ORIGIN)
        assert self.rest(csms) == [["Hidden"]]

    def test_nothing_is_sent_that_nobody_asked_for(self, csms: World) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, ["InternalError", "", {}])
        assert [task for _, task in csms.queues.tasks if task["task"] == "read_rest"] == []

    def test_a_station_that_has_left_is_not_asked(self, csms: World) -> None:
        charger = booted(csms, V16)
        answered(csms, charger, "GetConfiguration", {}, ["InternalError", "", {}], origin=READ_ORIGIN)
        station = csms.ports.stations.get("cp-1")
        assert station is not None
        csms.ports.stations.remove(station)
        assert self.rest(csms) == []


@pytest.mark.parametrize("version", [V201, V21])
class Test2x:
    def test_variables_go_by_one_text(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        placed = {
            "component": {"name": "Connector", "evse": {"id": 1, "connectorId": 2}},
            "variable": {"name": "Available"},
        }
        items = {
            "component": {"name": "DeviceDataCtrlr"},
            "variable": {"name": "ItemsPerMessage", "instance": "GetVariables"},
        }
        results = [
            item("OCPPCommCtrlr", "HeartbeatInterval", attributeStatus="Accepted", attributeValue="300"),
            {**placed, "attributeStatus": "Accepted", "attributeValue": "true"},
            {**items, "attributeStatus": "Accepted", "attributeValue": "7"},
            item("EVSE", "Power", attributeStatus="Accepted", attributeValue="1", attributeType="MaxSet"),
            item("X", "Y", attributeStatus="UnknownVariable"),
            item("SecurityCtrlr", "BasicAuthPassword", attributeStatus="Accepted", attributeValue=SECRET),
            item("AuthCtrlr", "Enabled", attributeStatus="Rejected"),
        ]
        answered(csms, charger, "GetVariables", {"getVariableData": [item("X", "Y")]}, {"getVariableResult": results})
        assert values(csms) == {
            "OCPPCommCtrlr.HeartbeatInterval": "300",
            "Connector@1,2.Available": "true",
            "DeviceDataCtrlr.ItemsPerMessage[GetVariables]": "7",
            "EVSE.Power#MaxSet": "1",
            "SecurityCtrlr.BasicAuthPassword": None,
        }
        assert list(known(csms).unknown) == ["x.y"]
        assert known(csms).number("devicedatactrlr.itemspermessage[getvariables]") == 7

    def test_results_pair_by_what_they_name(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        wanted = [
            item("A", "One", attributeValue="1"),
            item("A", "Two", attributeValue="2"),
            item("A", "Three", attributeValue="3"),
        ]
        results = [
            item("a", "two", attributeStatus="RebootRequired"),
            item("A", "One", attributeStatus="Accepted"),
            item("A", "Three", attributeStatus="Rejected"),
            item("A", "Never", attributeStatus="Accepted"),
        ]
        answered(csms, charger, "SetVariables", {"setVariableData": wanted}, {"setVariableResult": results})
        settings = known(csms).settings
        assert {name: setting.value for name, setting in settings.items()} == {"a.one": "1", "a.two": None}
        assert settings["a.two"].pending == "2"

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_a_report_is_complete_whatever_the_order_of_its_parts(
        self, csms: World, version: OcppVersion, order: tuple[int, ...]
    ) -> None:
        """Part 3 stands for the answer to the request itself."""
        charger = booted(csms, version)
        call = csms.ports.encode(version, ReadConfiguration(9))
        command = csms.send("cp-1", call.action, json.dumps(call.payload), origin=READ_ORIGIN)
        for count, number in enumerate(order, start=1):
            assert known(csms).complete_at is None
            if number == 3:
                charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
            else:
                part(charger, number, last=number == 2)
            assert len(known(csms).reports) == 1, count
        assert known(csms).complete_at is not None
        assert values(csms) == {"C.V0": "0", "C.V1": "1", "C.V2": "2"}
        setting = known(csms).settings["c.v1"]
        assert (setting.source, setting.read_only) == (Source.NOTIFIED, True)

    def test_a_report_with_a_gap_is_not_complete(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        command = csms.send("cp-1", "GetBaseReport", '{"requestId":9,"reportBase":"FullInventory"}')
        charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
        part(charger, 0)
        part(charger, 2, last=True)
        part(charger, 2, last=True)
        [report] = known(csms).reports
        assert (report.complete, sorted(report.parts), known(csms).complete_at) == (False, [0, 2], None)

    def test_a_number_that_is_used_again_is_a_new_report(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        for parts in ((0, 1), (0,)):
            csms.forward(minutes=1)
            command = csms.send("cp-1", "GetBaseReport", '{"requestId":9,"reportBase":"FullInventory"}')
            charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
            for number in parts:
                part(charger, number, last=number == 1)
        [report] = known(csms).reports
        assert (report.complete, sorted(report.parts)) == (False, [0])
        assert known(csms).complete_at == "2026-03-01T12:01:00.000Z"

    def test_another_report_tells_not_everything(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        part(charger, 0, last=True)
        assert (known(csms).complete_at, values(csms)) == (None, {"C.V0": "0"})

    def test_a_report_is_kept_without_its_passwords(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        data = [
            item(
                "SecurityCtrlr", "BasicAuthPassword", variableAttribute=[{"value": SECRET, "mutability": "WriteOnly"}]
            ),
            item("C", "V", variableAttribute=[{"value": "1"}, {"type": "Target", "value": "2"}]),
        ]
        charger.ask("NotifyReport", {"requestId": 1, "seqNo": 0, "generatedAt": charger.now(), "reportData": data})
        assert values(csms) == {"SecurityCtrlr.BasicAuthPassword": None, "C.V": "1", "C.V#Target": "2"}
        [event] = csms.ports.station_events.page("cp-1", 10, None).items
        assert event.type == "NotifyReport"
        assert SECRET not in json.dumps(event.payload)

    def test_what_a_report_says_of_mutability_outlives_a_reading(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        part(charger, 0, last=True)
        result = item("C", "V0", attributeStatus="Accepted", attributeValue="5")
        answered(csms, charger, "GetVariables", {"getVariableData": [item("C", "V0")]}, {"getVariableResult": [result]})
        setting = known(csms).settings["c.v0"]
        assert (setting.value, setting.read_only, setting.source) == ("5", True, Source.GET)


def part(charger: Charger, number: int, last: bool = False) -> None:
    attribute = {"value": str(number), "mutability": "ReadOnly"}
    data = [item("C", f"V{number}", variableAttribute=[attribute])]
    report = {"requestId": 9, "seqNo": number, "tbc": not last, "generatedAt": charger.now(), "reportData": data}
    charger.ask("NotifyReport", report)


def test_a_station_that_tells_too_much_is_kept_within_an_item(csms: World) -> None:
    import random

    charger, digits = booted(csms, V16), random.Random(1)
    for batch in range(6):
        told = [key(f"K{batch}-{n}", digits.randbytes(240).hex()) for n in range(250)]
        answered(csms, charger, "GetConfiguration", {"key": ["K"]}, {"configurationKey": told})
        csms.forward(seconds=1)
    assert 0 < len(known(csms).settings) < 1500
    assert "k5-249" in known(csms).settings, "the newest stays"


def test_a_removed_stations_settings_are_forgotten(csms: World) -> None:
    from csms.application.remove_station import remove_station

    charger = booted(csms, V16)
    answered(csms, charger, "GetConfiguration", {}, {"configurationKey": [key("A", "1")]})
    remove_station(csms.ports, "CP-1")
    assert known(csms) == Configuration("cp-1")
