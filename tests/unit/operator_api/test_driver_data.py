"""A driver's data, on request: exported whole, or erased."""

import json

from csms.application.run_export import run_export

from .conftest import Api
from .test_transactions import meter, start, stop


def session(api: Api, token: str) -> None:
    charger = api.station()
    number = start(api, charger, token=token)
    meter(api, charger, number, 2500, 15.8)
    stop(api, charger, number, 4000)


def run_tasks(api: Api) -> None:
    while waiting := [task for _, task in api.csms.queues.tasks if task["task"] == "erase_token"]:
        api.csms.forward(minutes=3)
        api.csms.queues.tasks = [entry for entry in api.csms.queues.tasks if entry[1]["task"] != "erase_token"]
        for task in waiting:
            api.csms.run_task(task)


def test_all_that_is_kept_of_a_driver_is_exported(api: Api) -> None:
    session(api, "TAG-1")
    api.csms.token("TAG-2")
    api.role = "operator"
    asked = api.post("/api/tokens/tag-1/export")
    assert (asked.status, asked.body["what"], asked.body["format"]) == (202, "driver_data", "jsonl")
    while api.csms.queues.exports:
        with api.csms.guard.running("export_job"):
            run_export(api.csms.ports, api.csms.queues.exports.pop(0), lambda: True)
    done = api.get(asked.headers["Location"]).body
    assert done["status"] == "done"
    kept = [api.csms.files.kept[f"exports/{done['id']}/{file['name']}"] for file in done["files"]]
    records = [json.loads(line) for content in kept for line in content.decode().splitlines()]
    assert [record["kind"] for record in records] == ["token", "session"]
    [token, charged] = records
    assert (token["token"], token["status"]) == ("TAG-1", "accepted")
    assert (charged["energy_wh"], charged["station"]) == (3000.0, "CP-1")
    assert [sample["value"] for sample in charged["meter_values"]] == [15.8, 2500.0]


def test_an_erased_driver_is_found_by_nothing(api: Api) -> None:
    session(api, "TAG-1")
    asked = api.post("/api/tokens/TAG-1/erase")
    assert asked.status == 202
    run_tasks(api)
    done = api.get(asked.headers["Location"])
    assert (done.body["stage"], done.body["requested_by"]) == ("done", "ann")
    assert done.body["items_changed"] == 2, "the session, and the message that started it"
    for place in ("backups", "event log", "raw frames"):
        assert any(place in limit for limit in done.body["not_erased"]), place
    assert "tag-1" not in (done.text or "").casefold()
    assert api.get("/api/tokens/TAG-1").status == 404
    assert api.get("/api/transactions", token="TAG-1").body["items"] == []
    [kept] = api.get("/api/transactions").body["items"]
    assert (kept["energy_wh"], kept["integrity"]["verdict"]) == (3000, "billable")
    assert kept["token"].startswith("erased-")
    again = api.post("/api/tokens/TAG-1/erase")
    run_tasks(api)
    assert api.get(again.headers["Location"]).body["items_changed"] == 0


def test_a_running_session_is_in_the_way(api: Api) -> None:
    start(api, api.station())
    assert api.post("/api/tokens/TAG-1/erase").status == 409
    assert api.get("/api/tokens/TAG-1").status == 200


def test_only_admins_erase(api: Api) -> None:
    api.role = "operator"
    assert api.post("/api/tokens/TAG-1/erase").status == 403
    api.role = "viewer"
    assert api.post("/api/tokens/TAG-1/export").status == 403
    assert api.get("/api/erasures/none").status == 404
