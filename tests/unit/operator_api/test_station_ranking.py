"""Which stations need attention first, over all of them and at a site."""

from typing import Any

import pytest

from csms.domain import clock
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from tests.support.world import START, Charger
from tests.unit.operator_api.conftest import Api

PATH = "/api/analytics/station-health"


def status(charger: Charger, name: str) -> None:
    sent = {"connectorId": 1, "status": name, "errorCode": "NoError", "timestamp": charger.now()}
    charger.ask("StatusNotification", sent)


@pytest.fixture
def fleet(api: Api) -> Api:
    """CP-0 to CP-3, of which CP-n breaks n times, an hour at a time; CP-3 is silent since."""
    api.csms.ports.sites.save(Site("depot", "Depot", clock.to_text(START)))
    chargers = [api.station(OcppVersion.V16, f"CP-{n}", site_id="depot" if n < 3 else None) for n in range(4)]
    for hour in range(3):
        for number, charger in enumerate(chargers):
            status(charger, "Faulted" if hour < number else "Available")
        api.csms.forward(hours=1)
        for charger in chargers:
            status(charger, "Available")
    api.csms.disconnect(chargers[3].connection_id)
    api.csms.react()
    return api


def items(api: Api, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(PATH, **query).body["items"]
    return found


def test_the_worst_come_first(fleet: Api) -> None:
    body = fleet.get(PATH).body
    assert [(item["station"], item["score"]) for item in body["items"]] == [
        ("CP-3", 6.5), ("CP-2", 4.5), ("CP-1", 2.5), ("CP-0", 0.5)]  # fmt: skip
    assert body["items"][0] == {
        "station": "CP-3", "site": None, "score": 6.5, "silent": True, "out_of_order_s": 3 * 3600, "faults": 3,
        "silences": 0, "reboots": 1, "deviant_days": 0}  # fmt: skip
    assert (body["troubled"], body["next_cursor"], body["items"][1]["silent"]) == (4, None, False)


def test_a_site_has_its_own_ranking(fleet: Api) -> None:
    assert [item["station"] for item in items(fleet, site="depot")] == ["CP-2", "CP-1", "CP-0"]
    assert fleet.get(PATH, site="nowhere").status == 404


def test_it_comes_in_pages(fleet: Api) -> None:
    first = fleet.get(PATH, limit=3).body
    assert [item["station"] for item in first["items"]] == ["CP-3", "CP-2", "CP-1"]
    assert [item["station"] for item in items(fleet, limit=3, cursor=first["next_cursor"])] == ["CP-0"]
    assert fleet.get(PATH, cursor="later").fields() == ["cursor"]


def test_whole_weeks_count(fleet: Api) -> None:
    assert items(fleet, **{"from": "2026-03-02T00:00:00Z", "to": "2026-03-09T00:00:00Z"}) == []
    assert len(items(fleet, **{"from": "2026-02-24T00:00:00Z", "to": "2026-02-24T01:00:00Z"})) == 4


def test_a_station_that_was_removed_keeps_its_place(fleet: Api) -> None:
    assert fleet.delete("/api/stations/CP-3").status == 204
    assert next((item["station"], item["silent"]) for item in items(fleet)) == ("cp-3", False)


def test_the_question_keeps_to_its_budget_of_reads(fleet: Api) -> None:
    fleet.csms.requests.clear()
    assert fleet.get(PATH).status == 200
    assert len(fleet.csms.requests) == 3, fleet.csms.requests


def test_a_site_tells_of_its_worst_stations(fleet: Api) -> None:
    charger = fleet.csms.connect(OcppVersion.V16, "CP-2")
    status(charger, "Faulted")
    fleet.csms.react()
    found = fleet.get("/api/analytics/findings", site="depot").body["items"]
    [trouble] = [item for item in found if item["kind"] == "troubled_station"]
    assert trouble["text"] == "CP-2 needs a look: 2.0 hours out of order, 3 faults, 1 boot."
    assert (trouble["numbers"]["station"], trouble["numbers"]["faults"]) == ("CP-2", 3)
