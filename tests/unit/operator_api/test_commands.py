"""Commands: read, listed, cancelled, expired."""

import json
from typing import Any

from .conftest import Api

CALLS = "/api/stations/CP-1/calls"
CLEAR: dict[str, Any] = {"action": "ClearCache", "payload": {}}


def queued(api: Api, until: str = "2026-03-01T13:00:00Z") -> str:
    """A command that waits for a station which is away."""
    if api.get("/api/stations/CP-1").status == 404:
        charger = api.station()
        api.csms.link.gone.add(charger.connection_id)
    answer = api.post(CALLS, {**CLEAR, "queue_until": until})
    assert answer.body["status"] == "queued", answer.body
    return str(answer.body["id"])


def test_a_queued_command_can_be_cancelled_once(api: Api) -> None:
    command_id = queued(api)
    assert api.get("/api/stations/CP-1").body["queued_commands"] == 1
    cancelled = api.delete(f"/api/commands/{command_id}")
    assert (cancelled.status, cancelled.body["status"]) == (200, "cancelled")
    assert cancelled.body["finished_at"]
    assert api.get("/api/stations/CP-1").body["queued_commands"] == 0
    again = api.delete(f"/api/commands/{command_id}")
    assert again.status == 409
    assert "cancelled" in again.body["detail"]


def test_what_was_sent_cannot_be_cancelled(api: Api) -> None:
    api.station()
    command_id = api.post(CALLS, CLEAR).body["id"]
    assert api.delete(f"/api/commands/{command_id}").status == 409
    assert api.get(f"/api/commands/{command_id}").body["status"] == "sent"


def test_a_command_that_waited_too_long_reads_as_expired(api: Api) -> None:
    command_id = queued(api, "2026-03-01T12:30:00Z")
    later = queued(api, "2026-03-01T14:00:00Z")
    api.csms.forward(hours=1)
    assert api.get(f"/api/commands/{command_id}").body["status"] == "expired"
    listed = api.get("/api/stations/CP-1/commands").body["items"]
    assert {command["id"]: command["status"] for command in listed} == {command_id: "expired", later: "queued"}
    assert api.delete(f"/api/commands/{command_id}").status == 409
    assert api.get("/api/stations/CP-1").body["queued_commands"] == 1


def test_the_list_of_a_station_is_newest_first(api: Api) -> None:
    charger = api.station()
    made = []
    for number in range(5):
        made.append(api.post(CALLS, CLEAR, idempotency_key=f"k-{number}").body["id"])
        charger.frame(json.dumps([3, api.wire()[-1][1], {"status": "Accepted"}]))
    first = api.get("/api/stations/cp-1/commands", limit=3).body
    second = api.get("/api/stations/cp-1/commands", limit=3, cursor=first["next_cursor"]).body
    assert [command["id"] for command in first["items"] + second["items"]] == made[::-1]
    assert {command["station"] for command in first["items"]} == {"CP-1"}
    assert api.get("/api/stations/nobody/commands").status == 404


def test_a_command_outlives_its_station(api: Api) -> None:
    api.station()
    command_id = api.post(CALLS, CLEAR).body["id"]
    api.delete("/api/stations/CP-1")
    assert api.get(f"/api/commands/{command_id}").body["station"] == "cp-1"
