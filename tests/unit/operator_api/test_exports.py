"""Exports: asked for, followed, downloaded, called off."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csms.application.run_export import run_export
from csms.domain.events import Event

from .conftest import Api
from .test_transactions import meter, start, stop

WANTED = {"what": "sessions", "format": "csv", "from": "2026-01-01T00:00:00Z"}


def ask(api: Api, **members: Any) -> str:
    answer = api.post("/api/exports", {**WANTED, **members})
    assert answer.status == 202, answer.body
    assert answer.headers["Location"] == f"/api/exports/{answer.body['id']}"
    assert (answer.body["status"], answer.body["requested_by"]) == ("queued", "ann")
    return str(answer.body["id"])


def run(api: Api) -> None:
    while api.csms.queues.exports:
        with api.csms.guard.running("export_job"):
            run_export(api.csms.ports, api.csms.queues.exports.pop(0), lambda: False)


def done(api: Api, export_id: str) -> tuple[Any, bytes]:
    run(api)
    shown = api.get(f"/api/exports/{export_id}").body
    assert shown["status"] == "done"
    [file] = shown["files"]
    return shown, api.csms.files.kept[f"exports/{export_id}/{file['name']}"]


@pytest.fixture
def ended(api: Api) -> Api:
    """One session of 3 kWh, with two samples of its meter."""
    charger = api.station()
    number = start(api, charger)
    meter(api, charger, number, 2500, 15.8)
    stop(api, charger, number, 4000)
    return api


def test_sessions_as_csv(ended: Api) -> None:
    export_id = ask(ended)
    shown, content = done(ended, export_id)
    lines = content.decode().splitlines()
    assert lines[0].startswith("transaction_id,station,site_id,evse,connector,token,")
    assert ",CP-1,,1,1,TAG-1," in lines[1]
    assert ",1200.0,3000.0,1000.0,4000.0,EVDisconnected,billable," in lines[1]
    assert shown["progress"] == {"rows": 1, "bytes": len(content), "part_done": 1.0}
    assert shown["url"] == shown["files"][0]["url"]
    assert "life_s=900" in shown["url"]


def test_meter_values_as_parquet(ended: Api) -> None:
    _, content = done(ended, ask(ended, what="meter_values", format="parquet"))
    rows = pq.read_table(pa.BufferReader(content)).to_pylist()
    shown = [(row["measurand"], row["value"], row["unit"], row["phase"]) for row in rows]
    assert shown == [("Current.Import", 15.8, "A", "L1"), ("Energy.Active.Import.Register", 2500.0, "Wh", None)]


def test_events(api: Api) -> None:
    for n, site_id in enumerate(("depot", None), start=1):
        subject = {"station": f"CP-{n}", "site_id": site_id, "evse": 2}
        at, recorded_at = "2026-02-27T23:00:00.000Z", "2026-02-28T10:00:00.000Z"
        api.csms.ports.events.add(Event(f"e{n}", "session.started", at, recorded_at, subject, {"token": "=1"}))
    everything = done(api, ask(api, what="events"))[1].decode().splitlines()
    assert everything[0] == "event_id,type,occurred_at,recorded_at,station,site_id,evse,connector,data_json"
    row = 'e1,session.started,2026-02-27T23:00:00.000Z,2026-02-28T10:00:00.000Z,CP-1,depot,2,,"{""token"":""=1""}"'
    assert row in everything
    for members, found in (
        ({"site": "depot"}, ["CP-1"]),
        ({"station": "cp-2"}, ["CP-2"]),
        ({"from": "2026-02-28T10:00:00Z"}, ["CP-1", "CP-2"]),
        ({"to": "2026-02-28T10:00:00Z"}, []),
    ):
        lines = done(api, ask(api, what="events", **members))[1].decode().splitlines()[1:]
        assert sorted(line.split(",")[4] for line in lines) == found, members


def test_filters(ended: Api) -> None:
    for members, rows in (
        ({"token": "tag-1"}, 1),
        ({"token": "other"}, 0),
        ({"station": "CP-1"}, 1),
        ({"site": "depot"}, 0),
        ({"from": "2026-03-01T12:00:00.001Z"}, 0),
        ({"to": "2026-03-01T12:00:00Z"}, 0),
    ):
        assert done(ended, ask(ended, **members))[0]["progress"]["rows"] == rows, members


def test_the_list_is_newest_first_and_tells_no_url(ended: Api) -> None:
    first = ask(ended)
    ended.csms.forward(seconds=1)
    second = ask(ended, what="events")
    run(ended)
    listed = ended.get("/api/exports").body["items"]
    assert [item["id"] for item in listed] == [second, first]
    assert "SECRET" not in str(listed)
    assert listed[1]["from"] == "2026-01-01T00:00:00.000Z"


def test_an_export_is_called_off(ended: Api) -> None:
    export_id = ask(ended)
    assert ended.post(f"/api/exports/{export_id}/cancel").body["status"] == "cancelled"
    run(ended)
    shown = ended.get(f"/api/exports/{export_id}").body
    assert (shown["status"], shown["files"], shown["url"]) == ("cancelled", [], None)
    assert ended.post(f"/api/exports/{export_id}/cancel").status == 409


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"what": "everything"}, "what"),
        ({"format": "xlsx"}, "format"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2025-12-31T00:00:00Z"}, "to"),
        ({"from": "2026-04-01T00:00:00Z"}, "from"),
        ({"what": "events", "token": "TAG-1"}, "token"),
        ({"columns": ["token"]}, "columns"),
    ],
)
def test_what_cannot_be_exported(api: Api, members: dict[str, Any], field: str) -> None:
    answer = api.post("/api/exports", {**WANTED, **members})
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.csms.queues.exports == []


def test_an_export_that_is_not_there(api: Api) -> None:
    assert api.get("/api/exports/none").status == 404
    assert api.post("/api/exports/none/cancel").status == 404


def test_viewers_may_not_have_exports(api: Api) -> None:
    api.role = "viewer"
    assert api.post("/api/exports", WANTED).status == 403
    assert api.get("/api/exports").status == 403
    assert api.get("/api/exports/x").status == 403
