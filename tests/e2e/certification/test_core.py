"""Boot, sessions, the authorization cache."""

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import CONNECTORS, TAG, Stand


@case("001")
async def test_cold_boot(idle: Stand) -> None:
    boot = {
        "chargePointVendor": "V", "chargePointModel": "M", "chargePointSerialNumber": "S-1", "firmwareVersion": "1.0",
    }  # fmt: skip
    answer = await idle.point.ask("BootNotification", boot)
    assert (answer["status"], answer["interval"] > 0, answer["currentTime"][-1]) == ("Accepted", True, "Z")
    for connector in CONNECTORS:
        await idle.status(connector, "Available")
    assert (await idle.point.ask("Heartbeat", {})).keys() == {"currentTime"}
    station = await idle.operator.get(idle.path)
    assert (station["online"], station["vendor"], station["model"], station["firmware_version"]) == (
        True, "V", "M", "1.0",
    )  # fmt: skip
    statuses = {evse["id"]: evse["connectors"][0]["status"] for evse in station["evses"]}
    assert statuses == dict.fromkeys(CONNECTORS, "Available")


@case("003")
async def test_session_with_the_cable_first(stand: Stand) -> None:
    await stand.status(1, "Preparing")
    assert await stand.authorize() == "Accepted"
    assert await stand.start() == "Accepted"
    await stand.status(1, "Charging")
    transaction = await stand.transaction()
    assert (transaction["open"], transaction["token"], transaction["evse"]) == (True, TAG, 1)
    assert transaction["ocpp_transaction_id"] == stand.number


@case("004_1")
async def test_session_with_the_token_first(stand: Stand) -> None:
    assert await stand.authorize() == "Accepted"
    await stand.status(1, "Preparing")
    assert await stand.start() == "Accepted"
    await stand.status(1, "Charging")
    assert (await stand.transaction())["open"] is True
    assert (await stand.connector())["status"] == "Charging"


@case("004_2")
async def test_no_cable_in_time(stand: Stand) -> None:
    assert await stand.authorize() == "Accepted"
    await stand.status(1, "Preparing")
    await stand.status(1, "Available")
    assert (await stand.connector())["status"] == "Available"
    assert (await stand.operator.get(f"/transactions?station={stand.point.identity}"))["items"] == []


@case("005_1")
async def test_the_ev_side_unplugs(stand: Stand) -> None:
    await stand.charge()
    await stand.status(1, "SuspendedEV")
    answer = await stand.stop("EVDisconnected")
    assert answer["idTagInfo"]["status"] == "Accepted"
    await stand.status(1, "Finishing")
    await stand.status(1, "Available")
    transaction = await stand.transaction()
    assert (transaction["open"], transaction["stop_reason"], transaction["energy_wh"]) == (
        False, "EVDisconnected", 5250,
    )  # fmt: skip


@case("007")
async def test_session_with_a_cached_token(stand: Stand) -> None:
    """The charge point does not ask; the token is checked at the start all the same."""
    await stand.status(1, "Preparing")
    assert await stand.start() == "Accepted"
    await stand.status(1, "Charging")
    assert (await stand.transaction())["integrity"]["reasons"] == []


@case("061")
async def test_clear_the_authorization_cache(stand: Stand) -> None:
    done = await stand.operate("clear-cache")
    assert stand.asked("ClearCache") == {}
    assert (done["status"], done["result"]["verdict"]) == ("done", "done")
    stand.point.answers["ClearCache"] = {"status": "Rejected"}
    assert (await stand.operate("clear-cache"))["result"]["verdict"] == "refused"
