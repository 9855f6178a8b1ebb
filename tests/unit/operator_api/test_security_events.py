"""Security events are found over all stations, by what an operator asks."""

from typing import Any

import pytest

from csms.domain.alarms import Alarm
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api

V16, V201, V21 = OcppVersion
PATH = "/api/security-events"


def report(charger: Charger, type_: str, at: str | None = None, **more: Any) -> None:
    payload = {"type": type_, "timestamp": at or charger.now(), **more}
    assert charger.ask("SecurityEventNotification", payload) == {}


def found(api: Api, **query: Any) -> list[tuple[str, str]]:
    answer = api.get(PATH, **query)
    assert answer.status == 200, answer.body
    return [(item["station"], item["type"]) for item in answer.body["items"]]


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_an_event_is_kept_with_our_knowledge_of_it(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    report(charger, "SettingSystemTime", "2026-03-01T11:59:00Z", techInfo="NTP")
    report(charger, "InvalidMessages", "2026-03-01T11:58:00Z")
    critical, other = api.get(PATH).body["items"]
    assert other["critical"] is False
    assert {name: value for name, value in critical.items() if name != "id"} == {
        "station": "CP-1",
        "type": "SettingSystemTime",
        "critical": True,
        "occurred_at": "2026-03-01T11:59:00.000Z",
        "received_at": "2026-03-01T12:00:00.000Z",
        "tech_info": "NTP",
    }
    assert api.csms.alarms == [], "the clock is set every day"


def test_events_by_station_type_gravity_and_time(api: Api) -> None:
    one, two = api.station(identity="CP-1"), api.station(V201, "CP-2")
    report(one, "StartupOfTheDevice", "2026-03-01T10:00:00Z")
    report(two, "InvalidFirmwareSignature", "2026-03-01T10:30:00Z")
    report(two, "StartupOfTheDevice", "2026-03-01T11:00:00Z")
    report(one, "AcmeDoorOpened", "2026-03-01T11:30:00Z")
    every = [
        ("CP-1", "AcmeDoorOpened"),
        ("CP-2", "StartupOfTheDevice"),
        ("CP-2", "InvalidFirmwareSignature"),
        ("CP-1", "StartupOfTheDevice"),
    ]
    assert found(api) == every
    assert found(api, station="cp-1") == [every[0], every[3]]
    assert found(api, type="startupofthedevice") == [every[1], every[3]]
    assert found(api, critical="true") == [every[1], every[3]]
    assert found(api, critical="false") == [every[0], every[2]]
    assert found(api, station="CP-2", critical="true") == [every[1]]
    assert found(api, station="CP-2", type="InvalidFirmwareSignature") == [every[2]]
    times = {"from": "2026-03-01T10:30:00Z", "to": "2026-03-01T11:00:00Z"}
    assert found(api, **times) == [every[1], every[2]]
    assert found(api, critical="true", **times) == [every[1]]
    assert found(api, type="StartupOfTheDevice", **times) == [every[1]]


def test_pages_lead_on(api: Api) -> None:
    charger = api.station()
    for minute in range(5):
        report(charger, "InvalidMessages" if minute % 2 else "ResetOrReboot", f"2026-03-01T11:0{minute}:00Z")
    first = api.get(PATH, critical="false", limit=1).body
    rest = api.get(PATH, critical="false", limit=5, cursor=first["next_cursor"]).body
    times = [item["occurred_at"][14:16] for item in (*first["items"], *rest["items"])]
    assert (times, rest["next_cursor"]) == (["03", "01"], None)
    assert api.get(PATH, cursor="x").fields() == ["cursor"]


def test_a_repeated_report_is_one_event(api: Api) -> None:
    charger = api.station()
    for _ in range(2):
        report(charger, "ResetOrReboot", "2026-03-01T11:00:00Z", techInfo="Watchdog")
        api.csms.forward(seconds=40)
    report(charger, "ResetOrReboot", "2026-03-01T11:00:00Z", techInfo="Brownout")
    assert len(found(api)) == 2


def test_a_time_that_cannot_be_is_replaced_by_ours(api: Api) -> None:
    report(api.station(), "SettingSystemTime", "1970-01-01T00:00:00Z")
    assert api.get(PATH).body["items"][0]["occurred_at"] == "2026-03-01T12:00:00.000Z"


def test_what_an_operator_must_hear_of_rings(api: Api) -> None:
    charger = api.station()
    report(charger, "TamperDetectionActivated", techInfo="Door")
    report(charger, "FirmwareUpdated")
    assert api.csms.alarms == [Alarm.SECURITY_EVENT]
    [alarm] = [e for e in api.get("/api/stations/CP-1/events").body["items"] if e["type"] == "alarm"]
    assert alarm["payload"] == {"alarm": "security_event", "type": "TamperDetectionActivated", "tech_info": "Door"}
