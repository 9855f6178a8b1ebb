"""The local authorization list: its version, refused, full, differential, and brought back in step."""

from typing import Any

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import BLOCKED, PARENT, TAG, Stand


async def version(stand: Stand, number: int) -> dict[str, Any]:
    stand.point.answers["GetLocalListVersion"] = {"listVersion": number}
    done = await stand.operate("local-list/version")
    assert stand.asked("GetLocalListVersion") == {}
    assert done["response"] == {"listVersion": number}
    return dict(done["result"])


async def sync(stand: Stand, held: int, status: str = "Accepted", **wish: Any) -> dict[str, Any]:
    """The list as the operator sees it, after a sync with a charge point whose list has the version `held`."""
    stand.point.answers |= {"GetLocalListVersion": {"listVersion": held}, "SendLocalList": {"status": status}}
    return await stand.operate("local-list/sync", wish)


def sent(stand: Stand) -> list[dict[str, Any]]:
    return [payload for action, payload in stand.point.asked if action == "SendLocalList"]


@case("042_1")
async def test_the_version_of_a_list_that_is_not_supported(stand: Stand) -> None:
    assert (await version(stand, -1))["verdict"] == "not_supported"
    assert (await stand.operator.get(f"{stand.path}/local-list"))["status"] == "not_supported"


@case("042_2")
async def test_the_version_of_an_empty_list(stand: Stand) -> None:
    assert (await version(stand, 0))["verdict"] == "done"


@case("043_1")
async def test_the_list_is_not_supported(stand: Stand) -> None:
    state = await sync(stand, 0, "NotSupported")
    assert (state["status"], len(sent(stand))) == ("not_supported", 1)


@case("043_3")
async def test_the_list_is_not_taken(stand: Stand) -> None:
    state = await sync(stand, 0, "Failed")
    assert (state["status"], state["error"] is not None) == ("failed", True)


@case("043_4")
async def test_a_full_update(stand: Stand) -> None:
    state = await sync(stand, 0, full=True, items_per_message=500)
    assert (state["status"], state["version"]) == ("in_step", 1)
    (message,) = sent(stand)
    assert (message["updateType"], message["listVersion"]) == ("Full", 1)
    entries = {entry["idTag"]: entry["idTagInfo"] for entry in message["localAuthorizationList"]}
    assert entries[TAG] == {"status": "Accepted", "parentIdTag": PARENT}
    assert entries[BLOCKED]["status"] == "Blocked"
    assert state["entries"] == len(entries)


@case("043_5")
async def test_a_differential_update(stand: Stand) -> None:
    """Only what has changed, with a higher version; a token that is no longer good there is taken out."""
    await sync(stand, 0, full=True, items_per_message=500)
    guest = f"GUEST-{stand.point.identity}"
    await stand.operator.ask("PUT", f"/tokens/{guest}", {"stations": [stand.point.identity]})
    state = await sync(stand, 1)
    assert (state["status"], state["version"]) == ("in_step", 2)
    added = {"idTag": guest, "idTagInfo": {"status": "Accepted"}}
    assert sent(stand)[-1] == {"listVersion": 2, "updateType": "Differential", "localAuthorizationList": [added]}
    await stand.operator.ask("DELETE", f"/tokens/{guest}")
    await sync(stand, 2)
    removed = {"listVersion": 3, "updateType": "Differential", "localAuthorizationList": [{"idTag": guest}]}
    assert sent(stand)[-1] == removed


async def test_a_long_list_goes_out_in_several_messages(stand: Stand) -> None:
    await sync(stand, 0, full=True, items_per_message=2)
    state = await stand.eventually(f"{stand.path}/local-list", lambda found: found["status"] == "in_step")
    messages = sent(stand)
    assert [message["updateType"] for message in messages] == ["Full", *["Differential"] * (len(messages) - 1)]
    assert [message["listVersion"] for message in messages] == list(range(1, len(messages) + 1))
    assert state["version"] == len(messages) > 2
    assert {len(message["localAuthorizationList"]) for message in messages} <= {1, 2}


async def test_a_list_that_somebody_else_changed_is_sent_anew(stand: Stand) -> None:
    await sync(stand, 0, full=True, items_per_message=500)
    state = await sync(stand, 7, items_per_message=500)
    assert sent(stand)[-1]["updateType"] == "Full"
    assert (state["status"], state["version"] > 7) == ("in_step", True)
