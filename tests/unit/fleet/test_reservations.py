"""ReserveNow, CancelReservation, and who may charge where."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest

from infra.local.fleet.drivers import visit_for_ever
from infra.local.fleet.evse import Evse
from infra.local.fleet.physics import Car
from infra.local.fleet.station import Station
from infra.local.fleet.versions import DIALECTS

from .conftest import PASSWORD, TIMING
from .csms import ACCEPTED, Csms
from .words import Words


def car() -> Car:
    return Car(60_000, 0.3)


@pytest.fixture
async def pair(csms: Csms, version: str) -> AsyncIterator[Station]:
    """Online, with two idle EVSEs."""
    async with Station("CP1", csms.url, PASSWORD, DIALECTS[version], [Evse(1), Evse(2)], TIMING) as station:
        yield station


async def test_only_the_reserved_token_charges_and_says_so(station: Station, csms: Csms, words: Words) -> None:
    assert await words.reserve(7, "MINE") == "Accepted"
    assert await csms.until(lambda: words.statuses()[-1:] == ["Reserved"])
    assert not await station.plug_in(1, car(), "OTHER")
    station.unplug(1)
    assert await station.plug_in(1, car(), "mine")
    assert await words.used_reservation("mine") == 7
    station.unplug(1)
    assert await csms.until(lambda: words.statuses()[-1:] == ["Available"])
    assert await station.plug_in(1, car(), "OTHER")
    assert await words.used_reservation("OTHER") is None


async def test_who_shares_the_parent_may_charge_too(station: Station, csms: Csms, words: Words) -> None:
    await words.reserve(7, "MINE", group="FAMILY")
    csms.answers["Authorize"] = lambda _: words.member_of("STRANGERS")
    assert not await station.plug_in(1, car(), "OTHER")
    station.unplug(1)
    csms.answers["Authorize"] = lambda _: words.member_of("FAMILY")
    assert await station.plug_in(1, car(), "SIBLING")
    assert await words.used_reservation("SIBLING") == 7


async def test_a_remote_start_needs_the_reserved_token(station: Station, csms: Csms, words: Words) -> None:
    await words.reserve(7, "MINE")
    assert (await words.remote_start())["status"] == "Rejected"
    await words.reserve(7, "REMOTE")
    assert await words.remote_start() == ACCEPTED
    await station.plug_in(1, car())
    assert await words.used_reservation("REMOTE") == 7


async def test_the_same_id_replaces_and_another_finds_it_occupied(station: Station, words: Words) -> None:
    assert await words.reserve(7, "MINE") == "Accepted"
    assert await words.reserve(8, "MINE") == "Occupied"
    assert await words.reserve(7, "YOURS") == "Accepted"
    assert [r.token for r in station.reservations] == ["YOURS"]


async def test_cancelled(station: Station, csms: Csms, words: Words) -> None:
    await words.reserve(7, "MINE")
    assert await words.cancel_reservation(8) == "Rejected"
    assert await words.cancel_reservation(7) == "Accepted"
    assert await csms.until(lambda: words.statuses()[-2:] == ["Reserved", "Available"])
    assert await station.plug_in(1, car(), "OTHER")


async def test_expires_by_the_clock(station: Station, csms: Csms, words: Words) -> None:
    assert await words.reserve(6, "MINE", for_s=-1) == "Rejected"
    assert await words.reserve(7, "MINE", for_s=1) == "Accepted"
    assert await csms.until(lambda: words.statuses()[-2:] == ["Reserved", "Available"])
    if not words.is_1_6:
        await csms.expect("ReservationStatusUpdate", reservationId=7, reservationUpdateStatus="Expired")


async def test_ends_when_the_connector_goes_out_of_service(station: Station, csms: Csms, words: Words) -> None:
    await words.reserve(7, "MINE")
    assert await csms.call("ChangeAvailability", words.inoperative) == ACCEPTED
    assert not station.reservations
    assert await csms.until(lambda: words.statuses()[-1:] == ["Unavailable"])
    assert await words.reserve(8, "MINE") == "Unavailable"
    if not words.is_1_6:
        await csms.expect("ReservationStatusUpdate", reservationId=7, reservationUpdateStatus="Removed")


async def test_a_broken_connector_is_not_reserved(station: Station, csms: Csms, words: Words) -> None:
    station.break_down(1, "GroundFailure")
    assert await csms.until(lambda: words.statuses()[-1:] == ["Faulted"])
    if words.is_1_6:
        assert csms.seen("StatusNotification", connectorId=1, errorCode="GroundFailure")
    assert await words.reserve(7, "MINE") == "Faulted"
    station.repair(1)
    assert await words.reserve(7, "MINE") == "Accepted"


async def test_an_occupied_connector_is_not_reserved(station: Station, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    assert await words.reserve(7, "MINE") == "Occupied"
    assert await words.reserve(7, "MINE", evse_id=0) == "Occupied"
    assert await words.reserve(7, "MINE", evse_id=2) == "Rejected"


async def test_can_be_told_to_take_none(station: Station, words: Words) -> None:
    station.settings.set("ReservationEnabled", "false")
    assert await words.reserve(7, "MINE") == "Rejected"


async def test_one_place_of_the_station_is_kept_free(pair: Station, words: Words) -> None:
    assert await words.reserve(7, "MINE", evse_id=0) == "Accepted"
    assert [evse.reserved for evse in pair.evses] == [False, False]
    assert await pair.plug_in(1, car(), "OTHER")
    assert [evse.status for evse in pair.evses] == ["Charging", "Reserved"]
    assert not await pair.plug_in(2, car(), "THIRD")
    pair.unplug(2)
    assert await words.reserve(8, "THIRD", evse_id=2) == "Occupied"
    assert await pair.plug_in(2, car(), "MINE")
    assert await words.used_reservation("MINE") == 7


async def test_places_reserved_by_name_and_anywhere_do_not_overlap(pair: Station, words: Words) -> None:
    assert await words.reserve(7, "MINE", evse_id=1) == "Accepted"
    assert await words.reserve(8, "YOURS", evse_id=0) == "Accepted"
    assert await words.reserve(9, "THEIRS", evse_id=0) == "Occupied"
    assert not await pair.plug_in(1, car(), "YOURS")
    assert await pair.plug_in(2, car(), "YOURS")
    assert await words.used_reservation("YOURS") == 8


@pytest.mark.parametrize("version", ["2.0.1", "2.1"], indirect=True)
async def test_a_cable_that_the_station_does_not_have(station: Station, csms: Csms) -> None:
    wish = {"id": 1, "idToken": {"idToken": "A", "type": "Central"}, "expiryDateTime": "2100-01-01T00:00:00Z"}
    assert (await csms.call("ReserveNow", wish | {"connectorType": "cG105"}))["status"] == "Rejected"
    assert (await csms.call("ReserveNow", wish | {"connectorType": "cType2"}))["status"] == "Accepted"


async def test_drivers_leave_the_place_to_the_one_who_reserved_it(station: Station, words: Words) -> None:
    await words.reserve(7, "NOBODY-HERE")
    driving = asyncio.create_task(visit_for_ever(station, 1, Random(1), ["A"]))
    try:
        assert not await station.until(lambda: station.evse(1).car, 0.5)
        await words.reserve(7, "A")
        assert await station.until(lambda: station.evse(1).transaction, 10)
        assert await words.used_reservation("A") == 7
    finally:
        driving.cancel()
