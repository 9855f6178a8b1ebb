"""Reservations from the request to their end, over the API and on the wire of every version."""

import json
from typing import Any

import pytest

from csms.application.time_out import free_stale_slot
from csms.application.transmit import deadline_task
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
UNTIL = "2026-03-01T18:00:00Z"
BODY = {"evse": 1, "token": "CARD", "expires_at": UNTIL}


@pytest.fixture(params=list(OcppVersion))
def charger(api: Api, request: pytest.FixtureRequest) -> Charger:
    api.put("/api/tokens/CARD", {"group_id": "FLEET"})
    return api.station(request.param)


@pytest.fixture
def old(api: Api) -> Charger:
    """A 1.6 station."""
    api.put("/api/tokens/CARD", {"group_id": "FLEET"})
    return api.station(V16)


def answer(api: Api, charger: Charger, payload: Any, kind: int = 3) -> None:
    """To the CALL sent last."""
    message_id = api.wire()[-1][1]
    frame = [3, message_id, payload] if kind == 3 else [4, message_id, payload, "", {}]
    charger.frame(json.dumps(frame))


def ask(api: Api, **members: Any) -> Answer:
    return api.post("/api/stations/CP-1/reservations", BODY | members)


def reserve(api: Api, charger: Charger, word: str = "Accepted", **members: Any) -> str:
    """The id of a reservation that the station has answered."""
    made = ask(api, **members)
    assert made.status == 202, made.body
    answer(api, charger, {"status": word})
    return str(made.body["id"])


def shown(api: Api, reservation_id: str) -> dict[str, Any]:
    body: dict[str, Any] = api.get(f"/api/reservations/{reservation_id}").body
    return body


def status(api: Api, reservation_id: str) -> str:
    return str(shown(api, reservation_id)["status"])


def life(api: Api, reservation_id: str) -> list[tuple[str, str | None]]:
    return [(step["status"], step["reason"]) for step in shown(api, reservation_id)["history"]]


def hints(api: Api) -> frozenset[str]:
    """What the station's item holds of reservations, once the deferred tasks have run."""
    for _, task in [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "forget_reservation"]:
        api.csms.run_task(task)
    station = api.csms.ports.stations.get("cp-1")
    assert station is not None
    return station.open_reservations


def start(charger: Charger, token: str = "CARD", evse: int = 1, number: int | None = None, **more: Any) -> str:
    """A transaction that starts; the word that the station is told of the token."""
    if charger.version is V16:
        payload = {"connectorId": evse, "idTag": token, "meterStart": 1, "timestamp": charger.now(), **more}
        payload |= {} if number is None else {"reservationId": number}
        return str(charger.ask("StartTransaction", payload)["idTagInfo"]["status"])
    event = {
        "eventType": "Started", "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": 0,
        "transactionInfo": {"transactionId": "t"}, "evse": {"id": evse, "connectorId": 1},
        "idToken": {"idToken": token, "type": "ISO14443"}, **more,
    }  # fmt: skip
    event |= {} if number is None else {"reservationId": number}
    return str(charger.ask("TransactionEvent", event)["idTokenInfo"]["status"])


def report(charger: Charger, word: str, evse: int = 1) -> None:
    if charger.version is V16:
        payload = {"connectorId": evse, "errorCode": "NoError", "status": word, "timestamp": charger.now()}
    else:
        payload = {"evseId": evse, "connectorId": 1, "connectorStatus": word, "timestamp": charger.now()}
    charger.ask("StatusNotification", payload)


def test_it_is_asked_for_in_the_words_of_each_version(api: Api, charger: Charger) -> None:
    made = ask(api)
    assert (made.status, made.headers["Location"]) == (202, f"/api/reservations/{made.body['id']}")
    in_16 = {"connectorId": 1, "expiryDate": UNTIL, "idTag": "CARD", "parentIdTag": "FLEET", "reservationId": 1}
    in_2x = {
        "id": 1, "expiryDateTime": UNTIL, "idToken": {"idToken": "CARD", "type": "ISO14443"}, "evseId": 1,
        "groupIdToken": {"idToken": "FLEET", "type": "Central"},
    }  # fmt: skip
    assert api.wire()[-1][2:] == ["ReserveNow", in_16 if charger.version is V16 else in_2x]
    answer(api, charger, {"status": "Accepted"})
    assert shown(api, made.body["id"]) == {
        "id": made.body["id"],
        "station": "CP-1",
        "ocpp_reservation_id": 1,
        "status": "accepted",
        "evse": 1,
        "token": "CARD",
        "token_type": "ISO14443",
        "group_id": "FLEET",
        "connector_type": None,
        "expires_at": "2026-03-01T18:00:00.000Z",
        "created_at": "2026-03-01T12:00:00.000Z",
        "transaction_id": None,
        "replaces": None,
        "history": [
            {"at": "2026-03-01T12:00:00.000Z", "status": "requested", "reason": None},
            {"at": "2026-03-01T12:00:00.000Z", "status": "accepted", "reason": None},
        ],
    }
    assert made.body["command"]["id"] == api.get("/api/stations/CP-1/commands").body["items"][0]["id"]


def test_any_evse_and_a_kind_of_connector(api: Api, charger: Charger) -> None:
    ask(api, evse=0)
    payload = api.wire()[-1][3]
    assert payload.get("connectorId", payload.get("evseId")) == (0 if charger.version is V16 else None)
    answer(api, charger, {"status": "Accepted"})
    typed = ask(api, connector_type="cCCS2")
    if charger.version is V16:
        assert (typed.status, typed.fields()) == (422, ["connector_type"])
    else:
        assert (typed.status, api.wire()[-1][3]["connectorType"]) == (202, "cCCS2")


def test_wrong_members_are_named(api: Api, old: Charger) -> None:
    for members, field in (
        ({"expires_at": "2026-03-01T12:00:00Z"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"token": "x" * 21}, "token"),
        ({"group_id": "x" * 21}, "group_id"),
        ({"evse": -1}, "evse"),
        ({"replaces": "nothing"}, "replaces"),
        ({"colour": "red"}, "colour"),
    ):
        refused = ask(api, **members)
        assert (refused.status, refused.fields()) == (422, [field])
    assert (api.wire(), hints(api), api.get("/api/reservations").body["items"]) == ([], frozenset(), [])


@pytest.mark.parametrize("word", ["Faulted", "Occupied", "Unavailable", "Rejected"])
def test_a_refusal_says_why(api: Api, charger: Charger, word: str) -> None:
    refused = reserve(api, charger, word)
    assert life(api, refused) == [("requested", None), ("rejected", word.lower())]
    assert hints(api) == frozenset()


@pytest.mark.parametrize(
    ("payload", "kind", "reason"),
    [("NotSupported", 4, "NotSupported"), ({"status": "Maybe"}, 3, "unreadable_answer"), ({}, 3, "unreadable_answer")],
)
def test_what_is_no_answer_to_it_fails_it(api: Api, charger: Charger, payload: Any, kind: int, reason: str) -> None:
    made = ask(api)
    answer(api, charger, payload, kind)
    assert life(api, made.body["id"]) == [("requested", None), ("failed", reason)]


def test_offline_it_is_refused_and_leaves_nothing(api: Api, old: Charger) -> None:
    api.csms.forward(hours=1)
    refused = ask(api)
    assert (refused.status, refused.body["type"]) == (409, "urn:csms:station-offline")
    assert (api.get("/api/reservations").body["items"], hints(api)) == ([], frozenset())


def test_a_link_that_is_gone_takes_it_back(api: Api, old: Charger) -> None:
    api.csms.link.gone.add(old.connection_id)
    assert ask(api).status == 409
    [kept] = api.get("/api/reservations").body["items"]
    assert (kept["status"], kept["history"][-1]["reason"], hints(api)) == ("cancelled", "not_sent", frozenset())


def test_it_waits_for_the_station_no_longer_than_it_lasts(api: Api, old: Charger) -> None:
    api.csms.forward(hours=1)
    queued = ask(api, queue_until="2026-03-02T00:00:00Z")
    assert (queued.status, queued.body["command"]["queue_until"]) == (202, "2026-03-01T18:00:00.000Z")
    assert api.delete(f"/api/reservations/{queued.body['id']}").body["status"] == "cancelled"
    assert (api.wire(), hints(api)) == ([], frozenset())


def test_one_key_makes_one_reservation(api: Api, old: Charger) -> None:
    first, again = (api.post("/api/stations/CP-1/reservations", BODY, idempotency_key="k") for _ in range(2))
    assert (first.body["id"], len(api.wire())) == (again.body["id"], 1)
    assert api.post("/api/stations/CP-1/reservations", BODY | {"evse": 2}, idempotency_key="k").status == 409


def test_without_an_answer_nobody_knows(api: Api, charger: Charger) -> None:
    """The station may hold it: it stays open, and what the station says or does later decides."""
    made = ask(api)
    command = api.csms.ports.commands.get("cp-1", made.body["id"])
    assert command is not None
    api.csms.forward(seconds=31)
    api.csms.run_task(deadline_task(command))
    assert life(api, made.body["id"]) == [("requested", None), ("requested", "no_answer")]
    answer(api, charger, {"status": "Accepted"})
    assert status(api, made.body["id"]) == "accepted"


def test_the_planner_may_find_that_nobody_has_answered(api: Api, old: Charger) -> None:
    """Whoever wants to send something frees a slot whose clock was lost, and stores what that means."""
    made = ask(api)
    api.csms.forward(minutes=10)
    station = api.csms.ports.stations.get("cp-1")
    assert station is not None
    with api.csms.guard.running("site_planner"):
        free_stale_slot(api.csms.ports, station)
    assert life(api, made.body["id"])[-1] == ("requested", "no_answer")


def test_waiting_shows_the_outcome(api: Api, old: Charger, monkeypatch: pytest.MonkeyPatch) -> None:
    from operator_api import command_views

    monkeypatch.setattr(command_views, "sleep", lambda seconds: answer(api, old, {"status": "Occupied"}))
    made = api.post("/api/stations/CP-1/reservations", BODY, prefer="wait=5")
    assert (made.status, made.body["status"], made.body["command"]["response"]) == (
        200, "rejected", {"status": "Occupied"},
    )  # fmt: skip


class TestUse:
    @pytest.mark.parametrize("number", [1, None])
    def test_by_its_token(self, api: Api, charger: Charger, number: int | None) -> None:
        reserved = reserve(api, charger)
        assert start(charger, number=number) == "Accepted"
        (transaction,) = api.csms.transactions()
        assert shown(api, reserved)["transaction_id"] == transaction.id
        assert (life(api, reserved)[-1], hints(api)) == (("used", None), frozenset())

    def test_by_another_of_its_group(self, api: Api, charger: Charger) -> None:
        api.put("/api/tokens/SIBLING", {"group_id": "fleet"})
        reserved = reserve(api, charger)
        start(charger, "SIBLING")
        assert status(api, reserved) == "used"

    def test_of_any_evse(self, api: Api, charger: Charger) -> None:
        reserved = reserve(api, charger, evse=0)
        start(charger, evse=3)
        assert status(api, reserved) == "used"

    def test_others_and_other_connectors_leave_it(self, api: Api, charger: Charger) -> None:
        api.put("/api/tokens/OTHER")
        reserved = reserve(api, charger)
        assert start(charger, "OTHER") == "Accepted"
        assert status(api, reserved) == "accepted"
        assert len(hints(api)) == 1

    @pytest.mark.parametrize("number", [1, None])
    def test_a_refused_start_does_not_use_it(self, api: Api, charger: Charger, number: int | None) -> None:
        reserved = reserve(api, charger)
        api.put("/api/tokens/CARD", {"status": "blocked", "group_id": "FLEET"})
        assert start(charger, number=number) == "Blocked"
        assert status(api, reserved) == "accepted"

    @pytest.mark.parametrize("number", [0, -1])
    def test_zero_and_less_are_no_reservation(self, api: Api, charger: Charger, number: int) -> None:
        reserved = reserve(api, charger)
        start(charger, number=number)
        assert status(api, reserved) == "used"

    def test_before_its_answer(self, api: Api, charger: Charger) -> None:
        made = ask(api)
        start(charger, number=1)
        answer(api, charger, {"status": "Accepted"})
        assert status(api, made.body["id"]) == "used"

    def test_a_repeated_start_uses_no_other(self, api: Api, charger: Charger) -> None:
        first, second = reserve(api, charger), reserve(api, charger)
        start(charger)
        start(charger)
        assert [status(api, first), status(api, second)] == ["used", "accepted"]

    def test_the_driver_may_be_known_after_the_start(self, api: Api) -> None:
        api.put("/api/tokens/CARD")
        charger = api.station(V201)
        reserved = reserve(api, charger)
        event = {
            "eventType": "Started", "timestamp": charger.now(), "triggerReason": "CablePluggedIn", "seqNo": 0,
            "transactionInfo": {"transactionId": "t"}, "evse": {"id": 1, "connectorId": 1},
        }  # fmt: skip
        charger.ask("TransactionEvent", event)
        assert status(api, reserved) == "accepted"
        shown_token = {"idToken": {"idToken": "CARD", "type": "ISO14443"}}
        charger.ask("TransactionEvent", event | shown_token | {"eventType": "Updated", "seqNo": 1})
        assert status(api, reserved) == "used"

    def test_without_reservations_nothing_is_looked_up(self, api: Api, charger: Charger) -> None:
        api.csms.requests.clear()
        start(charger)
        assert len(api.csms.requests) == 4


class TestEnd:
    def test_cancelled(self, api: Api, charger: Charger) -> None:
        reserved = reserve(api, charger)
        asked = api.delete(f"/api/reservations/{reserved}")
        assert (asked.status, asked.body["status"]) == (202, "accepted")
        assert api.wire()[-1][2:] == ["CancelReservation", {"reservationId": 1}]
        answer(api, charger, {"status": "Accepted"})
        assert (status(api, reserved), hints(api)) == ("cancelled", frozenset())
        refused = api.delete(f"/api/reservations/{reserved}")
        assert (refused.status, "cancelled" in refused.body["detail"]) == (409, True)

    def test_a_rejected_cancellation_says_so(self, api: Api, charger: Charger) -> None:
        reserved = reserve(api, charger)
        api.delete(f"/api/reservations/{reserved}")
        answer(api, charger, {"status": "Rejected"})
        assert life(api, reserved)[-1] == ("accepted", "cancellation_rejected")

    def test_cancelled_by_the_raw_door(self, api: Api, charger: Charger) -> None:
        reserved = reserve(api, charger)
        call = {"action": "CancelReservation", "payload": {"reservationId": 1}}
        api.post("/api/stations/CP-1/calls", call)
        answer(api, charger, {"status": "Accepted"})
        assert status(api, reserved) == "cancelled"

    @pytest.mark.parametrize("word", ["Faulted", "Unavailable"])
    def test_released_where_its_connector_is_out_of_order(self, api: Api, charger: Charger, word: str) -> None:
        first, second = reserve(api, charger), reserve(api, charger, evse=2)
        report(charger, word, evse=2)
        assert [status(api, first), life(api, second)[-1]] == ["accepted", ("released", "out_of_order")]
        assert len(hints(api)) == 1

    def test_released_with_the_whole_station(self, api: Api, old: Charger) -> None:
        report(old, "Available")
        reserved = [reserve(api, old, evse=evse) for evse in (0, 1)]
        api.csms.forward(seconds=1)
        report(old, "Unavailable", evse=0)
        assert [status(api, each) for each in reserved] == ["released", "released"]

    def test_any_evse_is_released_with_the_last_one(self, api: Api, charger: Charger) -> None:
        report(charger, "Available")
        reserved = reserve(api, charger, evse=0)
        report(charger, "Faulted", evse=2)
        assert status(api, reserved) == "accepted"
        api.csms.forward(seconds=1)
        report(charger, "Unavailable", evse=1)
        assert status(api, reserved) == "released"

    def test_a_status_costs_two_requests_as_long_as_nothing_ends(self, api: Api, charger: Charger) -> None:
        reserve(api, charger)
        for word in ("Reserved", "Occupied" if charger.version is not V16 else "Preparing"):
            api.csms.requests.clear()
            report(charger, word)
            assert len(api.csms.requests) == 2

    def test_a_restart_ends_none(self, api: Api, charger: Charger) -> None:
        reserved = reserve(api, charger)
        charger.boot()
        assert status(api, reserved) == "accepted"

    @pytest.mark.parametrize(
        ("word", "end"), [("Expired", ("expired", None)), ("Removed", ("released", "removed_by_station"))]
    )
    def test_the_station_may_say_so(self, api: Api, word: str, end: tuple[str, str | None]) -> None:
        charger = api.station(V201)
        reserved = reserve(api, charger)
        for number in (99, 1):
            update = {"reservationId": number, "reservationUpdateStatus": word}
            assert charger.ask("ReservationStatusUpdate", update) == {}
        assert (life(api, reserved)[-1], hints(api)) == (end, frozenset())
        events = api.get("/api/stations/CP-1/events").body["items"]
        assert [event["type"] for event in events] == ["ReservationStatusUpdate"] * 2

    def test_replaced_by_another_under_its_number(self, api: Api, charger: Charger) -> None:
        first = reserve(api, charger)
        second = ask(api, evse=2, replaces=first)
        assert second.body["ocpp_reservation_id"] == 1
        assert status(api, first) == "accepted", "the station has not agreed yet"
        answer(api, charger, {"status": "Accepted"})
        assert [status(api, first), status(api, second.body["id"])] == ["replaced", "accepted"]
        assert hints(api) == {second.body["id"]}

    def test_a_refused_replacement_leaves_it(self, api: Api, charger: Charger) -> None:
        first = reserve(api, charger)
        reserve(api, charger, "Occupied", evse=2, replaces=first)
        assert status(api, first) == "accepted"


class TestExpiry:
    def tick(self, api: Api) -> int:
        """Run the clocks that are due as their queue would; the number that still wait."""
        waiting = [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "expire_reservation"]
        for entry in waiting:
            api.csms.queues.tasks.remove(entry)
            assert entry[0] <= 900
            api.csms.run_task(entry[1])
        return sum(task["task"] == "expire_reservation" for _, task in api.csms.queues.tasks)

    def test_it_goes_from_hand_to_hand_until_then(self, api: Api, old: Charger) -> None:
        reserved = reserve(api, old)
        for _ in range(24):
            assert (status(api, reserved), self.tick(api)) == ("accepted", 1)
            api.csms.forward(minutes=15)
        assert (status(api, reserved), len(hints(api))) == ("expired", 1)
        api.csms.forward(minutes=1)
        assert self.tick(api) == 0
        assert (life(api, reserved)[-1], hints(api)) == (("expired", None), frozenset())
        assert shown(api, reserved)["history"][-1]["at"] == "2026-03-01T18:00:00.000Z"

    def test_a_start_just_before_it_may_come_just_after_it(self, api: Api, old: Charger) -> None:
        reserved = reserve(api, old)
        api.csms.moment = api.csms.moment.replace(hour=18, second=30)
        start(old, timestamp="2026-03-01T17:59:59Z")
        assert status(api, reserved) == "used"
        assert self.tick(api) == 0

    def test_what_was_never_stored_is_forgotten(self, api: Api, old: Charger) -> None:
        api.csms.ports.stations.open_reservation("cp-1", "lost")
        task = {"task": "expire_reservation", "station_key": "cp-1", "reservation_id": "lost", "expires_at": UNTIL}
        api.csms.run_task(task)
        assert hints(api) == {"lost"}
        api.csms.forward(hours=7)
        api.csms.run_task(task)
        assert hints(api) == frozenset()


def test_the_list_by_station_and_by_being_open(api: Api, old: Charger) -> None:
    other = api.station(V201, "CP-2")
    made = []
    for _ in range(3):
        api.csms.forward(seconds=1)
        made.append(reserve(api, old))
    api.csms.forward(seconds=1)
    elsewhere = api.post("/api/stations/CP-2/reservations", BODY).body["id"]
    answer(api, other, {"status": "Accepted"})
    start(old, number=2)

    def listed(**query: Any) -> list[str]:
        return [item["id"] for item in api.get("/api/reservations", **query).body["items"]]

    assert listed() == [elsewhere, made[2], made[1], made[0]]
    assert listed(station="cp-1", open=True) == [made[2], made[0]]
    assert listed(open=True) == [elsewhere, made[2], made[0]]
    assert listed(open=False) == [made[1]]
    api.csms.forward(hours=7)
    assert listed(open=True) == []
    assert api.get("/api/reservations/nothing").status == api.delete("/api/reservations/nothing").status == 404
