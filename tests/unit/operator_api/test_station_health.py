"""The health of a station, from what it has sent."""

from datetime import timedelta
from typing import Any

import pytest

from csms.domain import clock
from csms.domain.stations import OcppVersion
from tests.support.world import Charger
from tests.unit.operator_api.conftest import Api

PATH = "/api/analytics/station-health/CP-1"


def charge(api: Api, charger: Charger, behind_s: int) -> None:
    """A session of five minutes with a reading a minute, by a clock that is `behind_s`."""

    def now() -> str:
        return clock.to_wire(api.csms.ports.now() - timedelta(seconds=behind_s))

    sent = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": now()}
    number = charger.ask("StartTransaction", sent)["transactionId"]
    for minute in range(1, 6):
        api.csms.forward(minutes=1)
        value = {"timestamp": now(), "sampledValue": [{"value": str(100 * minute)}]}
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 500, "timestamp": now()})
    api.csms.react()


@pytest.fixture
def charger(api: Api) -> Charger:
    api.csms.token("TAG-1")
    return api.station(OcppVersion.V16, site_id=None)


def kinds(body: dict[str, Any]) -> list[str]:
    return [found["kind"] for found in body["findings"]]


def test_a_station_that_is_well(api: Api, charger: Charger) -> None:
    charge(api, charger, behind_s=0)
    body = api.get(PATH).body
    assert body["clock"] == {"offset_s": 0, "spread_s": 0, "readings": 5}
    assert (body["faults"], body["reboots"], body["deviations"], body["refusals"]) == (0, 1, {}, 0)
    assert (body["link"]["logins"], body["link"]["connections_per_day"], body["link"]["silent"]) == (1, None, False)
    assert body["findings"] == []


def test_a_clock_that_is_behind_is_found(api: Api, charger: Charger) -> None:
    charge(api, charger, behind_s=120)
    body = api.get(PATH).body
    assert body["clock"]["offset_s"] == 120
    assert [found["text"] for found in body["findings"]] == ["Its clock is 120 s behind."]


def test_times_that_cannot_be_tell_no_offset(api: Api, charger: Charger) -> None:
    charge(api, charger, behind_s=-3600)
    body = api.get(PATH).body
    assert (body["clock"], body["impossible_times"], kinds(body)) == (None, 1, ["clock_impossible"])


def test_a_station_in_trouble(api: Api, charger: Charger) -> None:
    for _ in range(5):
        api.csms.forward(minutes=10)
        charger = api.csms.connect(OcppVersion.V16)
        charger.boot()
        for status in ("Faulted", "Available"):
            sent = {"connectorId": 1, "status": status, "errorCode": "NoError", "timestamp": charger.now()}
            charger.ask("StatusNotification", sent)
    api.csms.disconnect(charger.connection_id)
    api.csms.forward(hours=2)
    api.csms.react()
    body = api.get(PATH).body
    assert (body["faults"], body["reboots"], body["clock"]) == (5, 6, None)
    assert (body["link"]["takeovers"], body["link"]["connections_per_day"]) == (5, 144)
    assert (body["link"]["silences"], body["link"]["longest_silence_s"], body["link"]["silent"]) == (1, 7200, True)
    assert kinds(body) == ["faults", "reboots", "reconnects", "takeovers", "silence"]
    before = api.get(PATH, **{"from": "2026-03-01T11:00:00Z", "to": "2026-03-01T12:00:00Z"}).body
    assert (before["link"]["silences"], before["link"]["silent"], before["findings"]) == (0, False, [])


def test_deviations_are_told_by_day(api: Api, charger: Charger) -> None:
    for _ in range(2):
        sent = {"connectorId": 1, "status": "Available", "errorCode": "NoError", "surprise": 1}
        charger.ask("StatusNotification", sent)
        charger.ask("StatusNotification", sent)
        api.csms.forward(days=1)
    api.csms.react()
    body = api.get(PATH).body
    assert body["deviations"] == {"StatusNotification:extra_member": 4}
    assert {day["day"]: sum(day["deviations"].values()) for day in body["deviations_by_day"]} == {
        "2026-03-01": 2, "2026-03-02": 2}  # fmt: skip
    assert "deviations" in kinds(body)
    later = api.get(PATH, **{"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}).body
    assert later["deviations"] == {"StatusNotification:extra_member": 2}


def test_the_question_keeps_to_its_budget_of_reads(api: Api, charger: Charger) -> None:
    for _ in range(7):
        charge(api, charger, behind_s=0)
    api.csms.requests.clear()
    assert api.get(PATH).body["clock"]["readings"] == 5 * 5
    assert len(api.csms.requests) == 13, api.csms.requests


def test_who_may_ask_for_what(api: Api, charger: Charger) -> None:
    api.role = "viewer"
    assert api.get(PATH).status == 200
    assert api.get("/api/analytics/station-health/nobody").status == 404
    span = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}
    assert api.get(PATH, **span).fields() == ["to"]
    assert api.get(PATH, **{**span, "to": "2027-08-01T00:00:00Z"}).fields() == ["to"]
