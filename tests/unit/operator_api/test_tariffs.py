"""Tariffs: their terms, from when they hold, and what is no tariff."""

from typing import Any

import pytest

from .conftest import Api

ENERGY = {"component": "energy", "price": "0.35", "vat_percent": 25}
FLEX: dict[str, Any] = {
    "name": "Flex",
    "currency": "EUR",
    "rates": [
        {"component": "energy", "spot": {"factor": "1.05", "markup": "0.40"}, "window": {"weekdays": ["sat"]}},
        ENERGY,
        {"component": "idle", "price": "0.50", "per": "minute", "grace_minutes": 30, "step_size": 60},
    ],
    "min_price": "1.00",
}


def test_a_tariff_is_read_back_as_it_was_written(api: Api) -> None:
    saved = api.put("/api/tariffs/flex", FLEX)
    assert saved.status == 201
    spot, energy, idle = saved.body["terms"]["rates"]
    assert (spot["price"], spot["spot"]) == (None, {"factor": "1.05", "markup": "0.40"})
    assert spot["window"] == {"weekdays": ["sat"], "start": "00:00", "end": "00:00"}
    assert (energy["price"], energy["vat_percent"]) == ("0.35", "25")
    assert (idle["price"], idle["grace_minutes"], idle["step_size"]) == ("30.00", 30, 60)
    assert saved.body["terms"]["min_price"] == "1.00"
    assert api.get("/api/tariffs/flex").body == saved.body
    assert [tariff["id"] for tariff in api.get("/api/tariffs").body["items"]] == ["flex"]
    assert api.get("/api/tariffs/other").status == 404


def test_new_terms_are_for_sessions_to_come(api: Api) -> None:
    api.put("/api/tariffs/flex", FLEX)
    api.csms.forward(hours=1)
    again = api.put("/api/tariffs/flex", FLEX)
    assert (again.status, len(again.body["versions"])) == (200, 1)
    dearer = FLEX | {"rates": [ENERGY | {"price": "0.45"}]}
    assert api.put("/api/tariffs/flex", dearer | {"valid_from": "2026-03-01T12:30:00Z"}).fields() == ["valid_from"]
    booked = api.put("/api/tariffs/flex", dearer | {"valid_from": "2026-04-01T00:00:00Z"}).body
    assert [terms["number"] for terms in booked["versions"]] == [1, 2]
    assert booked["terms"]["number"] == 1
    api.csms.forward(days=40)
    assert api.get("/api/tariffs/flex").body["terms"]["rates"][0]["price"] == "0.45"


def test_an_ended_tariff_stays_readable(api: Api) -> None:
    api.put("/api/tariffs/flex", FLEX)
    api.put("/api/tariffs/flex", FLEX | {"valid_from": "2026-04-01T00:00:00Z", "min_price": "2"})
    assert api.delete("/api/tariffs/flex").status == 204
    api.csms.forward(days=40)
    ended = api.get("/api/tariffs/flex").body
    assert ended["terms"] is None
    assert [terms["valid_from"] for terms in ended["versions"]] == ["2026-03-01T12:00:00.000Z"] * 2
    assert api.delete("/api/tariffs/other").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"currency": None}, "currency"),
        ({"site_id": "nowhere"}, "site_id"),
        ({"station": "CP-9"}, "station"),
        ({"valid_until": "2026-02-01T00:00:00Z"}, "valid_until"),
        ({"min_price": "2", "max_price": "1"}, "max_price"),
        ({"rates": [{"component": "energy"}]}, "rates.0.price"),
        ({"rates": [ENERGY, ENERGY | {"spot": {}}]}, "rates.1.price"),
        ({"rates": [{"component": "time", "spot": {}}]}, "rates.0.spot"),
        ({"rates": [ENERGY | {"price": "1e9"}]}, "rates.0.price"),
        ({"rates": [ENERGY | {"vat_percent": 101}]}, "rates.0.vat_percent"),
        ({"rates": [ENERGY | {"step_size": 0}]}, "rates.0.step_size"),
        ({"rates": [ENERGY | {"grace_minutes": 5}]}, "rates.0.grace_minutes"),
        ({"rates": [ENERGY | {"window": {"start": "25:00"}}]}, "rates.0.window.start"),
        ({"rates": [ENERGY | {"component": "air"}]}, "rates.0.component"),
    ],
)
def test_what_is_no_tariff_is_refused_by_name(api: Api, change: dict[str, Any], field: str) -> None:
    answer = api.put("/api/tariffs/flex", FLEX | change)
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.get("/api/tariffs/flex").status == 404


def test_a_tariff_stays_with_whom_and_where_it_is_for(api: Api) -> None:
    api.put("/api/sites/depot", {"currency": "SEK"})
    assert api.put("/api/tariffs/flex", FLEX | {"site_id": "depot"}).fields() == ["currency"]
    assert api.put("/api/tariffs/x y", FLEX).fields() == ["tariff_id"]
    assert api.put("/api/tariffs/flex", FLEX | {"group_id": "Guests"}).body["group_id"] == "guests"
    assert api.put("/api/tariffs/flex", FLEX).status == 409
