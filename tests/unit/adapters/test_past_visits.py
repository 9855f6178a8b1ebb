"""What the planner learns from, read from the stored transactions and kept for hours."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World, world

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def session(csms: World, charger: Charger, minutes: float, register: int) -> None:
    start = {"connectorId": 1, "idTag": "Tag-1", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", start)["transactionId"]
    csms.forward(minutes=minutes)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": register, "timestamp": charger.now()})


def test_ended_sessions_of_the_site_teach_and_are_read_once_in_six_hours() -> None:
    with world() as csms:
        csms.token("Tag-1", max_open_transactions=None)
        csms.register(site_id="depot")
        charger = csms.connect(OcppVersion.V16)
        charger.boot()
        for minutes, register in ((90, 7000), (1, 500), (30, 0)):
            session(csms, charger, minutes, register)
        [visit] = csms.ports.past_visits.of_site("depot", STOCKHOLM).visits
        assert (visit.token_key, visit.dwell_s, visit.energy_wh) == ("tag-1", 5400, 7000)
        assert visit.started_at.isoformat() == "2026-03-01T13:00:00+01:00"
        session(csms, charger, 60, 9000)
        csms.requests.clear()
        assert len(csms.ports.past_visits.of_site("depot", STOCKHOLM).visits) == 1
        assert csms.requests == []
        csms.forward(hours=6)
        assert len(csms.ports.past_visits.of_site("depot", STOCKHOLM).visits) == 2
        assert csms.requests == ["Query", "BatchGetItem"]
        assert csms.ports.past_visits.of_site("nowhere", STOCKHOLM).visits == ()


@pytest.mark.parametrize("version", OcppVersion)
def test_the_meter_tells_the_phases_and_the_battery(version: OcppVersion) -> None:
    """20 % at 1 kWh, 60 % at 25 kWh, on three phases; a state of charge alone changes nothing."""
    with world() as csms:
        csms.token("Tag-1")
        csms.register(site_id="depot")
        charger = csms.connect(version)
        charger.boot()
        metered(csms, charger, ["20 1000", "40 13000", "60 25000", "61 -"])
        [visit] = csms.ports.past_visits.of_site("depot", STOCKHOLM).visits
        assert (visit.phases, visit.battery_wh) == (3, 60_000)


def metered(csms: World, charger: Charger, told: list[str]) -> None:
    """A session; each of `told` is a state of charge in percent and a register in Wh."""
    v16, number = charger.version is OcppVersion.V16, 0
    if v16:
        begin = {"connectorId": 1, "idTag": "Tag-1", "meterStart": 0, "timestamp": charger.now()}
        number = charger.ask("StartTransaction", begin)["transactionId"]
    else:
        token = {"idToken": "Tag-1", "type": "ISO14443"}
        event(charger, "Started", 0, evse={"id": 1, "connectorId": 1}, idToken=token)
    for seq_no, text in enumerate(told, 1):
        csms.forward(minutes=10)
        values = [{"timestamp": charger.now(), "sampledValue": sampled(*text.split(), str if v16 else float)}]
        if v16:
            charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": values})
        else:
            event(charger, "Updated", seq_no, meterValue=values)
    if v16:
        charger.ask("StopTransaction", {"transactionId": number, "meterStop": 26000, "timestamp": charger.now()})
    else:
        event(charger, "Ended", len(told) + 1)


def sampled(soc: str, register: str, written: type) -> list[dict[str, Any]]:
    currents = [{"value": written(16.0), "measurand": "Current.Import", "phase": f"L{n}"} for n in (1, 2, 3)]
    registers = [] if register == "-" else [{"value": written(register)}]
    return [*currents, *registers, {"value": written(soc), "measurand": "SoC"}]


def event(charger: Charger, kind: str, seq_no: int, **members: Any) -> None:
    told = {"eventType": kind, "timestamp": charger.now(), "triggerReason": "MeterValuePeriodic", "seqNo": seq_no}
    charger.ask("TransactionEvent", {**told, "transactionInfo": {"transactionId": "t1"}, **members})
