"""Local lists over the API and on the wire: one call brings a station's list in step."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from operator_api import command_views

from csms.application.transmit import deadline_task
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
PATH = "/api/stations/CP-1/local-list"


class Wire:
    """A station that keeps a local list as its version wants it: answers every CALL that has been sent to it.

    `word` answers a SendLocalList in the station's place: a status, or an error's code after `!`, or silence.
    """

    def __init__(self, api: Api, charger: Charger) -> None:
        self.api, self.charger = api, charger
        self.version, self.held, self.taken = 0, dict[str, Any](), list[tuple[str, int, int]]()
        self.seen = 0
        self.word: Callable[[dict[str, Any]], str | None] = self._word

    def answer(self) -> None:
        """What waits on the wire and in the queues, until both are empty."""
        for _ in range(200):
            if self.seen == len(self.api.wire()) and not self._run_tasks():
                return
            while self.seen < len(self.api.wire()):
                frame = self.api.wire()[self.seen]
                self.seen += 1
                self._answer(*frame[1:])
        raise AssertionError("it does not come to rest")

    def _run_tasks(self) -> bool:
        due = [entry for entry in self.api.csms.queues.tasks if entry[1]["task"] in ("sync_list", "drain")]
        for entry in due:
            self.api.csms.queues.tasks.remove(entry)
            self.api.csms.run_task(entry[1])
        return bool(due)

    def _answer(self, message_id: str, action: str, payload: dict[str, Any]) -> None:
        if action == "GetLocalListVersion":
            name = "listVersion" if self.charger.version is V16 else "versionNumber"
            return self.reply(message_id, {name: self.version})
        assert action == "SendLocalList"
        word = self.word(payload)
        if word is None:
            return
        if word.startswith("!"):
            self.charger.frame(json.dumps([4, message_id, word[1:], "", {}]))
            return
        self.reply(message_id, {"status": word})

    def reply(self, message_id: str, payload: Any) -> None:
        self.charger.frame(json.dumps([3, message_id, payload]))

    def _word(self, payload: dict[str, Any]) -> str:
        version = payload.get("listVersion", payload.get("versionNumber"))
        items = payload.get("localAuthorizationList", [])
        if payload["updateType"] == "Full":
            self.held.clear()
        elif version <= self.version:
            return "VersionMismatch"
        for item in items:
            token = item["idTag"] if self.charger.version is V16 else item["idToken"]["idToken"]
            info = item.get("idTagInfo", item.get("idTokenInfo"))
            self.held[token] = info["status"] if info else None
            if info is None:
                del self.held[token]
        self.version = version
        self.taken.append((payload["updateType"], version, len(items)))
        return "Accepted"


@pytest.fixture(params=list(OcppVersion))
def wire(api: Api, request: pytest.FixtureRequest) -> Wire:
    return Wire(api, api.station(request.param))


@pytest.fixture
def old(api: Api) -> Wire:
    """A 1.6 station."""
    return Wire(api, api.station(V16))


def keep(api: Api, *names: str, **members: Any) -> None:
    for name in names:
        api.put(f"/api/tokens/{name}", members)


def sync(api: Api, wire: Wire, **members: Any) -> dict[str, Any]:
    """The list after a sync that has come to its end."""
    asked = api.post(f"{PATH}/sync", members)
    assert (asked.status, asked.body["status"]) == (202, "syncing"), asked.body
    wire.answer()
    return shown(api)


def shown(api: Api) -> dict[str, Any]:
    body: dict[str, Any] = api.get(PATH).body
    return body


def test_nothing_is_known_before_the_first_sync(api: Api, old: Wire) -> None:
    assert (shown(api)["status"], shown(api)["version"], api.get(f"{PATH}/entries").body["items"]) == (
        "unknown", None, [],
    )  # fmt: skip


def test_one_call_brings_it_in_step(api: Api, wire: Wire) -> None:
    keep(api, "A", group_id="G", expires_at="2026-12-31T23:00:00Z")
    keep(api, "B", status="blocked")
    keep(api, "ELSEWHERE", stations=["CP-2"])
    result = sync(api, wire)
    assert wire.held == {"A": "Accepted", "B": "Blocked"}
    assert {name: result[name] for name in ("status", "version", "entries", "sent", "total", "full", "error")} == {
        "status": "in_step", "version": 1, "entries": 2, "sent": 2, "total": 2, "full": True, "error": None,
    }  # fmt: skip
    assert (result["requested_by"], result["tokens_changed_at"]) == ("ann", "2026-03-01T12:00:00.000Z")
    in_16 = {"status": "Accepted", "parentIdTag": "G", "expiryDate": "2026-12-31T23:00:00Z"}
    in_2x = {
        "status": "Accepted", "groupIdToken": {"idToken": "G", "type": "Central"},
        "cacheExpiryDateTime": "2026-12-31T23:00:00Z",
    }  # fmt: skip
    first, second = api.wire()[-1][3]["localAuthorizationList"]
    if wire.charger.version is V16:
        assert (first, second) == (
            {"idTag": "A", "idTagInfo": in_16}, {"idTag": "B", "idTagInfo": {"status": "Blocked"}},
        )  # fmt: skip
    else:
        assert first == {"idToken": {"idToken": "A", "type": "ISO14443"}, "idTokenInfo": in_2x}
        assert second["idTokenInfo"] == {"status": "Blocked"}
    entries = api.get(f"{PATH}/entries", limit=1).body
    assert entries["items"] == [{
        "token": "A", "type": "ISO14443", "status": "accepted",
        "expires_at": "2026-12-31T23:00:00.000Z", "group_id": "G",
    }]  # fmt: skip
    assert api.get(f"{PATH}/entries", cursor=entries["next_cursor"]).body["items"][0]["token"] == "B"


def test_then_only_what_differs_is_sent(api: Api, wire: Wire) -> None:
    keep(api, "A", "B", "C")
    sync(api, wire)
    keep(api, "B", status="blocked")
    api.delete("/api/tokens/A")
    keep(api, "D")
    result = sync(api, wire)
    assert wire.taken == [("Full", 1, 3), ("Differential", 2, 3)]
    assert (wire.held, result["full"]) == ({"B": "Blocked", "C": "Accepted", "D": "Accepted"}, False)
    sent = len(api.wire())
    assert sync(api, wire)["status"] == "in_step"
    assert [frame[2] for frame in api.wire()[sent:]] == ["GetLocalListVersion"]


def test_a_long_list_goes_in_messages_that_the_station_takes(api: Api, wire: Wire) -> None:
    keep(api, *(f"T{number:02}" for number in range(50)))
    sync(api, wire)
    assert wire.taken == [("Full", 1, 20), ("Differential", 2, 20), ("Differential", 3, 10)]
    sync(api, wire, full=True, items_per_message=40)
    assert wire.taken[3:] == [("Full", 4, 40), ("Differential", 5, 10)]
    sync(api, wire, full=True, bytes_per_message=200)
    biggest = max(len(json.dumps(frame[3]).replace(" ", "")) for frame in api.wire() if frame[2] == "SendLocalList")
    assert (len(wire.held), biggest > 1000, wire.taken[-1][0]) == (50, True, "Differential")
    assert max(count for _, version, count in wire.taken if version > 5) < 10


def test_the_station_says_how_many_it_takes(api: Api, wire: Wire) -> None:
    keep(api, "A", "B", "C")
    tell(api, wire, {"SendLocalListMaxLength": "2"}, {("LocalAuthListCtrlr", "ItemsPerMessage"): "2"})
    sync(api, wire)
    assert wire.taken == [("Full", 1, 2), ("Differential", 2, 1)]


def test_a_list_that_does_not_fit_is_not_begun(api: Api, old: Wire) -> None:
    keep(api, "A", "B", "C")
    tell(api, old, {"LocalAuthListMaxLength": "2"}, {})
    result = sync(api, old)
    assert (result["status"], result["error"], old.taken) == ("failed", "3 tokens, and the station holds 2", [])


def tell(api: Api, wire: Wire, keys: dict[str, str], variables: dict[tuple[str, str], str]) -> None:
    """The operator reads the station's settings."""
    if wire.charger.version is V16:
        api.post("/api/stations/CP-1/variables", {"get": [{"name": key} for key in keys]})
        told = [{"key": key, "value": value, "readonly": True} for key, value in keys.items()]
        answer = {"configurationKey": told}
    else:
        names = [{"component": component, "name": name} for component, name in variables]
        api.post("/api/stations/CP-1/variables", {"get": names})
        answer = {"getVariableResult": [
            {"component": {"name": c}, "variable": {"name": n}, "attributeStatus": "Accepted", "attributeValue": value}
            for (c, n), value in variables.items()
        ]}  # fmt: skip
    wire.seen = len(api.wire())
    wire.reply(api.wire()[-1][1], answer)


def test_another_version_than_ours_brings_the_whole_list(api: Api, wire: Wire) -> None:
    keep(api, "A")
    sync(api, wire)
    wire.version, wire.held = 40, {"STRANGER": "Accepted"}
    keep(api, "B")
    assert sync(api, wire)["version"] == 41
    assert (wire.held, wire.taken[-1]) == ({"A": "Accepted", "B": "Accepted"}, ("Full", 41, 2))


def test_a_version_mismatch_is_mended(api: Api, wire: Wire) -> None:
    keep(api, "A")
    sync(api, wire)
    keep(api, "B")

    def once(payload: dict[str, Any]) -> str:
        wire.word, wire.version = wire._word, 7
        return "VersionMismatch"

    wire.word = once
    assert sync(api, wire)["status"] == "in_step"
    assert (wire.held, wire.taken[-1]) == ({"A": "Accepted", "B": "Accepted"}, ("Full", 8, 2))


@pytest.mark.parametrize(
    ("word", "status", "error"),
    [
        ("NotSupported", "not_supported", None),
        ("!NotSupported", "not_supported", None),
        ("!NotImplemented", "not_supported", None),
        ("Failed", "failed", "Failed"),
        ("!InternalError", "failed", "InternalError"),
        ("Maybe", "failed", "unreadable_answer"),
    ],
)
def test_the_stations_word(api: Api, wire: Wire, word: str, status: str, error: str | None) -> None:
    keep(api, "A")
    wire.word = lambda payload: word
    result = sync(api, wire)
    assert (result["status"], result["error"]) == (status, error)
    wire.word = wire._word
    assert sync(api, wire, full=True)["status"] == "in_step"


@pytest.mark.parametrize(("version", "status"), [(-1, "not_supported"), (0, "in_step"), ("x", "failed")])
def test_the_version_that_it_tells(api: Api, old: Wire, version: Any, status: str) -> None:
    old.version = version
    assert sync(api, old)["status"] == status


@pytest.mark.parametrize("taken", [True, False])
def test_an_answer_that_never_comes(api: Api, wire: Wire, taken: bool) -> None:
    """The version tells whether the message got through."""
    keep(api, "A", "B", "C")

    def lost(payload: dict[str, Any]) -> None:
        if taken:
            wire._word(payload)
        wire.word = wire._word

    wire.word = lost
    api.post(f"{PATH}/sync", {"items_per_message": 2})
    wire.answer()
    assert shown(api)["status"] == "syncing"
    command = api.csms.ports.commands.page("cp-1", 1, None).items[0]
    api.csms.forward(seconds=31)
    api.csms.run_task(deadline_task(command))
    wire.answer()
    assert (shown(api)["status"], len(wire.held), len(wire.taken)) == ("in_step", 3, 2)
    assert [frame[2] for frame in api.wire()] == [
        "GetLocalListVersion", "SendLocalList", "GetLocalListVersion",
        *["SendLocalList"] * (1 if taken else 2),
    ]  # fmt: skip


def test_a_station_that_goes_offline_goes_on_when_it_is_back(api: Api, wire: Wire) -> None:
    keep(api, "A", "B", "C")

    def gone(payload: dict[str, Any]) -> str:
        api.csms.link.gone.add(wire.charger.connection_id)
        wire.word = wire._word
        return wire._word(payload)

    wire.word = gone
    assert sync(api, wire, items_per_message=1)["sent"] == 1
    api.csms.forward(hours=2)
    wire.charger = api.csms.connect(wire.charger.version)
    wire.answer()
    assert (shown(api)["status"], sorted(wire.held)) == ("in_step", ["A", "B", "C"])


def test_a_repeated_task_sends_nothing_twice(api: Api, old: Wire) -> None:
    keep(api, "A")
    api.post(f"{PATH}/sync")
    for _ in range(3):
        api.csms.run_task({"task": "sync_list", "station_key": "cp-1"})
    assert len(api.wire()) == 1
    old.reply(api.wire()[0][1], {"listVersion": 0})
    for _ in range(3):
        api.csms.run_task({"task": "sync_list", "station_key": "cp-1"})
    assert [frame[2] for frame in api.wire()] == ["GetLocalListVersion", "SendLocalList"]


def test_a_station_that_speaks_another_version_gets_another_list(api: Api, old: Wire) -> None:
    keep(api, "A")
    sync(api, old)
    old.charger = api.csms.connect(V201)
    old.charger.boot()
    sync(api, old)
    assert (old.taken, api.wire()[-1][3]["localAuthorizationList"][0]["idToken"]["type"]) == (
        [("Full", 1, 1), ("Full", 2, 1)], "ISO14443",
    )  # fmt: skip


def test_an_answer_may_come_while_a_sync_is_asked_for(api: Api, old: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(api, "A")
    api.post(f"{PATH}/sync")
    lists = api.csms.ports.local_lists
    save = lists.save

    def late(state: Any, contents: Any = None) -> None:
        monkeypatch.setattr(lists, "save", save)
        old.reply(api.wire()[-1][1], {"listVersion": 0})
        old.seen = len(api.wire())
        save(state, contents)

    monkeypatch.setattr(lists, "save", late)
    assert api.post(f"{PATH}/sync").status == 202
    old.answer()
    assert (shown(api)["status"], old.held) == ("in_step", {"A": "Accepted"})


def test_offline_it_is_refused_unless_it_may_wait(api: Api, old: Wire) -> None:
    keep(api, "A")
    api.csms.forward(hours=1)
    refused = api.post(f"{PATH}/sync")
    assert (refused.status, refused.body["type"], shown(api)["status"]) == (
        409, "urn:csms:station-offline", "unknown",
    )  # fmt: skip
    assert api.post(f"{PATH}/sync", {"queue_until": "2026-03-02T00:00:00Z"}).status == 202
    old.charger = api.csms.connect(V16)
    old.answer()
    assert (shown(api)["status"], old.held) == ("in_step", {"A": "Accepted"})


def test_wrong_members_are_named(api: Api, old: Wire) -> None:
    for members in ({"items_per_message": 0}, {"bytes_per_message": 1}, {"full": "perhaps"}, {"colour": 1}):
        assert api.post(f"{PATH}/sync", members).fields() == list(members)
    passed = api.post(f"{PATH}/sync", {"queue_until": "2026-01-01T00:00:00Z"})
    assert (passed.status, passed.fields()) == (422, ["queue_until"])
    assert api.get("/api/stations/NOBODY/local-list").status == 404


def test_an_empty_list(api: Api, wire: Wire) -> None:
    keep(api, "A")
    sync(api, wire)
    assert api.post(f"{PATH}/clear").status == 202
    wire.answer()
    assert (wire.held, wire.taken[-1], shown(api)["entries"]) == ({}, ("Full", 2, 0), 0)
    assert "localAuthorizationList" not in api.wire()[-1][3]
    sync(api, wire)
    assert wire.held == {"A": "Accepted"}


def test_waiting_shows_the_outcome(api: Api, old: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(api, "A")
    monkeypatch.setattr(command_views, "sleep", lambda seconds: old.answer())
    done: Answer = api.post(f"{PATH}/sync", {}, prefer="wait=10")
    assert (done.status, done.body["status"], done.headers["Preference-Applied"]) == (200, "in_step", "wait=10")


def test_the_version_and_the_cache_have_doors_of_their_own(api: Api, wire: Wire) -> None:
    asked = api.post(f"{PATH}/version")
    assert (asked.status, api.wire()[-1][2:]) == (202, ["GetLocalListVersion", {}])
    wire.version = 5
    wire.answer()
    assert api.get(asked.headers["Location"]).body["status"] == "done"
    assert (shown(api)["status"], shown(api)["version"]) == ("unknown", 5)
    assert api.post("/api/stations/CP-1/clear-cache").status == 202
    assert api.wire()[-1][2:] == ["ClearCache", {}]


def test_what_others_do_to_the_list_is_noticed(api: Api, wire: Wire) -> None:
    keep(api, "A")
    sync(api, wire)
    name = "listVersion" if wire.charger.version is V16 else "versionNumber"
    call = {"action": "SendLocalList", "payload": {name: 30, "updateType": "Full"}}
    api.post("/api/stations/CP-1/calls", call)
    wire.answer()
    assert (shown(api)["status"], wire.held) == ("out_of_step", {})
    assert (sync(api, wire)["version"], wire.held) == (31, {"A": "Accepted"})
    wire.version = 0
    api.post(f"{PATH}/version")
    wire.answer()
    assert (shown(api)["status"], shown(api)["version"]) == ("out_of_step", 0)


def test_it_goes_with_its_station(api: Api, old: Wire) -> None:
    keep(api, "A")
    sync(api, old)
    api.delete("/api/stations/CP-1")
    api.csms.register()
    assert (shown(api)["status"], api.get(f"{PATH}/entries").body["items"]) == ("unknown", [])


class TestByItself:
    """At a site that keeps the lists of its stations in step."""

    def tasks(self, api: Api) -> list[str]:
        """Run what waits, but for a station's next message; the names of what has run, in order."""
        ran = []
        for _ in range(20):
            due = [
                e
                for e in api.csms.queues.tasks
                if e[1]["task"] in ("sync_lists", "sync_site_lists", "sync_list_if_wanted")
            ]
            if not due:
                return ran
            for entry in due:
                api.csms.queues.tasks.remove(entry)
                ran.append(entry[1]["task"])
                api.csms.run_task(entry[1])
        raise AssertionError("the walk does not end")

    @pytest.fixture
    def wire(self, api: Api) -> Wire:
        api.put("/api/sites/depot", {"sync_local_lists": True})
        self.tasks(api)
        return Wire(api, api.station(V16, site_id="depot"))

    def test_it_is_off_unless_it_is_switched_on(self, api: Api) -> None:
        assert api.put("/api/sites/quiet").body["sync_local_lists"] is False
        wire = Wire(api, api.station(V16, site_id="quiet"))
        keep(api, "A")
        assert self.tasks(api) == ["sync_list_if_wanted", "sync_lists"]
        assert (api.wire(), wire.held) == ([], {})

    def test_after_a_boot(self, api: Api, wire: Wire) -> None:
        keep(api, "A", sites=["depot"])
        self.tasks(api)
        wire.answer()
        assert wire.held == {"A": "Accepted"}
        wire.version, wire.held = 0, {}
        wire.charger.boot()
        self.tasks(api)
        wire.answer()
        assert wire.held == {"A": "Accepted"}

    def test_after_tokens_have_changed(self, api: Api, wire: Wire) -> None:
        """However many have, the stations are walked once; and who has what he shall have is left alone."""
        self.tasks(api)
        wire.answer()
        keep(api, *(f"T{number}" for number in range(30)))
        assert self.tasks(api) == ["sync_lists", "sync_site_lists"]
        wire.answer()
        assert len(wire.held) == 30
        sent = len(api.wire())
        keep(api, "ELSEWHERE", sites=["other"])
        assert (self.tasks(api), len(api.wire())) == (["sync_lists", "sync_site_lists"], sent)
        api.delete("/api/tokens/T1")
        self.tasks(api)
        wire.answer()
        assert len(wire.held) == 29

    def test_a_lost_call_for_a_walk_is_repeated_in_time(self, api: Api, wire: Wire) -> None:
        self.tasks(api)
        keep(api, "A")
        api.csms.queues.tasks.clear()
        keep(api, "B")
        assert self.tasks(api) == []
        api.csms.forward(minutes=10)
        keep(api, "C")
        assert self.tasks(api) == ["sync_lists", "sync_site_lists"]

    def test_an_unknown_token_that_is_accepted(self, api: Api, wire: Wire) -> None:
        self.tasks(api)
        wire.answer()
        wire.charger.ask("Authorize", {"idTag": "NEW"})
        api.post("/api/unknown-tokens/NEW/accept")
        self.tasks(api)
        wire.answer()
        assert wire.held == {"NEW": "Accepted"}

    def test_an_offline_station_gets_it_when_it_is_back(self, api: Api, wire: Wire) -> None:
        self.tasks(api)
        wire.answer()
        api.csms.forward(hours=1)
        keep(api, "A")
        self.tasks(api)
        assert shown(api)["status"] == "syncing"
        api.csms.forward(days=2)
        wire.charger = api.csms.connect(V16)
        wire.answer()
        assert wire.held == {"A": "Accepted"}

    def test_switched_on_it_reaches_all_that_are_there(self, api: Api) -> None:
        """A few at a time; those that never connected, or keep no list, are left alone."""
        api.put("/api/sites/depot")
        wires = [Wire(api, api.station(V16, f"CP-{number}", site_id="depot")) for number in range(1, 31)]
        api.csms.register("NEVER", site_id="depot")
        api.csms.link.sent.clear()
        keep(api, "A")
        self.tasks(api)
        api.put("/api/sites/depot", {"sync_local_lists": True})
        assert self.tasks(api) == ["sync_site_lists", "sync_site_lists"]
        asked = {connection_id for connection_id, _ in api.csms.link.sent}
        assert asked == {wire.charger.connection_id for wire in wires}

    def test_a_station_that_moves_in(self, api: Api, wire: Wire) -> None:
        keep(api, "A", sites=["depot"])
        api.csms.register("CP-2")
        moved = Wire(api, api.csms.connect(V16, "CP-2"))
        moved.charger.boot()
        api.csms.queues.tasks.clear()
        api.csms.link.sent.clear()
        api.put("/api/stations/CP-2", {"site_id": "depot"})
        self.tasks(api)
        moved.answer()
        assert moved.held == {"A": "Accepted"}
