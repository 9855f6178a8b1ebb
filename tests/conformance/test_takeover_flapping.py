"""Two that claim to be one station throw each other out in turns: the operator hears of it, once in ten minutes."""

import base64

import pytest

from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake
from csms.domain.alarms import Alarm
from csms.domain.stations import OcppVersion
from tests.support.world import PASSWORD, World

A, B, C, D, E, F = (f"192.0.2.{number}" for number in range(1, 7))
BASIC = "Basic " + base64.b64encode(f"CP-1:{PASSWORD}".encode()).decode()


def connect(csms: World, source: str) -> str:
    connection_id = csms.ports.new_id()
    with csms.guard.running("station_connect"):
        outcome = connect_station(csms.ports, Handshake(connection_id, "CP-1", BASIC, ["ocpp1.6"], source))
    assert outcome is OcppVersion.V16
    return connection_id


@pytest.mark.parametrize(
    ("sources", "every_s", "alarmed"),
    [
        ([A, B, A, B], 60, True),
        ([A, B, A], 60, False),
        ([A, B, A, B], 250, False),
        ([A] * 6, 60, True),
        ([A] * 5, 60, False),
        ([A] * 8, 200, False),
        ([A, B, C, D, E], 60, False),
        ([A, C, B, A, B, A], 60, True),
        ([A, B, C, B, C, B], 60, True),
    ],
)
def test_who_flaps(csms: World, sources: list[str], every_s: int, alarmed: bool) -> None:
    for source in sources:
        connect(csms, source)
        csms.forward(seconds=every_s)
    assert csms.alarms == ([Alarm.TAKEOVER_FLAPPING] if alarmed else [])


def test_a_station_that_says_goodbye_may_come_back_as_often_as_it_likes(csms: World) -> None:
    for _ in range(12):
        csms.disconnect(connect(csms, A))
        csms.forward(seconds=10)
    assert csms.alarms == []


def test_the_alarm_names_the_sources_and_rings_once_in_ten_minutes(csms: World) -> None:
    for _ in range(6):
        connect(csms, A)
        connect(csms, B)
        csms.forward(seconds=30)
    assert csms.alarms == [Alarm.TAKEOVER_FLAPPING]
    [event] = csms.ports.station_events.page("cp-1", 10, None).items
    assert event.type == "alarm"
    assert (event.payload["alarm"], event.payload["sources"]) == ("takeover_flapping", [A, B])
    csms.forward(minutes=8)
    for _ in range(4):
        connect(csms, A)
        connect(csms, B)
    assert len(csms.alarms) == 2


def test_only_the_newest_logins_are_kept(csms: World) -> None:
    for _ in range(20):
        connect(csms, A)
        csms.forward(minutes=5)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert len(station.recent_logins) == 8
    assert csms.alarms == []
