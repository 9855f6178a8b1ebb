"""Day-ahead prices of the Swedish and Norwegian areas: open JSON files, one per area and delivery day."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from csms.adapters import http_get
from csms.application.ports import PricesUnavailableError
from csms.domain.price_zones import PriceZone
from csms.domain.prices import PricePoint

HOSTS = {"SE": "https://www.elprisetjustnu.se", "NO": "https://www.hvakosterstrommen.no"}
_MARKET = ZoneInfo("Europe/Stockholm")
_NOT_YET = 404


class NordicPrices:
    """`hosts` by the country of an area."""

    def __init__(self, hosts: dict[str, str] | None = None) -> None:
        self._hosts = hosts or HOSTS

    def day_ahead(self, zone: PriceZone, start: datetime, until: datetime) -> list[PricePoint]:
        area = zone.area or ""
        day = start.astimezone(_MARKET)
        url = f"{self._hosts[area[:2]]}/api/v1/prices/{day:%Y}/{day:%m-%d}_{area}.json"
        try:
            status, body = http_get.get(url)
        except http_get.UnreachableError as error:
            raise PricesUnavailableError(f"no answer ({error})") from None
        if status == _NOT_YET:
            raise PricesUnavailableError("not published yet")
        if status != 200:
            raise PricesUnavailableError(f"the provider answered {status}")
        return [point for point in read_document(body, zone.currency) if start <= point.start < until]


def read_document(body: bytes, currency: str) -> list[PricePoint]:
    """The points of a file, exactly as written. Raises PricesUnavailableError for what is none."""
    try:
        return [_point(entry, currency) for entry in json.loads(body, parse_float=Decimal)]
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise PricesUnavailableError(f"the provider's answer is no list of prices ({type(error).__name__})") from None


def _point(entry: dict[str, Any], currency: str) -> PricePoint:
    price = entry[f"{currency}_per_kWh"]
    if isinstance(price, bool) or not isinstance(price, int | Decimal):
        raise TypeError
    return PricePoint(_moment(entry["time_start"]), _moment(entry["time_end"]), Decimal(price), currency)


def _moment(text: str) -> datetime:
    if not re.search(r"(Z|[+-]\d\d:\d\d)$", text):
        raise ValueError("a local time")
    return datetime.fromisoformat(text).astimezone(UTC)
