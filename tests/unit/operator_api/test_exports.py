"""Exports: asked for, followed, downloaded, called off."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csms.application.ports import StationEvent
from csms.application.run_export import run_export

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


def test_events_of_all_stations(api: Api) -> None:
    for identity, site_id in (("CP-1", "depot"), ("CP-2", None)):
        station = api.csms.register(identity, site_id=site_id)
        event = StationEvent("e1", "NotifyEvent", "2026-02-28T23:00:00.000Z", {"tbc": False}, "[2,...]")
        api.csms.ports.station_events.add(station.key, event)
    everything = done(api, ask(api, what="events"))[1].decode()
    assert "CP-1,depot," in everything
    assert 'CP-2,,e1,NotifyEvent,2026-02-28T23:00:00.000Z,"{""tbc"":false}","[2,...]"' in everything
    at_depot = done(api, ask(api, what="events", site="depot"))[1].decode()
    assert "CP-2" not in at_depot
    of_one = done(api, ask(api, what="events", station="cp-2"))[1].decode()
    assert "CP-1" not in of_one
    assert "CP-2" in of_one


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
