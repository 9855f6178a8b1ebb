"""Exports: asked for, followed, downloaded, called off."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csms.adapters.dynamodb import models
from csms.adapters.dynamodb.packed import pack
from csms.application.add_session_usage import add_session_usage
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
    """One session of 3 kWh, with two samples of its meter, and two sites."""
    for site in ("depot", "x"):
        assert api.put(f"/api/sites/{site}").status == 201
    api.station(identity="CP-2")
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


@pytest.mark.parametrize("field", ["site", "station"])
def test_nothing_is_exported_of_what_never_was(ended: Api, field: str) -> None:
    answer = ended.post("/api/exports", {**WANTED, field: "CP-17"})
    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == field


def test_a_station_that_was_deleted_still_has_its_past(ended: Api) -> None:
    assert ended.delete("/api/stations/CP-1").status == 204
    _, content = done(ended, ask(ended, station="CP-1"))
    assert len(content.decode().splitlines()) == 2


def test_meter_values_as_parquet(ended: Api) -> None:
    _, content = done(ended, ask(ended, what="meter_values", format="parquet"))
    rows = pq.read_table(pa.BufferReader(content)).to_pylist()
    shown = [(row["measurand"], row["value"], row["unit"], row["phase"]) for row in rows]
    assert shown == [("Current.Import", 15.8, "A", "L1"), ("Energy.Active.Import.Register", 2500.0, "Wh", None)]


def test_events(api: Api) -> None:
    api.put("/api/sites/depot")
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


def test_usage_by_hour_and_connector(ended: Api) -> None:
    [session] = ended.csms.transactions()
    add_session_usage(ended.csms.ports, session.id)
    content = done(ended, ask(ended, what="usage", format="parquet"))[1]
    rows = pq.read_table(pa.BufferReader(content)).to_pylist()
    assert sum(row["energy_wh"] for row in rows) == pytest.approx(3000.0)
    assert sum(row["occupied_s"] for row in rows) == 1200
    assert {(row["station"], row["evse"], row["connector"]) for row in rows} == {("CP-1", 1, 1)}
    assert (sum(row["sessions_started"] for row in rows), sum(row["sessions_ended"] for row in rows)) == (1, 1)
    later = done(ended, ask(ended, what="usage", **{"from": "2026-03-01T13:00:00Z", "to": "2026-03-02T00:00:00Z"}))
    assert later[0]["progress"]["rows"] == 0


def test_charge_detail_records(ended: Api) -> None:
    record = {
        "id": "c1",
        "session_id": "s1",
        "cdr_location": {"id": "depot", "evse_uid": "CP-1*1"},
        "cdr_token": {"uid": "TAG-1"},
        "start_date_time": "2026-03-01T12:00:00.000Z",
        "end_date_time": "2026-03-01T12:20:00.000Z",
        "last_updated": "2026-03-01T12:19:59.000Z",
        "total_energy": 3.0,
        "total_time": 0.3333,
        "total_parking_time": 0,
        "currency": "EUR",
        "total_cost": {"excl_vat": 1.1, "incl_vat": 1.375},
        "station": "CP-1",
        "token_group": "Taxis",
    }
    item = {"last_updated": record["last_updated"], "session_id": "s1", "site_id": "depot", "token_key": "tag-1"}
    item |= {"station_key": "cp-1", "group_key": "taxis"}
    models.CdrItem("c1", **item, record=pack(record)).save()
    content = done(ended, ask(ended, what="cdrs", format="parquet"))[1]
    [row] = pq.read_table(pa.BufferReader(content)).to_pylist()
    assert (row["cost_excl_vat"], row["cost_incl_vat"]) == (Decimal("1.1"), Decimal("1.375"))
    assert (row["energy_kwh"], row["credit"], row["currency"]) == (3, False, "EUR")
    assert (row["station"], row["token_group"]) == ("CP-1", "Taxis")
    for members, found in (
        ({"site": "depot"}, 1), ({"token": "tag-1"}, 1), ({"site": "x"}, 0), ({"station": "CP-1"}, 1),
        ({"group": "taxis"}, 1), ({"group": "taxis", "station": "CP-2"}, 0), ({"token": "tag-1", "site": "x"}, 0),
    ):  # fmt: skip
        assert done(ended, ask(ended, what="cdrs", **members))[0]["progress"]["rows"] == found, members


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
        ({"what": "meter_values", "from": "0001-01-01T00:00:00Z"}, "from"),
        ({"to": "2025-12-31T00:00:00Z"}, "to"),
        ({"from": "2026-04-01T00:00:00Z"}, "from"),
        ({"what": "events", "token": "TAG-1"}, "token"),
        ({"what": "usage", "token": "TAG-1"}, "token"),
        ({"what": "sessions", "group": "taxis"}, "group"),
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
