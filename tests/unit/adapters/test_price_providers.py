"""Providers of prices, against a server of the test's own and documents shaped like theirs."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from csms.adapters import http_get
from csms.adapters.entsoe_document import read_document
from csms.adapters.prices_entsoe import EntsoePrices, ParameterStoreToken
from csms.adapters.prices_nordic import NordicPrices
from csms.application.fetch_prices import market_day
from csms.application.ports import PricesUnavailableError
from csms.domain.price_zones import PriceZone, ProviderName
from csms.domain.prices import PricePoint

SPRING, AUTUMN = (market_day(datetime(2026, *day, tzinfo=UTC).date()) for day in ((3, 29), (10, 25)))
SE3 = PriceZone("SE3", "SEK", "2026-01-01T00:00:00.000Z", provider=ProviderName.NORDIC, area="SE3")
FI = PriceZone("FI", "EUR", "2026-01-01T00:00:00.000Z", provider=ProviderName.ENTSOE, area="10YFI-1--------U")


@dataclass
class Server:
    """Answers every request alike and keeps what was asked for."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    location: str | None = None
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    kept = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append(self.path)
            self.send_response(kept.status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.send_header("Content-Length", str(len(kept.body)))
            self.end_headers()
            self.wfile.write(kept.body)

        def log_message(self, *_: Any) -> None: ...

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield kept
    listening.shutdown()
    thread.join()
    listening.server_close()


def nordic(start: datetime, until: datetime, minutes: int = 60) -> bytes:
    step = timedelta(minutes=minutes)
    count = (until - start) // step
    entries = [
        {
            "SEK_per_kWh": number / 1000,
            "EUR_per_kWh": -number / 10000,
            "EXR": 11.2,
            "time_start": (start + number * step).astimezone().isoformat(),
            "time_end": (start + (number + 1) * step).isoformat().replace("+00:00", "Z"),
        }
        for number in range(count)
    ]
    return json.dumps(entries).encode()


@pytest.mark.parametrize(("day", "count"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_nordic_day_is_read_by_zone_and_day_in_either_currency(
    server: Server, day: tuple[datetime, datetime], count: int
) -> None:
    server.body = nordic(*day)
    points = NordicPrices({"SE": server.url}).day_ahead(SE3, *day)
    assert server.asked == [f"/api/v1/prices/2026/{day[1]:%m-%d}_SE3.json"]
    assert (len(points), points[0].start, points[-1].end) == (count, *day)
    assert points[2] == PricePoint(day[0] + timedelta(hours=2), day[0] + timedelta(hours=3), Decimal("0.002"), "SEK")
    in_euro = PriceZone("SE3", "EUR", SE3.created_at, provider=ProviderName.NORDIC, area="SE3")
    assert NordicPrices({"SE": server.url}).day_ahead(in_euro, *day)[1].price_per_kwh == Decimal("-0.0001")


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, b"", "not published yet"),
        (301, b"", "answered 301"),
        (500, b"", "answered 500"),
        (200, b"<html>", "no list of prices"),
        (200, b"\xff", "no list of prices"),
        (200, b"3", "no list of prices"),
        (
            200,
            b'[{"SEK_per_kWh": true, "time_start": "2026-03-29T00:00Z", "time_end": "2026-03-29T01:00Z"}]',
            "TypeErr",
        ),
        (200, b'[{"SEK_per_kWh": 1, "time_start": "2026-03-29T00:00", "time_end": "2026-03-29T01:00"}]', "ValueErr"),
        (200, b"[" + b" " * http_get.MAX_BYTES, "too long"),
    ],
)
def test_what_is_no_nordic_answer_says_why(server: Server, status: int, body: bytes, why: str) -> None:
    server.status, server.body, server.location = status, body, "http://127.0.0.1:1/"
    with pytest.raises(PricesUnavailableError, match=why):
        NordicPrices({"SE": server.url}).day_ahead(SE3, *SPRING)
    assert len(server.asked) == 1, "a redirect is not followed"


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(PricesUnavailableError, match="no answer"):
        NordicPrices({"SE": "http://127.0.0.1:1"}).day_ahead(SE3, *SPRING)


def entsoe(*series: str) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">
  <mRID>1</mRID><type>A44</type>{"".join(series)}
</Publication_MarketDocument>""".encode()


def series(prices: dict[int, str], resolution: str = "PT60M", curve: str = "A03", **changes: str) -> str:
    start, until = changes.get("start", f"{SPRING[0]:%Y-%m-%dT%H:%MZ}"), f"{SPRING[1]:%Y-%m-%dT%H:%MZ}"
    points = "".join(
        f"<Point><position>{number}</position><price.amount>{price}</price.amount></Point>"
        for number, price in prices.items()
    )
    return f"""<TimeSeries>
  <contract_MarketAgreement.type>{changes.get("agreement", "A01")}</contract_MarketAgreement.type>
  <currency_Unit.name>{changes.get("currency", "EUR")}</currency_Unit.name>
  <price_Measure_Unit.name>{changes.get("unit", "MWH")}</price_Measure_Unit.name>
  <classificationSequence_AttributeInstanceComponent.position>{changes.get("sequence", "1")}\
</classificationSequence_AttributeInstanceComponent.position>
  <curveType>{curve}</curveType>
  <Period><timeInterval><start>{start}</start><end>{until}</end></timeInterval>
  <resolution>{resolution}</resolution>{points}</Period></TimeSeries>"""


def hours(points: list[PricePoint]) -> list[tuple[float, float, str]]:
    return [
        ((p.start - SPRING[0]) / timedelta(hours=1), (p.end - SPRING[0]) / timedelta(hours=1), f"{p.price_per_kwh:f}")
        for p in points
    ]


def test_a_position_left_out_repeats_the_one_before() -> None:
    told = read_document(entsoe(series({1: "50", 2: "-1.5", 5: "7"})), "EUR", *SPRING)
    assert hours(told) == [(0, 1, "0.050"), (1, 4, "-0.0015"), (4, 23, "0.007")]


def test_a_position_missing_from_a_curve_without_repetition_is_a_gap() -> None:
    told = read_document(entsoe(series({1: "50", 3: "7"}, curve="A01")), "EUR", *SPRING)
    assert hours(told) == [(0, 1, "0.050"), (2, 3, "0.007")]


def test_the_finer_resolution_counts_and_other_auctions_do_not() -> None:
    document = entsoe(
        series({1: "10"}, "PT15M"),
        series({1: "99"}, "PT60M"),
        series({1: "88"}, sequence="2"),
        series({1: "77"}, agreement="A07"),
    )
    assert hours(read_document(document, "EUR", *SPRING)) == [(0, 23, "0.010")]


def test_entsoe_is_asked_for_an_area_and_a_day_with_the_token(server: Server) -> None:
    server.body = entsoe(series({1: "50"}))
    told = EntsoePrices(lambda: "S3CRET", f"{server.url}/api").day_ahead(FI, *SPRING)
    assert hours(told) == [(0, 23, "0.050")]
    [asked] = server.asked
    assert parse_qs(urlsplit(asked).query) == {
        "documentType": ["A44"],
        "in_Domain": ["10YFI-1--------U"],
        "out_Domain": ["10YFI-1--------U"],
        "periodStart": ["202603282300"],
        "periodEnd": ["202603292200"],
        "securityToken": ["S3CRET"],
    }


ACKNOWLEDGED = b"""<Acknowledgement_MarketDocument xmlns="urn:a"><Reason><code>999</code>
<text>No matching data found</text></Reason></Acknowledgement_MarketDocument>"""
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Publication_MarketDocument>&b;</Publication_MarketDocument>'
)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (400, ACKNOWLEDGED, "No matching data found"),
        (401, b"", "does not know the token"),
        (429, b"", "too often"),
        (200, b"", "no XML"),
        (200, BOMB, "no XML.*Forbidden"),
        (200, b"<html/>", "no price document"),
        (200, entsoe(series({1: "50"}, currency="SEK")), "in SEK, the zone's in EUR"),
        (200, entsoe(series({1: "50"}, unit="MAW")), "no energy"),
        (200, entsoe(series({1: "50"}, "P1Y")), "resolution"),
        (200, entsoe(series({1: "50"}, "PT0M")), "resolution"),
        (200, entsoe(series({1: "fifty"})), "cannot be read"),
        (200, entsoe(series({0: "50"})), "positions"),
        (200, entsoe(series({24: "50"})), "positions"),
        (200, entsoe(series({1: "50"}, start="yesterday")), "cannot be read"),
        (200, entsoe(series({10**12: "50"})), "cannot be read"),
    ],
)
def test_what_is_no_price_document_says_why_and_never_the_token(
    server: Server, status: int, body: bytes, why: str
) -> None:
    server.status, server.body = status, body
    with pytest.raises(PricesUnavailableError, match=why) as refused:
        EntsoePrices(lambda: "S3CRET", server.url).day_ahead(FI, *SPRING)
    assert "S3CRET" not in str(refused.value)


def test_no_answer_tells_no_token() -> None:
    with pytest.raises(PricesUnavailableError) as refused:
        EntsoePrices(lambda: "S3CRET", "http://127.0.0.1:1").day_ahead(FI, *SPRING)
    assert "S3CRET" not in str(refused.value)


def test_the_token_is_a_secret_of_the_parameter_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    with mock_aws():
        read = ParameterStoreToken("/csms/entsoe-token")
        with pytest.raises(PricesUnavailableError, match=r"/csms/entsoe-token cannot be read \(ParameterNotFound\)"):
            read()
        boto3.client("ssm").put_parameter(Name="/csms/entsoe-token", Type="SecureString", Value="S3CRET\n")
        assert read() == "S3CRET"
    with pytest.raises(PricesUnavailableError, match="no parameter"):
        ParameterStoreToken("")()
