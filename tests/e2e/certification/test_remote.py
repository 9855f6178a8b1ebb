"""Remote start and stop."""

from typing import Any

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import TAG, Stand


async def remote_start(stand: Stand, **members: Any) -> dict[str, Any]:
    done = await stand.operate("remote-start", {"token": TAG, "evse": 1, **members})
    assert stand.asked("RemoteStartTransaction") == {"connectorId": 1, "idTag": TAG}
    return done


@case("010")
async def test_remote_start_with_the_cable_first(stand: Stand) -> None:
    await stand.status(1, "Preparing")
    done = await remote_start(stand)
    assert (done["response"], done["result"]["verdict"]) == ({"status": "Accepted"}, "later")
    assert await stand.authorize() == "Accepted"
    assert await stand.start() == "Accepted"
    await stand.status(1, "Charging")
    assert (await stand.transaction())["token"] == TAG


@case("011_1")
async def test_remote_start_before_the_cable(stand: Stand) -> None:
    assert (await remote_start(stand))["result"]["verdict"] == "later"
    assert await stand.authorize() == "Accepted"
    await stand.status(1, "Preparing")
    assert await stand.start() == "Accepted"
    await stand.status(1, "Charging")
    assert (await stand.transaction())["open"] is True


@case("011_2")
async def test_remote_start_without_a_cable_in_time(stand: Stand) -> None:
    assert (await remote_start(stand))["result"]["verdict"] == "later"
    assert await stand.authorize() == "Accepted"
    await stand.status(1, "Preparing")
    await stand.status(1, "Available")
    assert (await stand.connector())["status"] == "Available"


@case("012")
async def test_remote_stop(stand: Stand) -> None:
    await stand.charge()
    running = await stand.transaction()
    done = await stand.operate("remote-stop", {"transaction_id": running["id"]})
    assert stand.asked("RemoteStopTransaction") == {"transactionId": stand.number}
    assert done["response"] == {"status": "Accepted"}
    await stand.stop("Remote", None)
    await stand.status(1, "Finishing")
    await stand.status(1, "Available")
    ended = await stand.transaction()
    assert (ended["open"], ended["stop_reason"]) == (False, "Remote")


@case("026")
async def test_remote_start_refused(stand: Stand) -> None:
    stand.point.answers["RemoteStartTransaction"] = {"status": "Rejected"}
    done = await remote_start(stand)
    assert (done["status"], done["result"]["verdict"], done["result"]["status"]) == ("done", "refused", "Rejected")


@case("028")
async def test_remote_stop_refused(stand: Stand) -> None:
    """A number that no transaction has reaches the charge point all the same: it is the judge."""
    await stand.charge()
    assert stand.number is not None
    stand.point.answers["RemoteStopTransaction"] = {"status": "Rejected"}
    done = await stand.operate("remote-stop", {"transaction_id": stand.number + 1000})
    assert stand.asked("RemoteStopTransaction") == {"transactionId": stand.number + 1000}
    assert done["result"]["verdict"] == "refused"
    assert (await stand.transaction())["open"] is True
