"""The rig sees what a frame leaves behind, and what it must not see does not count."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.fuzz.rig import Rig, State, rig

V16, V201, V21 = OcppVersion
versions = pytest.mark.parametrize("version", list(OcppVersion))


def call(station: Rig, action: str, payload: dict[str, Any]) -> tuple[int, bool]:
    """(type of the answer, whether something was stored)."""
    exchange = station.send(json.dumps([2, "a", action, payload]))
    assert exchange.reply is not None
    return json.loads(exchange.reply)[0], exchange.stored


@versions
def test_what_is_stored_is_seen(version: OcppVersion) -> None:
    boot = {"chargePointVendor": "W", "chargePointModel": "M"}
    if version is not V16:
        boot = {"reason": "PowerUp", "chargingStation": {"vendorName": "W", "model": "M"}}  # type: ignore[dict-item]
    with rig(version, State.ACCEPTED) as station:
        assert call(station, "Heartbeat", {}) == (3, False)
        assert call(station, "DataTransfer", {"vendorId": "x"}) == (3, True)
        assert call(station, "BootNotification", boot) == (3, True)


@versions
def test_counting_and_keeping_a_refused_frame_is_not_storing_it(version: OcppVersion) -> None:
    with rig(version, State.ACCEPTED) as station:
        assert call(station, "DataTransfer", {}) == (4, False)
        assert station.world.ports.station_events.page("cp-1", 10, None).items[0].type == "deviation"
        station.world.forward(minutes=10)
        assert call(station, "DataTransfer", {}) == (4, False)


@versions
@pytest.mark.parametrize("state", [State.NOT_BOOTED, State.PENDING])
def test_a_state_is_what_it_says(version: OcppVersion, state: State) -> None:
    with rig(version, state) as station:
        assert call(station, "Heartbeat", {}) == (4, False)


def test_an_exception_is_caught_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with rig(V16, State.ACCEPTED) as station:
        monkeypatch.setattr("tests.fuzz.rig.station_message.handler", broken)
        assert isinstance(station.send("[]").raised, ZeroDivisionError)


def test_what_was_put_aside_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with rig(V16, State.ACCEPTED) as station:
        monkeypatch.setattr(type(station.world.ports.stations), "record_connector", broken)
        exchange = station.send(
            '[2,"a","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]'
        )
        assert exchange.parked
        assert not station.send('[2,"b","Heartbeat",{}]').parked
