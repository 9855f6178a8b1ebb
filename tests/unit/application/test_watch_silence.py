"""A station whose `$disconnect` is lost is told to be offline, once, and back, once; whoever speaks stays online."""

from collections.abc import Iterator

import pytest

from csms.domain.outages import OutageKind
from csms.domain.stations import OcppVersion, is_online
from tests.support.world import Charger, World, world

V16 = OcppVersion.V16


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.register()
        yield made


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    csms.react()
    csms.bus.published.clear()
    return made


def told(csms: World) -> list[str]:
    csms.react()
    return [event.type for event in csms.bus.published]


def pass_time(csms: World, minutes: int, charger: Charger | None = None) -> None:
    """Timers fire in the minute in which they are due; a charger that is given sends a heartbeat every five."""
    for minute in range(minutes):
        csms.forward(minutes=1)
        if charger and minute % 5 == 4:
            charger.ask("Heartbeat", {})
        waiting = [(delay_s - 60, task) for delay_s, task in csms.queues.tasks]
        csms.queues.tasks[:] = [entry for entry in waiting if entry[0] > 0]
        for _, task in [entry for entry in waiting if entry[0] <= 0]:
            csms.run_task(task)
        csms.react()


def online(csms: World, charger: Charger) -> bool:
    connection = csms.ports.connections.get(charger.connection_id)
    return is_online(connection, csms.moment, csms.ports.heartbeat_interval_s)


def test_a_station_that_says_nothing_is_offline_when_the_api_says_so(csms: World, charger: Charger) -> None:
    pass_time(csms, 14)
    assert (told(csms), online(csms, charger)) == ([], True)
    pass_time(csms, 2)
    assert (told(csms), online(csms, charger)) == (["station.offline"], False)
    [event] = csms.bus.published
    assert event.occurred_at == "2026-03-01T12:00:00.000Z"
    pass_time(csms, 120)
    assert told(csms) == ["station.offline"]
    assert csms.queues.tasks == [], "nobody looks any more"


def test_a_station_that_speaks_is_looked_at_every_few_minutes(csms: World, charger: Charger) -> None:
    csms.requests.clear()
    pass_time(csms, 110, charger)
    assert told(csms) == []
    reads = csms.requests.count("GetItem")
    assert reads <= 110 / 5 + 110 / 8, "its heartbeats, and a look every eight minutes or more"


def test_a_silent_station_that_connects_anew_is_back_once(csms: World, charger: Charger) -> None:
    pass_time(csms, 30)
    again = csms.connect(V16)
    csms.disconnect(charger.connection_id)
    pass_time(csms, 3, again)
    assert told(csms) == ["station.offline", "station.online"]
    assert csms.bus.published[-1].data["silent_since"] == "2026-03-01T12:00:00.000Z"


def test_a_late_disconnect_of_a_silent_station_tells_nothing_more(csms: World, charger: Charger) -> None:
    pass_time(csms, 30)
    csms.disconnect(charger.connection_id)
    pass_time(csms, 5)
    assert told(csms) == ["station.offline"]
    csms.connect(V16)
    assert told(csms) == ["station.offline", "station.online"]


def test_a_silent_station_that_speaks_is_watched_again_and_its_outage_kept(csms: World, charger: Charger) -> None:
    pass_time(csms, 30)
    csms.requests.clear()
    charger.ask("Heartbeat", {})
    assert csms.requests == ["GetItem", "TransactWriteItems"], "as many as any presence that is written down"
    pass_time(csms, 16)
    assert told(csms) == ["station.offline", "station.online", "station.offline"]
    first, second = csms.ports.outages.between("cp-1", "2026", "2027")
    assert (first.kind, first.began_at, first.ended_at) == (
        OutageKind.OFFLINE, "2026-03-01T12:00:00.000Z", "2026-03-01T12:30:00.000Z",
    )  # fmt: skip
    assert (second.began_at, second.ended_at) == ("2026-03-01T12:30:00.000Z", None)


def test_a_word_at_the_last_moment_counts(csms: World, charger: Charger) -> None:
    """The timer has read the connection when a frame comes in."""
    csms.forward(minutes=20)
    connection = csms.ports.connections.get(charger.connection_id)
    assert connection
    charger.ask("Heartbeat", {})
    assert not csms.ports.stations.lose_sight(connection)
    assert told(csms) == []
