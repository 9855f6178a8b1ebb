"""Remote trigger, smart charging, data transfer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import TAG, Stand, wire_time

PERIODS = [{"start_s": 0, "limit": 6000.0, "number_phases": 3}, {"start_s": 600, "limit": 11000.5}]
METER_VALUE = {"timestamp": wire_time(), "sampledValue": [{"value": "1"}]}
ON_THE_WIRE = [{"startPeriod": 0, "limit": 6000.0, "numberPhases": 3}, {"startPeriod": 600, "limit": 11000.5}]


def profile(number: int, purpose: str, **members: Any) -> dict[str, Any]:
    """As an operator writes it."""
    made = {
        "id": number,
        "stack_level": 0,
        "purpose": purpose,
        "kind": "Absolute",
        "rate_unit": "W",
        "duration_s": 1800,
    }
    return {**made, "start_schedule": wire_time(), "periods": PERIODS, **members}


async def give(stand: Stand, evse: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the charge point got."""
    done = await stand.operate("charging-profile", {"evse": evse, "profile": wanted})
    assert (done["response"], done["result"]["verdict"]) == ({"status": "Accepted"}, "done")
    asked = stand.asked("SetChargingProfile")
    assert asked["connectorId"] == evse
    return dict(asked["csChargingProfiles"])


async def installed(stand: Stand) -> list[int]:
    found = await stand.operator.get(f"{stand.path}/charging-profiles")
    return sorted(item["profile"]["id"] for item in found["items"])


@case("054")
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}),
        ("DiagnosticsStatusNotification", {"status": "Idle"}),
        ("FirmwareStatusNotification", {"status": "Idle"}),
        ("Heartbeat", {}),
        ("MeterValues", {"connectorId": 1, "meterValue": [METER_VALUE]}),
        ("StatusNotification", {"connectorId": 1, "status": "Available", "errorCode": "NoError"}),
    ],
)  # fmt: skip
async def test_trigger_messages(stand: Stand, message: str, answer: dict[str, Any]) -> None:
    of_connector = {"evse": 1} if "connectorId" in answer else {}
    done = await stand.operate("trigger", {"message": message, **of_connector})
    wanted = {"requestedMessage": message, **({"connectorId": 1} if of_connector else {})}
    assert stand.asked("TriggerMessage") == wanted
    assert (done["response"], done["result"]["verdict"]) == ({"status": "Accepted"}, "later")
    await stand.point.ask(message, answer)


@case("055")
async def test_a_trigger_is_refused(stand: Stand) -> None:
    stand.point.answers["TriggerMessage"] = {"status": "Rejected"}
    done = await stand.operate("trigger", {"message": "MeterValues", "evse": 1})
    assert done["result"]["verdict"] == "refused"
    stand.point.answers["TriggerMessage"] = {"status": "NotImplemented"}
    assert (await stand.operate("trigger", {"message": "MeterValues"}))["result"]["verdict"] == "not_supported"


@case("056")
async def test_a_default_profile(stand: Stand) -> None:
    validity = {"valid_from": wire_time(minutes=1), "valid_to": wire_time(hours=2)}
    sent = await give(stand, 1, profile(56, "TxDefaultProfile", **validity))
    assert (sent["chargingProfilePurpose"], sent["validFrom"], sent["validTo"]) == (
        "TxDefaultProfile", validity["valid_from"], validity["valid_to"],
    )  # fmt: skip
    assert sent["chargingSchedule"]["chargingSchedulePeriod"] == ON_THE_WIRE
    assert sent["chargingSchedule"]["chargingRateUnit"] == "W"
    assert await installed(stand) == [56]


@case("057")
async def test_a_profile_of_the_running_transaction(stand: Stand) -> None:
    """It is bound to the transaction on its connector when it is sent."""
    await stand.charge()
    sent = await give(stand, 1, profile(57, "TxProfile"))
    assert (sent["chargingProfilePurpose"], sent["transactionId"]) == ("TxProfile", stand.number)
    assert await installed(stand) == [57]
    await stand.stop("Local")
    assert await installed(stand) == []


@case("059")
async def test_a_remote_start_with_a_profile(stand: Stand) -> None:
    """The profile names no transaction: there is none yet."""
    wish = {"token": TAG, "evse": 1, "charging_profile": profile(59, "TxProfile")}
    done = await stand.operate("remote-start", wish)
    assert done["response"] == {"status": "Accepted"}
    asked = stand.asked("RemoteStartTransaction")
    assert (asked["connectorId"], asked["idTag"]) == (1, TAG)
    sent = asked["chargingProfile"]
    assert (sent["chargingProfileId"], sent["chargingProfilePurpose"], "transactionId" in sent) == (
        59, "TxProfile", False,
    )  # fmt: skip
    await stand.charge()
    assert (await stand.transaction())["open"] is True


@case("064")
async def test_data_transfer_to_the_central_system(stand: Stand) -> None:
    sent = {"vendorId": "org.example.cert", "messageId": "Hello", "data": "1"}
    assert await stand.point.ask("DataTransfer", sent) == {"status": "UnknownVendorId"}
    welcome = await stand.operator.ask("PUT", "/vendor-extensions/org.example.cert", {"messages": {"Hello": "World"}})
    assert welcome.status in (200, 201)
    assert await stand.point.ask("DataTransfer", sent) == {"status": "Accepted", "data": "World"}
    unknown = await stand.point.ask("DataTransfer", {**sent, "messageId": "Bye"})
    assert unknown == {"status": "UnknownMessageId"}
    await stand.operator.ask("DELETE", "/vendor-extensions/org.example.cert")
    kept = await stand.operator.get(f"{stand.path}/events?type=DataTransfer")
    assert [event["payload"] for event in kept["items"]][1:] == [sent, sent]


@case("066")
async def test_a_composite_schedule(stand: Stand) -> None:
    """Asked of the charge point, computed by us, and the two compared."""
    await give(stand, 1, profile(66, "TxDefaultProfile", periods=[{"start_s": 0, "limit": 6000.0}]))
    schedule = {
        "duration": 300,
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6000.0}],
    }
    stand.point.answers["GetCompositeSchedule"] = {
        "status": "Accepted", "connectorId": 1, "scheduleStart": wire_time(datetime.now(UTC)),
        "chargingSchedule": schedule,
    }  # fmt: skip
    done = await stand.operate("composite-schedule", {"evse": 1, "duration_s": 300, "rate_unit": "W"})
    assert stand.asked("GetCompositeSchedule") == {"connectorId": 1, "duration": 300, "chargingRateUnit": "W"}
    assert done["response"]["chargingSchedule"] == schedule


@case("067")
async def test_profiles_are_cleared(stand: Stand) -> None:
    await stand.charge()
    await give(stand, 0, profile(1, "ChargingStationMaxProfile"))
    await give(stand, 1, profile(2, "TxDefaultProfile"))
    await give(stand, 1, profile(3, "TxProfile"))
    assert await installed(stand) == [1, 2, 3]
    by_criteria = {"connectorId": 1, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 0}
    for body, wanted, left in (
        ({"profile_id": 1}, {"id": 1}, [2, 3]),
        ({"evse": 1, "purpose": "TxDefaultProfile", "stack_level": 0}, by_criteria, [3]),
        ({}, {}, []),
    ):
        done = await stand.operate("clear-charging-profile", body)
        assert stand.asked("ClearChargingProfile") == wanted
        assert done["response"] == {"status": "Accepted"}
        assert await installed(stand) == left
