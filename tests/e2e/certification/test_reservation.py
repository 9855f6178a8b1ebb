"""Reservations: asked for, used, expired, refused, cancelled."""

from typing import Any

import pytest

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import PARENT, SIBLING, TAG, Stand, wire_time


async def reserve(stand: Stand, status: str = "Accepted", evse: int = 1, **members: Any) -> dict[str, Any]:
    """The reservation once the charge point has answered `status`."""
    stand.point.answers["ReserveNow"] = {"status": status}
    expires_at = members.pop("expires_at", wire_time(minutes=5))
    made = await stand.operate("reservations", {"evse": evse, "token": TAG, "expires_at": expires_at, **members})
    assert stand.asked("ReserveNow") == {
        "connectorId": evse,
        "expiryDate": expires_at,
        "idTag": TAG,
        "parentIdTag": PARENT,
        "reservationId": made["ocpp_reservation_id"],
    }
    assert made["command"]["result"]["status"] == status
    return made


async def read(stand: Stand, reservation: dict[str, Any]) -> dict[str, Any]:
    return dict(await stand.operator.get(f"/reservations/{reservation['id']}"))


async def open_ones(stand: Stand) -> list[str]:
    page = await stand.operator.get(f"/reservations?station={stand.point.identity}&open=true")
    return [item["id"] for item in page["items"]]


@case("046")
async def test_a_reserved_connector_is_used(stand: Stand) -> None:
    reservation = await reserve(stand)
    await stand.status(1, "Reserved")
    assert await open_ones(stand) == [reservation["id"]]
    assert await stand.authorize() == "Accepted"
    assert await stand.start(reservationId=reservation["ocpp_reservation_id"]) == "Accepted"
    used = await read(stand, reservation)
    assert (used["status"], used["transaction_id"]) == ("used", (await stand.transaction())["id"])
    assert await open_ones(stand) == []


@case("047")
async def test_a_reservation_expires(stand: Stand) -> None:
    reservation = await reserve(stand, expires_at=wire_time(seconds=2))
    await stand.status(1, "Reserved")
    expired = await stand.eventually(f"/reservations/{reservation['id']}", lambda found: found["status"] == "expired")
    assert expired["transaction_id"] is None
    await stand.status(1, "Available")
    assert await open_ones(stand) == []


@case("048_1")
async def test_the_connector_is_faulted(stand: Stand) -> None:
    await stand.status(1, "Faulted", "GroundFailure")
    await refused(stand, "Faulted")


@case("048_2")
async def test_the_connector_is_occupied(stand: Stand) -> None:
    await stand.status(1, "Preparing")
    await refused(stand, "Occupied")


@case("048_3")
async def test_the_connector_is_unavailable(stand: Stand) -> None:
    await stand.operate("availability", {"operative": False, "evse": 1})
    assert stand.asked("ChangeAvailability") == {"connectorId": 1, "type": "Inoperative"}
    await stand.status(1, "Unavailable")
    await refused(stand, "Unavailable")


@case("048_4")
async def test_reservations_are_rejected(stand: Stand) -> None:
    await refused(stand, "Rejected")


async def refused(stand: Stand, status: str) -> None:
    reservation = await reserve(stand, status)
    found = await read(stand, reservation)
    assert (found["status"], found["history"][-1]["reason"]) == ("rejected", status.lower())
    assert await open_ones(stand) == []


@case("049")
async def test_a_whole_station_is_reserved(stand: Stand) -> None:
    reservation = await reserve(stand, evse=0)
    for connector in (1, 2):
        await stand.status(connector, "Reserved")
    assert await stand.start(connector=2, reservationId=reservation["ocpp_reservation_id"]) == "Accepted"
    used = await read(stand, reservation)
    assert (used["status"], used["evse"]) == ("used", 0)


@case("051")
async def test_a_reservation_is_cancelled(stand: Stand) -> None:
    reservation = await reserve(stand)
    await stand.status(1, "Reserved")
    cancelled = await stand.operate(f"/reservations/{reservation['id']}", method="DELETE")
    assert stand.asked("CancelReservation") == {"reservationId": reservation["ocpp_reservation_id"]}
    assert (cancelled["status"], cancelled["command"]["result"]["verdict"]) == ("cancelled", "done")
    await stand.status(1, "Available")
    assert await open_ones(stand) == []


@case("052")
async def test_a_cancellation_is_refused(stand: Stand) -> None:
    reservation = await reserve(stand)
    stand.point.answers["CancelReservation"] = {"status": "Rejected"}
    kept = await stand.operate(f"/reservations/{reservation['id']}", method="DELETE")
    assert (kept["status"], kept["command"]["result"]["verdict"]) == ("accepted", "unknown_target")
    assert await open_ones(stand) == [reservation["id"]]


@case("053")
async def test_a_token_of_the_same_parent_uses_it(stand: Stand) -> None:
    reservation = await reserve(stand)
    await stand.status(1, "Reserved")
    answer = await stand.point.ask("Authorize", {"idTag": SIBLING})
    assert answer["idTagInfo"] == {"status": "Accepted", "parentIdTag": PARENT}
    assert await stand.start(SIBLING, reservationId=reservation["ocpp_reservation_id"]) == "Accepted"
    assert (await read(stand, reservation))["status"] == "used"
    assert (await stand.transaction())["token"] == SIBLING


@pytest.mark.parametrize("status", ["Faulted", "Unavailable"])
async def test_a_connector_that_goes_out_of_order_frees_its_reservation(stand: Stand, status: str) -> None:
    reservation = await reserve(stand)
    await stand.status(1, status)
    assert (await read(stand, reservation))["status"] == "released"
