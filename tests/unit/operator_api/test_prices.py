"""Prices by zone: JSON, CSV, what is missing and what is wrong."""

from typing import Any

import pytest

from .conftest import Api

HOURS: list[dict[str, Any]] = [
    {"start": "2026-03-29T00:00:00+01:00", "price": "512.37"},
    {"start": "2026-03-29T01:00:00+01:00", "price": -3.1},
    {"start": "2026-03-29T03:00:00+02:00", "price": 20},
]
SERIES: dict[str, Any] = {"currency": "SEK", "unit": "MWh", "prices": HOURS}
SPRING = {"from": "2026-03-28T23:00:00Z", "to": "2026-03-29T22:00:00Z"}


def put_csv(api: Api, text: str) -> Any:
    return api.send("PUT", "/api/prices/SE3", text, headers={"content-type": "text/csv"})


def test_an_uploaded_series_is_read_back_exactly_with_its_gaps(api: Api) -> None:
    saved = api.put("/api/prices/SE3", SERIES)
    assert (saved.status, saved.body["prices"]) == (200, 3)
    assert (saved.body["start"], saved.body["end"]) == ("2026-03-28T23:00:00.000Z", "2026-03-29T02:00:00.000Z")
    read = api.get("/api/prices/SE3", **SPRING)
    assert [p["price"] for p in read.body["prices"]] == ["0.51237", "-0.0031", "0.020"]
    assert read.body["gaps"] == [{"start": "2026-03-29T02:00:00.000Z", "end": "2026-03-29T22:00:00.000Z"}]
    assert api.put("/api/prices/SE3", SERIES).body == saved.body
    assert api.get("/api/prices/SE3", **SPRING).body == read.body


def test_what_overlaps_is_replaced_and_the_rest_stays(api: Api) -> None:
    api.put("/api/prices/SE3", SERIES)
    quarter = {"start": "2026-03-28T23:15:00Z", "price": "0.1"}
    assert api.post("/api/prices/SE3", {"prices": [quarter], "resolution_minutes": 15}).status == 200
    shown = [(p["start"][11:16], p["price"]) for p in api.get("/api/prices/SE3", **SPRING).body["prices"]]
    # The price that passes midnight (UTC) is kept by day.
    assert shown[:3] == [("23:00", "0.51237"), ("23:15", "0.1"), ("23:30", "0.51237")]
    assert [price for _, price in shown] == ["0.51237", "0.1", "0.51237", "-0.0031", "0.020"]


@pytest.mark.parametrize(
    "text",
    [
        "start,end,price\n2026-03-01T00:00Z,2026-03-01T00:15Z,0.123\n2026-03-01T00:15Z,,4\n",
        "\ufeffPrice; Start\r\n0,123;2026-03-01T00:00:00Z\r\n\r\n4;2026-03-01T02:00:00+01:00\r\n",
    ],
)
def test_a_csv_is_a_body_too(api: Api, text: str) -> None:
    api.put("/api/price-zones/SE3", {"currency": "SEK", "time_zone": "Europe/Stockholm"})
    assert put_csv(api, text).body["prices"] == 2
    read = api.get("/api/prices/SE3", **{"from": "2026-03-01T00:00:00Z", "to": "2026-03-01T03:00:00Z"})
    assert [p["price"] for p in read.body["prices"]] == ["0.123", "4"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "csv.1"),
        ("time,price\n", "csv.1"),
        ("start,start,price\n", "csv.1"),
        ("start,price\n", "prices"),
        ("start,price\n2026-03-01T00:00Z,1\n2026-03-01T01:00Z,x\n", "csv.3.price"),
        ("start,price\n\n2026-03-01T00:00,1\n", "csv.3.start"),
        ("start,end,price\n2026-03-01T00:00Z,yesterday,1\n", "csv.2.end"),
        ("start,end,price\n2026-03-01T00:00Z,2026-03-01T00:00Z,1\n", "csv.2.end"),
        ("start,price\n2026-03-01T00:30Z,1\n2026-03-01T00:00Z,1\n", "csv.2.start"),
        ("start,price\n2026-03-01T00:00Z\n", "csv.2.price"),
        (f"start,price\n2026-03-01T00:00Z,{'1' * 140_000}\n", "csv.2"),
    ],
)
def test_a_mistake_in_a_csv_is_named_by_its_line(api: Api, text: str, field: str) -> None:
    api.put("/api/price-zones/SE3", {"currency": "SEK"})
    answer = put_csv(api, text)
    assert (answer.status, answer.fields()) == (422, [field])
    assert "Value error" not in answer.body["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"prices": HOURS}, "currency"),
        ({"currency": "XXX", "prices": HOURS}, "currency"),
        ({"currency": "SEK"}, "prices"),
        ({"currency": "SEK", "prices": [{"start": "2026-03-29T00:00:00", "price": 1}]}, "prices.0.start"),
        ({"currency": "SEK", "prices": [*HOURS, {"start": "2026-03-29T00:00:00Z"}]}, "prices.3.price"),
        ({"currency": "SEK", "prices": [*HOURS, {"start": "2026-03-29T00:30:00Z", "price": 1}]}, "prices.3.start"),
        ({"currency": "SEK", "prices": [{"start": "9999-12-31T23:30:00Z", "price": 1}]}, "prices.0.start"),
        ({"currency": "SEK", "unit": "GWh", "prices": HOURS}, "unit"),
        ({"currency": "SEK", "prices": [{"start": "2026-03-29T00:00:00Z", "price": "1e9"}]}, "prices.0.price"),
    ],
)
def test_a_mistake_in_a_body_is_named(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api.put("/api/prices/SE3", body)
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.get("/api/prices/SE3").status == 404


def test_a_zone_keeps_its_currency(api: Api) -> None:
    assert api.put("/api/price-zones/SE3", {"currency": "SEK", "time_zone": "Europe/Stockholm"}).status == 201
    assert api.put("/api/prices/SE3", {"currency": "EUR", "prices": HOURS}).fields() == ["currency"]
    refused = api.put("/api/price-zones/SE3", {"currency": "EUR"})
    assert (refused.status, refused.fields()) == (409, ["currency"])
    assert api.put("/api/price-zones/SE3", {"currency": "SEK"}).status == 200
    assert [zone["id"] for zone in api.get("/api/price-zones").body["items"]] == ["SE3"]
    assert api.get("/api/price-zones/SE3").body["time_zone"] == "UTC"
    assert api.put("/api/price-zones/SE4", {"currency": "SEK", "time_zone": "Mars"}).fields() == ["time_zone"]
    assert api.put("/api/price-zones/-", {"currency": "SEK"}).fields() == ["zone"]


def test_a_range_is_bounded_and_begins_at_the_zones_midnight(api: Api) -> None:
    api.put("/api/price-zones/SE3", {"currency": "SEK", "time_zone": "Europe/Stockholm"})
    for query in ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-02T00:00:00Z"}, {"to": "2026-08-01T00:00:00Z"}):
        assert api.get("/api/prices/SE3", **query).fields() == ["to"]
    assert api.get("/api/prices/SE3", **{"from": "9999-12-31T23:59:59Z"}).fields() == ["from"]
    today = api.get("/api/prices/SE3").body
    assert (today["start"], today["end"]) == ("2026-02-28T23:00:00.000Z", "2026-03-02T23:00:00.000Z")
    assert today["gaps"] == [{"start": today["start"], "end": today["end"]}]


def test_a_site_buys_in_a_zone_and_bills_in_its_currency(api: Api) -> None:
    assert api.put("/api/sites/depot", {"price_zone": "SE3"}).fields() == ["price_zone"]
    api.put("/api/price-zones/SE3", {"currency": "SEK"})
    assert api.put("/api/sites/depot", {"price_zone": "SE3", "currency": "EUR"}).fields() == ["currency"]
    assert api.put("/api/sites/depot", {"currency": "EURO"}).fields() == ["currency"]
    assert api.put("/api/sites/depot", {"currency": "XXX"}).fields() == ["currency"]
    saved = api.put("/api/sites/depot", {"price_zone": "SE3", "currency": "SEK"}).body
    assert (saved["price_zone"], saved["currency"]) == ("SE3", "SEK")
    assert api.get("/api/sites/depot").body == saved


NORDIC = {"currency": "SEK", "provider": "nordic", "area": "SE3"}


def test_a_zone_with_a_provider_is_fetched_at_once_and_on_request(api: Api) -> None:
    saved = api.put("/api/price-zones/SE3", NORDIC)
    assert (saved.body["provider"], saved.body["area"], saved.body["fetched_at"]) == ("nordic", "SE3", None)
    assert api.post("/api/price-zones/SE3/fetch").status == 202
    assert [task for _, task in api.csms.queues.tasks] == [{"task": "fetch_prices", "zone": "SE3"}] * 2
    api.put("/api/price-zones/mine", {"currency": "SEK"})
    assert api.post("/api/price-zones/mine/fetch").status == 409
    assert api.post("/api/price-zones/other/fetch").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area": "SE5"}, "area"),
        ({"area": None}, "area"),
        ({"currency": "NOK"}, "currency"),
        ({"provider": "entsoe"}, "area"),
        ({"provider": "http://evil"}, "provider"),
        ({"provider": None}, "provider"),
    ],
)
def test_what_no_provider_could_fetch_is_refused(api: Api, change: dict[str, Any], field: str) -> None:
    answer = api.put("/api/price-zones/SE3", NORDIC | change)
    assert (answer.status, answer.fields()) == (422, [field])


def test_entsoe_knows_areas_by_their_code(api: Api) -> None:
    zone = {"currency": "EUR", "provider": "entsoe", "area": "10YFI-1--------U"}
    assert api.put("/api/price-zones/FI", zone).status == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"from": "2026-02-30", "until": "2026-03-01"}, "from"),
        ({"from": "2026-02-01"}, "until"),
        ({"from": "2026-02-02", "until": "2026-02-01"}, "from"),
        ({"from": "2025-01-01", "until": "2026-02-01"}, "from"),
        ({"from": "2026-03-01", "until": "2026-03-03"}, "until"),
        ({"from": "2026-02-01", "until": "2026-02-01", "to": 1}, "to"),
    ],
)
def test_past_days_that_cannot_be_fetched_are_refused(api: Api, body: dict[str, Any], field: str) -> None:
    api.put("/api/price-zones/SE3", NORDIC)
    answer = api.post("/api/price-zones/SE3/fetch", body)
    assert (answer.status, answer.fields()) == (422, [field])


def test_past_days_are_asked_for_and_followed_at_the_zone(api: Api) -> None:
    api.put("/api/price-zones/SE3", NORDIC)
    api.put("/api/price-zones/mine", {"currency": "SEK"})
    days = {"from": "2026-02-01", "until": "2026-03-01"}
    asked = api.post("/api/price-zones/SE3/fetch", days)
    assert asked.status == 202
    expected = {"first": "2026-02-01", "last": "2026-03-01", "next": "2026-02-01", "without_prices": [], "error": None}
    assert asked.body["past_fetch"] == expected == api.get("/api/price-zones/SE3").body["past_fetch"]
    task = {"task": "fetch_past_prices", "zone": "SE3", "day": "2026-02-01"}
    assert api.csms.queues.tasks[-1][1] == task
    api.put("/api/price-zones/SE3", NORDIC | {"time_zone": "Europe/Stockholm"})
    assert api.get("/api/price-zones/SE3").body["past_fetch"] == expected
    assert api.post("/api/price-zones/mine/fetch", days).status == 409


def test_a_zone_is_removed_with_its_prices_once_nobody_buys_there(api: Api) -> None:
    api.put("/api/price-zones/SE3", {"currency": "SEK"})
    hour = {"start": "2026-03-01T00:00:00Z", "end": "2026-03-31T00:00:00Z", "price": "0.5"}
    assert api.put("/api/prices/SE3", {"prices": [hour]}).status == 200
    api.put("/api/sites/depot", {"price_zone": "SE3"})
    refused = api.delete("/api/price-zones/SE3")
    assert (refused.status, "depot" in refused.body["detail"]) == (409, True)
    api.put("/api/sites/depot", {})
    assert api.delete("/api/price-zones/SE3").status == 204
    assert (api.get("/api/price-zones/SE3").status, api.delete("/api/price-zones/SE3").status) == (404, 404)
    assert api.put("/api/price-zones/SE3", {"currency": "EUR"}).status == 201
    assert api.get("/api/prices/SE3", **{"from": "2026-03-01T00:00:00Z"}).body["prices"] == []
