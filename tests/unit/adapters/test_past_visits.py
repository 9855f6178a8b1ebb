"""What the planner learns from, read from the stored transactions and kept for hours."""

from zoneinfo import ZoneInfo

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
