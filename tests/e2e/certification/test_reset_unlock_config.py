"""Reset, unlock, configuration."""

from typing import Any

import pytest

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import Stand, reconnected

KEYS = [
    {"key": "HeartbeatInterval", "readonly": False, "value": "300"},
    {"key": "NumberOfConnectors", "readonly": True, "value": "2"},
    {"key": "SupportedFeatureProfiles", "readonly": True, "value": "Core,SmartCharging"},
]


async def reset(stand: Stand, kind: str, word: str) -> None:
    booted_at = (await stand.operator.get(stand.path))["booted_at"]
    done = await stand.operate("reset", {"type": kind})
    assert stand.asked("Reset") == {"type": word}
    assert (done["response"], done["result"]["verdict"]) == ({"status": "Accepted"}, "later")
    await reconnected(stand)
    await stand.boot()
    assert (await stand.operator.get(stand.path))["booted_at"] > booted_at


@case("013")
async def test_hard_reset(stand: Stand) -> None:
    await reset(stand, "hard", "Hard")


@case("014")
async def test_soft_reset(stand: Stand) -> None:
    await reset(stand, "soft", "Soft")


async def unlock(stand: Stand, status: str, connector: int = 1) -> dict[str, Any]:
    stand.point.answers["UnlockConnector"] = {"status": status}
    done = await stand.operate("unlock", {"evse": connector})
    assert stand.asked("UnlockConnector") == {"connectorId": connector}
    assert done["result"]["status"] == status
    return dict(done["result"])


@case("017_1")
async def test_unlock_a_loose_cable(stand: Stand) -> None:
    assert (await unlock(stand, "Unlocked"))["verdict"] == "done"


@case("017_2")
async def test_unlock_a_fixed_cable(stand: Stand) -> None:
    assert (await unlock(stand, "NotSupported"))["verdict"] == "not_supported"


@case("018_1")
async def test_unlock_during_a_session(stand: Stand) -> None:
    await stand.charge()
    assert (await unlock(stand, "Unlocked"))["verdict"] == "done"
    await stand.status(1, "Finishing")
    await stand.stop("UnlockCommand", None)
    await stand.status(1, "Available")
    ended = await stand.transaction()
    assert (ended["open"], ended["stop_reason"]) == (False, "UnlockCommand")


@case("030")
async def test_unlock_fails(stand: Stand) -> None:
    assert (await unlock(stand, "UnlockFailed"))["verdict"] == "failed"


@case("031")
async def test_unlock_an_unknown_connector(stand: Stand) -> None:
    assert (await unlock(stand, "NotSupported", connector=7))["verdict"] == "not_supported"


@case("019_1")
async def test_read_all_configuration_keys(stand: Stand) -> None:
    stand.point.answers["GetConfiguration"] = {"configurationKey": KEYS}
    done = await stand.operate("variables", {"get": []})
    assert stand.asked("GetConfiguration") == {}
    assert done["response"]["configurationKey"] == KEYS
    kept = await stand.operator.get(f"{stand.path}/configuration")
    assert {entry["key"]: (entry["value"], entry["read_only"]) for entry in kept["items"]} == {
        key["key"]: (key["value"], key["readonly"]) for key in KEYS
    }


@case("019_2")
async def test_read_one_configuration_key(stand: Stand) -> None:
    stand.point.answers["GetConfiguration"] = {"configurationKey": KEYS[2:]}
    done = await stand.operate("variables", {"get": [{"name": "SupportedFeatureProfiles"}]})
    assert stand.asked("GetConfiguration") == {"key": ["SupportedFeatureProfiles"]}
    assert done["result"]["verdict"] == "done"


@case("021")
async def test_change_a_configuration_key(stand: Stand) -> None:
    done = await change(stand, "MeterValueSampleInterval", "60", "Accepted")
    assert done["result"]["verdict"] == "done"


@case("040_1")
async def test_change_a_key_that_the_station_does_not_know(stand: Stand) -> None:
    done = await change(stand, "NoSuchKey", "123", "NotSupported")
    assert done["result"]["verdict"] == "not_supported"


@case("040_2")
async def test_change_a_key_to_an_invalid_value(stand: Stand) -> None:
    done = await change(stand, "MeterValueSampleInterval", "-1", "Rejected")
    assert done["result"]["verdict"] == "refused"


@pytest.mark.parametrize("status", ["RebootRequired"])
async def test_a_change_may_need_a_reboot(stand: Stand, status: str) -> None:
    done = await change(stand, "LocalAuthListEnabled", "true", status)
    assert done["result"]["verdict"] == "later"


async def change(stand: Stand, key: str, value: str, status: str) -> dict[str, Any]:
    stand.point.answers["ChangeConfiguration"] = {"status": status}
    done = await stand.operate("variables", {"set": [{"name": key, "value": value}]})
    assert stand.asked("ChangeConfiguration") == {"key": key, "value": value}
    return done
