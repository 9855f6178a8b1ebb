"""GetConfiguration, ChangeConfiguration, GetVariables, SetVariables, GetBaseReport, SendLocalList."""

import pytest

from infra.local.fleet.local_list import LocalList
from infra.local.fleet.station import Station

from .csms import ACCEPTED, Csms

IS_1_6 = pytest.mark.parametrize("version", ["1.6"], indirect=True)
IS_2 = pytest.mark.parametrize("version", ["2.0.1", "2.1"], indirect=True)


def asked(component: str, variable: str, **more: object) -> dict[str, object]:
    return {"component": {"name": component}, "variable": {"name": variable}, **more}


@IS_1_6
async def test_configuration_keys_in_any_case(station: Station, csms: Csms) -> None:
    answer = await csms.call("GetConfiguration", {"key": ["heartbeatinterval", "Nonsense", "AuthorizationKey"]})
    assert answer["configurationKey"] == [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}]
    assert answer["unknownKey"] == ["Nonsense", "AuthorizationKey"]
    everything = await csms.call("GetConfiguration")
    assert {"key": "NumberOfConnectors", "readonly": True, "value": "1"} in everything["configurationKey"]


@IS_1_6
@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("HeartbeatInterval", "60", "Accepted"),
        ("HeartbeatInterval", "-1", "Rejected"),
        ("StopTransactionOnInvalidId", "maybe", "Rejected"),
        ("NumberOfConnectors", "2", "Rejected"),
        ("Nonsense", "1", "NotSupported"),
        ("AuthorizationKey", "too short", "Rejected"),
        ("SecurityProfile", "1", "Rejected"),
        ("SecurityProfile", "2", "Rejected"),
        ("SecurityProfile", "highest", "Rejected"),
    ],
)
async def test_change_configuration(station: Station, csms: Csms, key: str, value: str, status: str) -> None:
    assert await csms.call("ChangeConfiguration", {"key": key, "value": value}) == {"status": status}


@IS_1_6
async def test_a_list_has_its_limits(station: Station, csms: Csms) -> None:
    def of(length: int) -> dict[str, object]:
        entries = [{"idTag": f"TAG-{n}", "idTagInfo": {"status": "Accepted"}} for n in range(length)]
        return {"listVersion": 1, "updateType": "Full", "localAuthorizationList": entries}

    assert await csms.call("SendLocalList", of(51)) == {"status": "Failed"}
    assert await csms.call("SendLocalList", of(50)) == ACCEPTED
    await csms.call("ChangeConfiguration", {"key": "LocalAuthListEnabled", "value": "false"})
    assert await csms.call("SendLocalList", of(1)) == {"status": "NotSupported"}
    assert await csms.call("GetLocalListVersion") == {"listVersion": -1}


@IS_1_6
async def test_a_key_of_40_hexadecimal_digits_is_20_bytes(station: Station, csms: Csms) -> None:
    await csms.call("ChangeConfiguration", {"key": "AuthorizationKey", "value": "00ff" * 10})
    assert station.link.password == b"\x00\xff" * 10


@IS_2
async def test_get_variables(station: Station, csms: Csms) -> None:
    data = [
        asked("OCPPCommCtrlr", "HeartbeatInterval"),
        asked("OCPPCommCtrlr", "HeartbeatInterval", attributeType="Target"),
        asked("OCPPCommCtrlr", "Nonsense"),
        asked("Nonsense", "Nonsense"),
        asked("SecurityCtrlr", "BasicAuthPassword"),
    ]
    results = (await csms.call("GetVariables", {"getVariableData": data}))["getVariableResult"]
    assert [result["attributeStatus"] for result in results] == [
        "Accepted", "NotSupportedAttributeType", "UnknownVariable", "UnknownComponent", "Rejected",
    ]  # fmt: skip
    assert [result.get("attributeValue") for result in results] == ["300", None, None, None, None]


@IS_2
async def test_base_report_comes_in_numbered_parts(station: Station, csms: Csms) -> None:
    report = {"requestId": 7, "reportBase": "FullInventory"}
    assert await csms.call("GetBaseReport", report) == ACCEPTED
    await csms.expect("NotifyReport", tbc=False)
    parts = [frame.payload for frame in csms.seen("NotifyReport", requestId=7)]
    assert [part["seqNo"] for part in parts] == list(range(len(parts)))
    assert [part["tbc"] for part in parts] == [True] * (len(parts) - 1) + [False]
    names = [row["variable"]["name"] for part in parts for row in part["reportData"]]
    assert len(names) == len([v for v in station.settings if v.component])
    summary = await csms.call("GetBaseReport", {"requestId": 8, "reportBase": "SummaryInventory"})
    assert summary == {"status": "NotSupported"}


def test_a_differential_list_needs_a_newer_version() -> None:
    local_list = LocalList()
    assert local_list.update(2, "Full", {"A": "Accepted", "B": "Blocked"}) == "Accepted"
    assert local_list.update(2, "Differential", {"A": None}) == "VersionMismatch"
    assert local_list.update(3, "Differential", {"b": None, "C": "Expired"}) == "Accepted"
    assert [local_list.allows(token) for token in ("a", "B", "c")] == [True, True, False]
    assert local_list.update(0, "Full", {}) == "Failed"
    assert local_list.update(4, "Differential", {"D": "Accepted"}, max_entries=2) == "Failed"
    assert local_list.version == 3
