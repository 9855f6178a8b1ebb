"""What a station holds of charging profiles: only what it accepted, until it is replaced, cleared or over."""

import json
from typing import Any

import pytest

from csms.application.read_installed_profiles import read_installed_profiles
from csms.application.run_task import run_task
from csms.application.transmit import deadline_task
from csms.domain.commands import Command
from csms.domain.installed_profiles import InstalledProfile
from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion
MAX, DEFAULT, TX = "ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"


@pytest.fixture(params=list(OcppVersion))
def charger(csms: World, request: pytest.FixtureRequest) -> Charger:
    made = csms.connect(request.param)
    made.boot()
    return made


@pytest.fixture
def old(csms: World) -> Charger:
    """A 1.6 station."""
    made = csms.connect(V16)
    made.boot()
    return made


def profile(
    version: OcppVersion, profile_id: int, purpose: str, stack: int = 0, tx: str | None = None, limit: float = 16
) -> dict[str, Any]:
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}]}
    common = {"stackLevel": stack, "chargingProfileKind": "Absolute"}
    schedule["startSchedule"] = "2026-03-01T11:00:00Z"
    if version is V16:
        transaction = {} if tx is None else {"transactionId": int(tx)}
        purpose = purpose.replace("Station", "Point").replace("ChargingPoint", "ChargePoint")
        return {"chargingProfileId": profile_id, "chargingProfilePurpose": purpose, "chargingSchedule": schedule,
                **common, **transaction}  # fmt: skip
    transaction = {} if tx is None else {"transactionId": tx}
    return {"id": profile_id, "chargingProfilePurpose": purpose, "chargingSchedule": [{"id": 1, **schedule}],
            **common, **transaction}  # fmt: skip


def sent(csms: World, version: OcppVersion, evse: int, made: dict[str, Any]) -> Command:
    names = ("connectorId", "csChargingProfiles") if version is V16 else ("evseId", "chargingProfile")
    return csms.send("cp-1", "SetChargingProfile", json.dumps(dict(zip(names, (evse, made), strict=True))))


def answered(charger: Charger, command: Command, status: str = "Accepted", **more: Any) -> Command:
    charger.frame(json.dumps([3, command.message_id, {"status": status, **more}]))
    return command


def install(charger: Charger, evse: int, *args: Any, **members: Any) -> Command:
    """Sent and accepted."""
    made = profile(charger.version, *args, **members)
    return answered(charger, sent(charger.world, charger.version, evse, made))


def cleared(charger: Charger, status: str = "Accepted", **wanted: Any) -> None:
    """By `id`, `evse`, `purpose`, `stack`."""
    if charger.version is V16:
        names = {"id": "id", "evse": "connectorId", "purpose": "chargingProfilePurpose", "stack": "stackLevel"}
        request = {names[name]: value for name, value in wanted.items()}
    else:
        names = {"evse": "evseId", "purpose": "chargingProfilePurpose", "stack": "stackLevel"}
        criteria = {names[name]: value for name, value in wanted.items() if name != "id"}
        request = {"chargingProfileCriteria": criteria} if criteria else {}
        request |= {"chargingProfileId": wanted["id"]} if "id" in wanted else {}
    answered(charger, charger.world.send("cp-1", "ClearChargingProfile", json.dumps(request)), status)


def held(csms: World) -> list[InstalledProfile]:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    with csms.guard.running("operator_api"):
        return list(read_installed_profiles(csms.ports, station))


def ids(csms: World) -> list[int]:
    return [one.profile.id for one in held(csms)]


def start(charger: Charger, evse: int = 1, **more: Any) -> str:
    """The station's id of a session that begins now."""
    if charger.version is V16:
        begin = {"connectorId": evse, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
        return str(charger.ask("StartTransaction", begin)["transactionId"])
    event = {"eventType": "Started", "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": 0,
             "transactionInfo": {"transactionId": f"tx-{evse}", **more}, "evse": {"id": evse, "connectorId": 1},
             "idToken": {"idToken": "TAG-1", "type": "ISO14443"}}  # fmt: skip
    charger.ask("TransactionEvent", event)
    return f"tx-{evse}"


def stop(charger: Charger, wire_id: str, evse: int = 1) -> None:
    if charger.version is V16:
        end = {"transactionId": int(wire_id), "meterStop": 1, "timestamp": charger.now()}
        charger.ask("StopTransaction", end)
        return
    event = {"eventType": "Ended", "timestamp": charger.now(), "triggerReason": "EVDeparted", "seqNo": 1,
             "transactionInfo": {"transactionId": wire_id}, "evse": {"id": evse, "connectorId": 1}}  # fmt: skip
    charger.ask("TransactionEvent", event)


def test_only_what_the_station_accepted_is_installed(csms: World, charger: Charger) -> None:
    for status in ("Rejected", "Accepted"):
        command = sent(csms, charger.version, 1, profile(charger.version, 7, DEFAULT, limit=8.1))
        assert ids(csms) == []
        answered(charger, command, status)
    (one,) = held(csms)
    assert (one.evse, one.profile.id, one.profile.periods[0].limit) == (1, 7, 8.1)
    assert one.profile.start_schedule == "2026-03-01T11:00:00.000Z"


def test_an_error_and_silence_install_nothing_and_a_late_answer_does(csms: World, charger: Charger) -> None:
    failed = sent(csms, charger.version, 1, profile(charger.version, 6, DEFAULT))
    charger.frame(json.dumps([4, failed.message_id, "NotSupported", "", {}]))
    silent = sent(csms, charger.version, 1, profile(charger.version, 7, DEFAULT))
    csms.forward(seconds=31)
    run_task(csms.ports, deadline_task(silent))
    assert ids(csms) == []
    answered(charger, silent)
    assert ids(csms) == [7]


def test_an_answer_costs_one_request_more_to_read_what_was_there(csms: World, charger: Charger) -> None:
    """Connection, station, command; what the station holds; one transaction."""
    for number in (7, 7, 8):
        command = sent(csms, charger.version, 1, profile(charger.version, number, DEFAULT, stack=number))
        csms.requests.clear()
        answered(charger, command)
        assert len(csms.requests) <= 5, csms.requests
    command = csms.send("cp-1", "ClearChargingProfile", "{}")
    csms.requests.clear()
    answered(charger, command)
    assert (len(csms.requests), ids(csms)) == (5, [])


def test_the_same_id_replaces(csms: World, charger: Charger) -> None:
    install(charger, 1, 7, DEFAULT, limit=16)
    install(charger, 1, 7, DEFAULT, stack=3, limit=8)
    assert [(one.profile.stack_level, one.profile.periods[0].limit) for one in held(csms)] == [(3, 8)]


def test_in_16_the_same_place_replaces_too(csms: World, old: Charger) -> None:
    install(old, 1, 7, DEFAULT)
    install(old, 1, 8, DEFAULT)
    install(old, 2, 9, DEFAULT)
    install(old, 1, 10, DEFAULT, stack=1)
    assert ids(csms) == [8, 9, 10]


def test_a_late_answer_of_what_has_been_replaced_changes_nothing(csms: World, old: Charger) -> None:
    late = sent(csms, V16, 1, profile(V16, 7, DEFAULT, limit=6))
    csms.forward(seconds=31)
    run_task(csms.ports, deadline_task(late))
    install(old, 1, 7, DEFAULT, limit=16)
    answered(old, late)
    assert [one.profile.periods[0].limit for one in held(csms)] == [16]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({}, []),
        ({"id": 2}, [1, 3]),
        ({"purpose": DEFAULT}, [1]),
        ({"purpose": DEFAULT, "stack": 1}, [1, 2]),
        ({"evse": 1}, [1]),
        ({"evse": 2}, [1, 2, 3]),
        ({"stack": 0}, [3]),
    ],
)
@pytest.mark.parametrize("status", ["Accepted", "Unknown"])
def test_what_fits_all_that_is_asked_for_is_cleared(
    csms: World, charger: Charger, status: str, wanted: dict[str, Any], left: list[int]
) -> None:
    """1.6 errata 3.25, 2.0.1 K10.FR.04; steve#963."""
    install(charger, 0, 1, MAX)
    install(charger, 1, 2, DEFAULT)
    install(charger, 1, 3, DEFAULT, stack=1)
    cleared(charger, status, **wanted)
    assert ids(csms) == left


def test_a_refused_clearing_clears_nothing(csms: World, charger: Charger) -> None:
    install(charger, 1, 2, DEFAULT)
    command = csms.send("cp-1", "ClearChargingProfile")
    charger.frame(json.dumps([4, command.message_id, "InternalError", "", {}]))
    assert ids(csms) == [2]


def test_what_was_installed_after_a_late_clearing_stays(csms: World, charger: Charger) -> None:
    install(charger, 1, 2, DEFAULT)
    late = csms.send("cp-1", "ClearChargingProfile")
    csms.forward(seconds=31)
    run_task(csms.ports, deadline_task(late))
    install(charger, 1, 3, DEFAULT, stack=1)
    answered(charger, late)
    assert ids(csms) == [3]


def test_more_than_one_transaction_can_hold_are_cleared_all_the_same(csms: World, old: Charger) -> None:
    for number in range(95):
        install(old, 1, number, DEFAULT, stack=number)
    cleared(old)
    assert len(held(csms)) == 5
    (task,) = [task for _, task in csms.queues.tasks if task["task"] == "forget_profiles"]
    for _ in range(2):
        csms.run_task(task)
    assert held(csms) == []


def test_a_profile_of_a_transaction_ends_with_it(csms: World, charger: Charger) -> None:
    wire_id = start(charger)
    install(charger, 1, 7, TX, tx=wire_id)
    install(charger, 1, 8, DEFAULT)
    assert ids(csms) == [7, 8]
    csms.forward(minutes=1)
    stop(charger, wire_id)
    assert ids(csms) == [8]


def test_a_profile_of_a_transaction_ends_with_a_reboot(csms: World, charger: Charger) -> None:
    """steve#367; defaults and the station's maximum stay (2.0.1 K01.FR.27)."""
    wire_id = start(charger)
    install(charger, 1, 7, TX, tx=wire_id)
    install(charger, 1, 8, DEFAULT)
    csms.forward(minutes=1)
    charger.boot()
    assert ids(csms) == [8]


class TestRemoteStart:
    def sent(self, csms: World, charger: Charger, evse: int | None = 1) -> Command:
        attached = {"chargingProfile": profile(charger.version, 7, TX)}
        if charger.version is V16:
            request = {"idTag": "TAG-1", **attached, **({"connectorId": evse} if evse else {})}
            return csms.send("cp-1", "RemoteStartTransaction", json.dumps(request))
        request = {"idToken": {"idToken": "TAG-1", "type": "ISO14443"}, "remoteStartId": 5, **attached}
        request |= {"evseId": evse} if evse else {}
        return csms.send("cp-1", "RequestStartTransaction", json.dumps(request))

    def more(self, charger: Charger) -> dict[str, Any]:
        return {} if charger.version is V16 else {"remoteStartId": 5}

    @pytest.mark.parametrize("evse", [1, None])
    def test_its_profile_is_of_the_transaction_that_follows(
        self, csms: World, charger: Charger, evse: int | None
    ) -> None:
        answered(charger, self.sent(csms, charger, evse))
        (waiting,) = held(csms)
        assert (waiting.awaits is not None, waiting.profile.transaction_id) == (True, None)
        csms.forward(minutes=2)
        wire_id = start(charger, 1, **self.more(charger))
        (bound,) = held(csms)
        assert (bound.evse, bound.profile.transaction_id, bound.awaits) == (1, wire_id, None)
        csms.forward(minutes=2)
        stop(charger, wire_id)
        assert held(csms) == []

    def test_a_refused_one_leaves_nothing(self, csms: World, charger: Charger) -> None:
        answered(charger, self.sent(csms, charger), "Rejected")
        assert held(csms) == []

    def test_one_that_nobody_followed_is_forgotten(self, csms: World, charger: Charger) -> None:
        answered(charger, self.sent(csms, charger))
        csms.forward(minutes=16)
        assert held(csms) == []
        start(charger)
        assert held(csms) == []

    def test_another_drivers_session_is_not_its_own(self, csms: World, old: Charger) -> None:
        csms.token("TAG-2")
        answered(old, self.sent(csms, old))
        begin = {"connectorId": 1, "idTag": "TAG-2", "meterStart": 0, "timestamp": old.now()}
        old.ask("StartTransaction", begin)
        (waiting,) = held(csms)
        assert waiting.awaits is not None

    def test_a_session_that_runs_already_is_named_in_the_answer(self, csms: World) -> None:
        charger = csms.connect(V201)
        charger.boot()
        wire_id = start(charger)
        answered(charger, self.sent(csms, charger), transactionId=wire_id)
        (bound,) = held(csms)
        assert bound.profile.transaction_id == wire_id

    def test_a_later_profile_of_its_stack_level_takes_its_place(self, csms: World, old: Charger) -> None:
        """1.6 errata 3.42."""
        answered(old, self.sent(csms, old))
        wire_id = start(old)
        install(old, 1, 8, TX, tx=wire_id)
        assert ids(csms) == [8]

    def test_without_a_profile_it_costs_no_request_more_than_its_command(self, csms: World, old: Charger) -> None:
        command = csms.send("cp-1", "RemoteStartTransaction", '{"idTag":"TAG-1"}')
        csms.requests.clear()
        answered(old, command)
        assert len(csms.requests) <= 4, csms.requests
