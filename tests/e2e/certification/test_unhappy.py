"""Refused tokens, faults, power failures, offline sessions."""

import pytest

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import BLOCKED, EXPIRED, Stand, reconnected, wire_time


@case("023_1")
async def test_an_invalid_token(stand: Stand) -> None:
    assert await stand.authorize("CERT-NOBODY") == "Invalid"
    stranger = await stand.operator.get("/unknown-tokens/CERT-NOBODY")
    assert stranger["token"] == "CERT-NOBODY"


@case("023_2")
async def test_an_expired_token(stand: Stand) -> None:
    assert await stand.authorize(EXPIRED) == "Expired"


@case("023_3")
async def test_a_blocked_token(stand: Stand) -> None:
    assert await stand.authorize(BLOCKED) == "Blocked"


@case("024")
async def test_the_lock_fails(stand: Stand) -> None:
    assert await stand.authorize() == "Accepted"
    await stand.status(1, "Preparing")
    await stand.status(1, "Faulted", "ConnectorLockFailure")
    connector = await stand.connector()
    assert (connector["status"], connector["error_code"]) == ("Faulted", "ConnectorLockFailure")


@case("032_1")
async def test_a_power_failure_during_a_session(stand: Stand) -> None:
    await stand.charge()
    await reconnected(stand)
    await stand.point.boot()
    await stand.status(1, "Finishing")
    assert await stand.stop("PowerLoss", None) == {}
    ended = await stand.transaction()
    assert (ended["open"], ended["stop_reason"], ended["energy_wh"]) == (False, "PowerLoss", 5250)


@case("037_1")
async def test_an_offline_start_with_a_valid_token(stand: Stand) -> None:
    earlier = wire_time(hours=-4)
    assert await stand.start(timestamp=earlier) == "Accepted"
    await stand.status(1, "Charging", timestamp=earlier)
    transaction = await stand.transaction()
    assert (transaction["open"], transaction["started_at"][:19]) == (True, earlier[:19])


@case("037_3")
async def test_an_offline_start_with_an_invalid_token(stand: Stand) -> None:
    """It has a number of its own and is kept: the energy was delivered."""
    earlier = wire_time(hours=-4)
    assert await stand.start("CERT-NOBODY", timestamp=earlier) == "Invalid"
    await stand.status(1, "Charging", timestamp=earlier)
    await stand.stop("DeAuthorized", "CERT-NOBODY")
    await stand.status(1, "Finishing")
    ended = await stand.transaction()
    assert (ended["open"], ended["stop_reason"], ended["energy_wh"]) == (False, "DeAuthorized", 5250)
    assert ended["integrity"]["reasons"] == ["start_not_authorized"]


@case("039")
async def test_a_whole_session_offline(stand: Stand) -> None:
    assert await stand.start(timestamp=wire_time(hours=-4)) == "Accepted"
    await stand.stop("Local", timestamp=wire_time(hours=-3))
    ended = await stand.transaction()
    assert (ended["open"], ended["energy_wh"]) == (False, 5250)
    assert ended["integrity"] == {"verdict": "billable", "reasons": []}


@pytest.mark.parametrize("tag", [BLOCKED, EXPIRED])
async def test_a_start_tells_the_same_as_an_authorization(stand: Stand, tag: str) -> None:
    assert await stand.start(tag) == await stand.authorize(tag)
