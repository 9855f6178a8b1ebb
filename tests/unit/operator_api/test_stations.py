"""Stations: registered, read, listed, removed."""

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.application.disconnect_station import disconnect_station
from csms.domain import ids
from csms.domain.stations import OcppVersion
from tests.support import pki
from tests.support.world import PASSWORD

from .conftest import Api

NEW_PASSWORD = "colon:and späce ok"
PROFILE = {"id": 1, "purpose": "TxDefaultProfile", "kind": "Relative", "periods": [{"start_s": 0, "limit": 16}]}


def handshake(api: Api, identity: str, password: str) -> Any:
    basic = base64.b64encode(f"{identity}:{password}".encode()).decode()
    return connect_station(api.csms.ports, Handshake("c-1", identity, f"Basic {basic}", ["ocpp1.6"]))


def test_a_new_station_gets_a_password_that_is_shown_once(api: Api) -> None:
    created = api.put("/api/stations/CP-1")
    assert created.status == 201
    password = created.body["password"]
    assert len(password) == 20
    assert api.put("/api/stations/CP-1", {}).body["password"] is None
    assert "password" not in api.get("/api/stations/CP-1").body
    assert handshake(api, "CP-1", password) is OcppVersion.V16


def test_a_given_password_counts_and_is_not_repeated(api: Api) -> None:
    created = api.put("/api/stations/CP-1", {"password": NEW_PASSWORD})
    assert created.body["password"] is None
    assert handshake(api, "CP-1", NEW_PASSWORD) is OcppVersion.V16
    assert api.put("/api/stations/CP-1", {"password": None}).status == 200
    assert handshake(api, "CP-1", NEW_PASSWORD) is OcppVersion.V16


def test_a_new_password_leaves_the_live_connection_alone(api: Api) -> None:
    charger = api.station()
    assert api.put("/api/stations/CP-1", {"password": NEW_PASSWORD}).status == 200
    assert api.csms.link.closed == []
    assert charger.ask("Heartbeat", {})
    assert handshake(api, "CP-1", PASSWORD) is Refusal.BAD_CREDENTIALS


def test_what_cannot_be_decided_is_422(api: Api) -> None:
    bodies: list[dict[str, Any]] = [
        *({"password": wrong} for wrong in ("x" * 15, "x" * 41, "x" * 16 + "\n", 7)),
        *({"security_profile": wrong} for wrong in (0, 4, 9, "x")),
        *({"evse_max_current_a": wrong} for wrong in (0, -1, "1e999", 1001, 5.9)),
        *({"evse_min_current_a": wrong} for wrong in (0, 5.9, 32.1, 1001)),
        *({"evse_current_step_a": wrong} for wrong in (0, 0.05, 0.25, 32.1, 101)),
        {"site_id": "nowhere"},
        {"node_id": "fuse"},
    ]
    for body in bodies:
        answer = api.put("/api/stations/CP-1", body)
        assert (answer.status, answer.fields()) == (422, list(body))
    assert api.get("/api/stations/CP-1").status == 404


def test_profiles_that_are_refused_say_why(api: Api) -> None:
    assert "credentials" in api.put("/api/stations/CP-1", {"security_profile": 0}).body["detail"]
    assert "1, 2 or 3" in api.put("/api/stations/CP-1", {"security_profile": 4}).body["detail"]


def test_a_certificates_name_is_pinned_and_freed_by_put(api: Api) -> None:
    created = api.put("/api/stations/CP-1", {"security_profile": 3, "certificate_cn": "SN-7.example.com"}).body
    assert (created["security_profile"], created["certificate_cn"]) == (3, "SN-7.example.com")
    assert api.put("/api/stations/CP-1", {"security_profile": 2}).body["certificate_cn"] == "SN-7.example.com"
    assert api.put("/api/stations/CP-1", {"certificate_cn": None}).body["certificate_cn"] is None


def test_a_request_that_overtakes_a_login_undoes_nothing_of_it(api: Api) -> None:
    """The login raises the profile between the request's read and its write."""
    api.csms.register()
    known = api.csms.ports.stations.get("cp-1")
    assert known is not None
    basic = base64.b64encode(f"CP-1:{PASSWORD}".encode()).decode()
    shake = Handshake("c-1", "CP-1", f"Basic {basic}", ["ocpp1.6"], security_profile=2)
    assert connect_station(api.csms.ports, shake) is OcppVersion.V16
    api.csms.ports.stations.save(replace(known, evse_max_current_a=16.0), known)
    shown = api.get("/api/stations/CP-1").body
    assert (shown["security_profile"], shown["evse_max_current_a"]) == (2, 16)


def test_put_changes_only_what_it_names(api: Api) -> None:
    api.put("/api/sites/depot", {"nodes": [{"id": "row-a", "limit_a": 32}]})
    place = {"site_id": "depot", "node_id": "row-a", "registration": "pending", "evse_max_current_a": 16.5}
    place |= {"evse_min_current_a": 8, "evse_current_step_a": 0.5}
    assert api.put("/api/stations/CP-1", place).status == 201
    answer = api.put("/api/stations/CP-1", {"security_profile": 2})
    assert answer.status == 200
    assert answer.body | place | {"security_profile": 2} == answer.body
    alone = api.put("/api/stations/CP-1", {"site_id": None}).body
    assert api.get("/api/stations/CP-1").body["evse_current_step_a"] == 0.5
    assert (alone["site_id"], alone["node_id"], alone["registration"]) == (None, None, "pending")


def test_identities_survive_their_paths(api: Api) -> None:
    """An HTTP API decodes all but %25; other ways in decode nothing."""
    for identity in ("CP.1", "a b", "Ladesäule-9", "100%", "%41", "a?b#c", "100%25", "(x)[y]{z}", "充電", "a+b"):
        decoded = identity.replace("%", "%25")
        assert api.put(f"/api/stations/{decoded}").body["identity"] == identity
        assert api.get(f"/api/stations/{decoded}").body["identity"] == identity
        assert api.get(f"/api/stations/{quote(identity, safe='')}").body["identity"] == identity
        assert api.get(f"/api/stations/{decoded}/commands").status == 200


def test_identities_compare_without_case_and_keep_their_spelling(api: Api) -> None:
    assert api.put("/api/stations/Säule-A").status == 201
    assert api.put("/api/stations/SÄULE-a").status == 200
    assert api.get("/api/stations/säule-a").body["identity"] == "Säule-A"


def test_identities_that_no_handshake_could_carry_are_refused(api: Api) -> None:
    for identity in ("a:b", "x" * 49, "a\u0007b", " a", "a "):
        answer = api.put(f"/api/stations/{quote(identity, safe='')}")
        assert (answer.status, answer.fields()) == (422, ["identity"])
    assert api.put("/api/stations/" + "x" * 48).status == 201


def test_a_move_plans_both_sites(api: Api) -> None:
    api.put("/api/sites/a")
    api.put("/api/sites/b")
    api.put("/api/stations/CP-1", {"site_id": "a"})
    api.csms.queues.plans.clear()
    api.put("/api/stations/CP-1", {"site_id": "b"})
    assert api.csms.queues.plans == ["a", "b"]
    api.put("/api/stations/CP-1", {"password": NEW_PASSWORD})
    assert api.csms.queues.plans == ["a", "b"]
    api.put("/api/stations/CP-1", {"registration": "rejected"})
    assert api.csms.queues.plans == ["a", "b", "b"]


def test_a_rejected_station_keeps_its_socket(api: Api) -> None:
    charger = api.station()
    api.put("/api/stations/CP-1", {"registration": "rejected"})
    assert api.csms.link.closed == []
    assert charger.error("Heartbeat", {}) == "SecurityError"
    answer = api.post("/api/stations/CP-1/calls", {"action": "Reset", "payload": {"type": "Soft"}})
    assert answer.status == 409


def test_what_a_station_tells_is_read_back(api: Api) -> None:
    charger = api.station(OcppVersion.V201)
    statuses = ((1, 1, "Available"), (1, 2, "Occupied"), (2, 1, "Available"))
    for evse, connector, status in statuses:
        report = {"timestamp": charger.now(), "evseId": evse, "connectorId": connector, "connectorStatus": status}
        charger.ask("StatusNotification", report)
    shown = api.get("/api/stations/cp-1").body
    assert (shown["online"], shown["ocpp_version"], shown["vendor"], shown["model"]) == (True, "2.0.1", "V", "M")
    assert shown["log_reference"] == ids.log_reference("cp-1")
    assert shown["last_seen"] == shown["connected_at"] == shown["booted_at"] == "2026-03-01T12:00:00.000Z"
    assert [(e["id"], [(c["id"], c["status"]) for c in e["connectors"]]) for e in shown["evses"]] == [
        (1, [(1, "Available"), (2, "Occupied")]),
        (2, [(1, "Available")]),
    ]


def test_the_whole_stations_status_is_its_own(api: Api) -> None:
    charger = api.station()
    charger.ask("StatusNotification", {"connectorId": 1, "status": "Available", "errorCode": "NoError"})
    api.csms.forward(minutes=1)
    fault = {"connectorId": 0, "status": "Faulted", "errorCode": "GroundFailure", "timestamp": charger.now()}
    charger.ask("StatusNotification", fault)
    shown = api.get("/api/stations/CP-1").body
    assert (shown["status"], shown["error_code"]) == ("Faulted", "GroundFailure")
    assert [(e["id"], e["connectors"][0]["status"]) for e in shown["evses"]] == [(1, "Faulted")]


def test_presence_is_the_age_of_the_last_frame(api: Api) -> None:
    charger = api.station()
    api.csms.forward(minutes=13)
    assert api.get("/api/stations/CP-1").body["online"] is True
    api.csms.forward(minutes=2)
    assert api.get("/api/stations/CP-1").body["online"] is False
    charger.ask("Heartbeat", {})
    shown = api.get("/api/stations/CP-1").body
    assert (shown["online"], shown["last_seen"]) == (True, "2026-03-01T12:15:00.000Z")
    disconnect_station(api.csms.ports, charger.connection_id)
    shown = api.get("/api/stations/CP-1").body
    assert (shown["online"], shown["last_seen"]) == (False, "2026-03-01T12:15:00.000Z")


def test_running_transactions_and_calls_are_shown(api: Api) -> None:
    charger = api.station()
    api.csms.token()
    start = {"connectorId": 2, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    charger.ask("StartTransaction", start)
    command = api.post("/api/stations/CP-1/calls", {"action": "ClearCache"}).body
    api.post("/api/stations/CP-1/calls", {"action": "ClearCache"})
    shown = api.get("/api/stations/CP-1").body
    [running] = shown["open_transactions"]
    assert shown["evses"] == [{"id": 2, "connectors": [], "transaction_id": running["id"]}]
    assert shown["in_flight"]["command_id"] == command["id"]
    assert shown["queued_commands"] == 1
    assert api.get(f"/api/transactions/{running['id']}").body["evse"] == 2


def test_the_list_is_newest_first_in_pages_without_a_read_per_station(api: Api) -> None:
    for number in range(7):
        api.csms.forward(seconds=1)
        api.station(identity=f"CP-{number}")
    api.csms.requests.clear()
    first = api.get("/api/stations", limit=4).body
    assert api.csms.requests == ["Query", "BatchGetItem", "BatchGetItem"]
    assert [s["identity"] for s in first["items"]] == ["CP-6", "CP-5", "CP-4", "CP-3"]
    assert all(s["online"] for s in first["items"])
    second = api.get("/api/stations", limit=4, cursor=first["next_cursor"]).body
    assert [s["identity"] for s in second["items"]] == ["CP-2", "CP-1", "CP-0"]
    assert second["next_cursor"] is None


def test_the_stations_of_a_site(api: Api) -> None:
    api.put("/api/sites/depot")
    for identity, site in (("B", "depot"), ("A", "depot"), ("C", None)):
        api.put(f"/api/stations/{identity}", {"site_id": site})
    assert [s["identity"] for s in api.get("/api/stations", site="depot").body["items"]] == ["A", "B"]


def test_a_removed_station_is_gone_at_once(api: Api) -> None:
    charger = api.station()
    assert api.delete("/api/stations/cp-1").status == 204
    assert api.csms.link.closed == [charger.connection_id]
    assert charger.call("Heartbeat", {}) is None
    assert api.get("/api/stations/CP-1").status == api.delete("/api/stations/CP-1").status == 404
    assert handshake(api, "CP-1", PASSWORD) is Refusal.UNKNOWN_IDENTITY


def test_events_and_deviations(api: Api) -> None:
    charger = api.station()
    charger.ask("FirmwareStatusNotification", {"status": "Installed"})
    frame = {"chargePointVendor": "V" * 30, "chargePointModel": "M"}
    charger.call("BootNotification", frame, "boot-2")
    charger.ask("DiagnosticsStatusNotification", {"status": "Uploaded"})
    events = api.get("/api/stations/CP-1/events").body["items"]
    assert [e["type"] for e in events] == ["DiagnosticsStatusNotification", "deviation", "FirmwareStatusNotification"]
    [deviation] = api.get("/api/stations/CP-1/deviations", limit=1).body["items"]
    assert "V" * 30 in deviation["frame"]
    assert deviation["payload"]["deviations"]
    counts = api.get("/api/stations/CP-1/deviations").body["counts"]
    assert counts == api.get("/api/stations/CP-1").body["deviations"]
    assert list(counts.values()) == [1]
    assert api.get("/api/stations/nobody/events").status == 404


def test_another_station_of_the_same_name_starts_afresh(api: Api) -> None:
    """Its settings, profiles, certificates and local list are its own; what the old one did is history."""
    charger = api.station()
    path = "/api/stations/CP-1"
    doors = {
        "configuration/read": (
            {},
            {"configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "9"}]},
        ),
        "certificates": ({"type": "CSMSRootCertificate", "certificate": pki.root()}, {"status": "Accepted"}),
        "charging-profile": ({"evse": 1, "profile": PROFILE}, {"status": "Accepted"}),
        "local-list/version": ({}, {"listVersion": 7}),
    }
    for door, (body, answer) in doors.items():
        assert api.post(f"{path}/{door}", body).status == 202, door
        charger.frame(json.dumps([3, api.wire()[-1][1], answer]))
    known = [f"{path}/{name}" for name in ("configuration", "certificates", "charging-profiles")]
    assert [len(api.get(name).body["items"]) for name in known] == [1, 1, 1]
    assert api.get(f"{path}/local-list").body["version"] == 7
    assert api.delete(path).status == 204
    api.csms.register()
    assert [api.get(name).body["items"] for name in known] == [[], [], []]
    assert api.get(f"{path}/local-list").body["version"] is None
    assert len(api.get(f"{path}/commands").body["items"]) == len(doors)
