"""An idempotency key makes one command, also when two requests with it run at the same time."""

from collections.abc import Iterator

import pytest

from csms.application.call_station import call_station
from csms.application.send_command import CommandRequest
from csms.domain.commands import Command
from csms.domain.errors import ConcurrentChangeError, ConflictError
from csms.domain.stations import OcppVersion, Station
from tests.support.world import World, world

CLEAR = CommandRequest("ClearCache", "{}")


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.register()
        made.connect(OcppVersion.V16).boot()
        yield made


def station(csms: World) -> Station:
    found = csms.ports.stations.get("cp-1")
    assert found is not None
    return found


def test_a_request_that_loses_the_race_gets_the_winners_command(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = csms.ports.commands
    winner = call_station(csms.ports, station(csms), CLEAR, "k")
    get, answers = commands.get, iter([None])

    def not_yet(station_key: str, message_id: str) -> Command | None:
        return next(answers, get(station_key, message_id))

    monkeypatch.setattr(commands, "get", not_yet)
    loser = call_station(csms.ports, station(csms), CLEAR, "k")
    assert loser.message_id == winner.message_id
    assert len([text for _, text in csms.link.sent if "ClearCache" in text]) == 1


def test_a_different_call_with_the_key_is_a_conflict(csms: World) -> None:
    call_station(csms.ports, station(csms), CLEAR, "k")
    with pytest.raises(ConflictError):
        call_station(csms.ports, station(csms), CommandRequest("ClearCache", '{"a":1}'), "k")


def test_without_a_key_every_request_is_a_command(csms: World) -> None:
    first, second = (call_station(csms.ports, station(csms), CLEAR, None) for _ in range(2))
    assert first.message_id != second.message_id


def test_another_change_in_the_way_is_told(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def contested(command: Command, takes_slot: bool, along: object = ()) -> bool:
        raise ConcurrentChangeError("another transaction was in the way")

    monkeypatch.setattr(csms.ports.commands, "add_sent", contested)
    with pytest.raises(ConcurrentChangeError):
        call_station(csms.ports, station(csms), CLEAR, "k")
