"""Stations of every version against a scripted CSMS."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from ocpp.v16.enums import Action

from infra.local.fleet.evse import Evse, utc_now
from infra.local.fleet.physics import Car
from infra.local.fleet.station import Station
from infra.local.fleet.versions import DIALECTS

from .conftest import PASSWORD, TIMING
from .csms import ACCEPTED, NOW, Csms, measured
from .words import Words


def car(soc: float = 0.3) -> Car:
    return Car(60_000, soc)


MILLISECOND = timedelta(milliseconds=1)


async def delivered(station: Station) -> None:
    assert await station.transactions.until(lambda: not station.transactions, 5)


async def lose_link(station: Station) -> None:
    station.link.lose()
    assert await station.until(lambda: not station.online, 5)


async def test_boots_and_reports_its_connectors(station: Station, csms: Csms, version: str) -> None:
    await csms.expect("StatusNotification", connectorId=1)
    assert csms.frames[0].action == "BootNotification"
    identity, authorization = csms.handshakes[0]
    assert identity == station.identity
    assert authorization
    assert base64.b64decode(authorization.split()[1]) == f"{station.identity}:{PASSWORD}".encode()


async def test_obeys_pending_and_rejected(csms: Csms, version: str) -> None:
    verdicts = iter(["Rejected", "Pending", "Accepted"])
    csms.answers["BootNotification"] = lambda _: {
        "status": next(verdicts), "currentTime": NOW, "interval": 0
    }  # fmt: skip
    async with Station("CP1", csms.url, PASSWORD, DIALECTS[version], timing=TIMING):
        await csms.expect("StatusNotification")
    assert [frame.action for frame in csms.frames[:4]] == ["BootNotification"] * 3 + ["StatusNotification"]


async def test_beats_at_the_answered_interval(csms: Csms) -> None:
    csms.answers["BootNotification"] = lambda _: {"status": "Accepted", "currentTime": NOW, "interval": 1}
    async with Station("CP1", csms.url, PASSWORD, DIALECTS["2.1"], timing=TIMING):
        await csms.expect("Heartbeat")


async def test_charges_and_stops(station: Station, csms: Csms, words: Words) -> None:
    assert await station.plug_in(1, car(), "TAG")
    await words.started()
    assert csms.seen("Authorize")
    assert station.evse(1).current_a == 16
    sample = await words.sampled("Sample.Periodic")
    assert measured([sample], "Current.Import") == [16, 16, 16]
    assert measured([sample], "Power.Active.Import") == [11040]
    station.unplug(1)
    ended = await words.ended()
    assert ended.reason == "EVDisconnected"
    energy_wh = measured(ended.meter_values, "Energy.Active.Import.Register")[-1]
    assert energy_wh >= measured([sample], "Energy.Active.Import.Register")[0] > 0
    assert datetime.fromisoformat(ended.timestamp).utcoffset() is not None
    assert await csms.until(lambda: words.statuses() == words.of_a_visit)


async def test_a_full_car_suspends(station: Station, csms: Csms, words: Words) -> None:
    full = car(0.9999)
    await station.plug_in(1, full, "TAG")
    assert await station.until(lambda: full.full, 5)
    await words.state("SuspendedEV")


async def test_a_token_that_is_not_accepted_does_not_charge(station: Station, csms: Csms, words: Words) -> None:
    blocked = {"status": "Blocked"}
    csms.answers["Authorize"] = lambda _: {words.token_info: blocked}
    assert not await station.plug_in(1, car(), "TAG")


async def test_an_unanswered_authorize_leaves_it_to_the_local_list(station: Station, csms: Csms) -> None:
    csms.answers["Authorize"] = lambda _: None
    assert await station.plug_in(1, car(), "TAG")


async def test_an_authorize_that_fails_does_not_charge(station: Station, csms: Csms) -> None:
    csms.answers["Authorize"] = lambda _: {}
    assert not await station.plug_in(1, car(), "TAG")


async def test_a_transaction_that_is_not_accepted_ends(station: Station, csms: Csms, words: Words) -> None:
    blocked = {"status": "Blocked"}
    csms.answers[words.start] = lambda _: {words.token_info: blocked} | ({"transactionId": 7} if words.is_1_6 else {})
    await station.plug_in(1, car(), "TAG")
    ended = await words.ended()
    assert ended.reason == "DeAuthorized"


async def test_obeys_a_profile_and_resumes_after_it(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    transaction_id = await words.started()
    assert await words.set_profile("TxDefaultProfile", [(0, 10.0)]) == ACCEPTED
    assert station.evse(1).current_a == 10
    assert await words.set_profile("TxProfile", [(0, 0.0)], transaction_id) == ACCEPTED
    assert station.evse(1).current_a == 0
    await words.state("SuspendedEVSE")
    assert await csms.call("ClearChargingProfile", words.clear("TxProfile")) == ACCEPTED
    assert station.evse(1).current_a == 10
    await words.state("Charging", times=2)


async def test_a_tx_profile_ends_with_its_transaction(station: Station, csms: Csms, words: Words) -> None:
    assert (await words.set_profile("TxProfile", [(0, 8.0)], words.unknown_id))["status"] == "Rejected"
    await station.plug_in(1, car(), "TAG")
    transaction_id = await words.started()
    assert (await words.set_profile("TxProfile", [(0, 8.0)], words.unknown_id))["status"] == "Rejected"
    assert await words.set_profile("TxProfile", [(0, 8.0)], transaction_id) == ACCEPTED
    station.stop(1)
    assert station.profiles.profiles == []


async def test_a_station_limit_is_shared(csms: Csms, version: str) -> None:
    station = Station("CP1", csms.url, PASSWORD, DIALECTS[version], [Evse(1), Evse(2)], TIMING)
    async with station:
        await station.plug_in(1, car(), "A")
        await station.plug_in(2, car(), "B")
        words = Words(csms, version)
        assert await words.set_profile(words.station_max, [(0, 20.0)], evse_id=0) == ACCEPTED
        assert [evse.current_a for evse in station.evses] == [10, 10]
        station.unplug(1)
        assert station.evse(2).current_a == 16


async def test_tells_its_composite_schedule(station: Station, csms: Csms, words: Words) -> None:
    await words.set_profile("TxDefaultProfile", [(0, 10.0), (600, 16.0)])
    for unit, limits in (("A", [10.0, 16.0]), ("W", [6900.0, 11040.0])):
        (now_s, first), (then_s, second) = await words.composite(3600, unit)
        assert [first, second] == limits
        assert now_s == 0
        assert 530 < then_s <= 540  # the schedule started a minute ago


async def test_remote_start_waits_for_a_car(station: Station, csms: Csms, words: Words) -> None:
    assert await words.remote_start(profile_a=9.0) == ACCEPTED
    assert (await words.remote_start())["status"] == "Rejected"
    assert await station.plug_in(1, car(), "OTHER")
    await words.started(token="REMOTE")
    assert station.evse(1).current_a == 9
    if not words.is_1_6:
        started = await csms.expect("TransactionEvent", eventType="Started", triggerReason="RemoteStart")
        assert started["transactionInfo"]["remoteStartId"] == 5


async def test_remote_stop(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    transaction_id = await words.started()
    assert (await words.remote_stop(words.unknown_id))["status"] == "Rejected"
    assert await words.remote_stop(transaction_id) == ACCEPTED
    ended = await words.ended()
    assert ended.reason == "Remote"
    assert station.evse(1).car


async def test_reset_ends_the_transaction_and_boots_again(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    await words.started()
    assert await csms.call("Reset", words.reset) == ACCEPTED
    await words.ended()
    assert await csms.until(lambda: len(csms.seen("BootNotification")) == 2)
    assert len(csms.handshakes) == 2
    assert await station.until(lambda: station.online, 5)


@pytest.mark.parametrize("version", ["2.0.1", "2.1"], indirect=True)
async def test_reset_on_idle_waits_for_the_driver(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    assert await csms.call("Reset", {"type": "OnIdle"}) == {"status": "Scheduled"}
    assert station.evse(1).transaction
    station.unplug(1)
    await csms.expect("BootNotification", reason="ScheduledReset")


async def test_unlock(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    assert await csms.call("UnlockConnector", words.connector(1)) == {"status": words.unlocked_while_charging}
    assert await csms.call("UnlockConnector", words.connector(9)) == {"status": words.unknown_connector}
    assert (station.evse(1).transaction is None) == words.is_1_6


async def test_becomes_unavailable_after_the_transaction(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    await words.started()
    assert await csms.call("ChangeAvailability", words.inoperative) == {"status": "Scheduled"}
    assert station.evse(1).transaction
    station.unplug(1)
    assert await csms.until(lambda: words.statuses()[-1] == "Unavailable")


async def test_a_lost_link_is_replayed_without_a_boot(station: Station, csms: Csms, words: Words) -> None:
    await station.plug_in(1, car(), "TAG")
    transaction_id = await words.started()
    await delivered(station)
    lost_at = utc_now()
    await lose_link(station)
    station.unplug(1)
    await station.plug_in(1, car(), "NEXT")
    restored_at = utc_now()
    before = len(csms.frames)
    station.link.restore()
    assert await words.started(token="NEXT") != transaction_id
    ended = await words.ended()
    assert ended.transaction_id == transaction_id
    assert lost_at <= datetime.fromisoformat(ended.timestamp) + MILLISECOND <= restored_at + MILLISECOND
    await delivered(station)
    replayed = [frame.action for frame in csms.frames[before:] if frame.action != "StatusNotification"]
    assert replayed[:2] == words.stop_and_start
    assert len(csms.seen("BootNotification")) == 1


async def test_what_happened_offline_says_so(station: Station, csms: Csms, words: Words) -> None:
    await lose_link(station)
    await station.plug_in(1, car(), "TAG")
    station.link.restore()
    await words.started()
    await delivered(station)
    station.unplug(1)
    await words.ended()
    if not words.is_1_6:
        assert csms.seen("TransactionEvent", eventType="Started", offline=True)
        assert csms.seen("TransactionEvent", eventType="Ended", offline=False)


async def test_survives_the_csms_going_away(csms: Csms, version: str) -> None:
    words = Words(csms, version)
    async with Station("CP1", csms.url, PASSWORD, DIALECTS[version], timing=TIMING) as station:
        await station.plug_in(1, car(), "TAG")
        await words.started()
        await csms.__aexit__()
        assert await station.until(lambda: not station.online, 5)
        station.unplug(1)
        await csms.__aenter__()
        await words.ended()
        assert len(csms.seen("BootNotification")) == 1


async def test_an_unanswered_transaction_message_comes_again(station: Station, csms: Csms, words: Words) -> None:
    silent: list[dict[str, Any]] = []

    def answer(payload: dict[str, Any]) -> dict[str, Any] | None:
        silent.append(payload)
        return None if len(silent) == 1 else words.start_answer

    csms.answers[words.start] = answer
    await station.plug_in(1, car(), "TAG")
    assert await csms.until(lambda: len(silent) > 1)
    first, second = csms.seen(words.start)[:2]
    assert first.payload == second.payload
    assert first.id != second.id


async def test_answers_what_it_does_not_know(station: Station, csms: Csms, words: Words) -> None:
    action, code = words.unhandled
    assert await csms.call(action, {"requestId": 1}) == code


async def test_handles_all_that_1_6_lets_a_csms_ask(csms: Csms) -> None:
    async with Station("CP1", csms.url, PASSWORD, DIALECTS["1.6"], timing=TIMING) as station:
        assert station.session
        handled = set(station.session.charge_point.route_map)
    said = {action.value for action in Action} - handled
    assert said == {
        "Authorize", "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat",
        "LogStatusNotification", "MeterValues", "SecurityEventNotification", "SignCertificate",
        "SignedFirmwareStatusNotification", "StartTransaction", "StatusNotification", "StopTransaction",
    }  # fmt: skip


async def test_changes_its_settings(station: Station, csms: Csms, words: Words) -> None:
    assert await words.set_sample_interval("7") == "Accepted"
    assert station.settings.integer("MeterValueSampleInterval") == 7
    assert await words.set_sample_interval("often") == "Rejected"


async def test_comes_back_with_a_new_password(station: Station, csms: Csms, words: Words) -> None:
    assert await words.set_password("another-password-20c") == "Accepted"
    assert await csms.until(lambda: len(csms.handshakes) == 2)
    authorization = csms.handshakes[1][1] or ""
    assert base64.b64decode(authorization.split()[1]).endswith(b":another-password-20c")


async def test_sends_what_is_triggered(station: Station, csms: Csms, words: Words) -> None:
    for message in ("Heartbeat", "MeterValues"):
        assert await csms.call("TriggerMessage", {"requestedMessage": message}) == ACCEPTED
        await csms.expect(message)
    for message in words.idle_errands:
        assert await csms.call("TriggerMessage", {"requestedMessage": message}) == ACCEPTED
        assert await csms.expect(message) == {"status": "Idle"}
    if not words.is_1_6:
        answer = await csms.call("TriggerMessage", {"requestedMessage": "PublishFirmwareStatusNotification"})
        assert answer["status"] == "NotImplemented"


async def test_keeps_a_local_list_for_when_it_is_offline(station: Station, csms: Csms, words: Words) -> None:
    assert await csms.call("SendLocalList", words.local_list(3, {"BAD": "Blocked"})) == ACCEPTED
    assert list((await csms.call("GetLocalListVersion")).values()) == [3]
    await lose_link(station)
    assert not await station.plug_in(1, car(), "BAD")
    station.unplug(1)
    assert await station.plug_in(1, car(), "GOOD")
