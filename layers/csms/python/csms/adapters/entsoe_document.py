"""ENTSO-E's Publication_MarketDocument (IEC 62325-451-3), as far as it tells prices.

Curve type A01 has a point for every position, A03 leaves out what repeats the position before. Where a document tells
an interval in two resolutions the finer counts; series of other auctions than the coupled day-ahead one (sequence 2
and above, agreements other than A01) are left out.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from csms.application.ports import PricesUnavailableError
from csms.domain import prices
from csms.domain.prices import PricePoint

_RESOLUTION = re.compile(r"PT(\d{1,4})M")
_PER_KWH = {"MWH": Decimal("0.001"), "KWH": Decimal(1)}
_LEAVES_OUT_REPEATED = "A03"
_NONE = "None"


def read_document(body: bytes, currency: str, start: datetime, until: datetime) -> list[PricePoint]:
    """The prices per kWh in [start, until). Raises PricesUnavailableError for anything else than such a document."""
    root = _root(body)
    if _name(root) == "Acknowledgement_MarketDocument":
        raise PricesUnavailableError(_text(root, "Reason/text", "ENTSO-E has no such prices"))
    if _name(root) != "Publication_MarketDocument":
        raise PricesUnavailableError("ENTSO-E's answer is no price document")
    try:
        series = [told for element in root if _is_day_ahead(element) for told in _series(element, currency)]
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise PricesUnavailableError(f"ENTSO-E's answer cannot be read ({error or type(error).__name__})") from None
    merged: tuple[PricePoint, ...] = ()
    for _, points in sorted(series, key=lambda told: told[0], reverse=True):
        merged = prices.replaced(merged, points)
    return list(prices.clipped(merged, start, until))


def _root(body: bytes) -> Element:
    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PricesUnavailableError(f"ENTSO-E's answer is no XML ({type(error).__name__})") from None


def _is_day_ahead(element: Element) -> bool:
    sequence = _text(element, "classificationSequence_AttributeInstanceComponent.position", "1")
    return (
        _name(element) == "TimeSeries"
        and sequence == "1"
        and _text(element, "contract_MarketAgreement.type", "A01") == "A01"
    )


def _series(element: Element, currency: str) -> Iterator[tuple[timedelta, list[PricePoint]]]:
    """The resolution and the points of each period."""
    told = _text(element, "currency_Unit.name", _NONE)
    if told != currency:
        raise ValueError(f"its prices are in {told}, the zone's in {currency}")
    scale = _PER_KWH.get(_text(element, "price_Measure_Unit.name", _NONE))
    if scale is None:
        raise ValueError("its unit is no energy")
    repeats = _text(element, "curveType", _NONE) == _LEAVES_OUT_REPEATED
    for period in _children(element, "Period"):
        step = _resolution(period)
        yield step, list(_points(period, step, scale, currency, repeats))


def _resolution(period: Element) -> timedelta:
    found = _RESOLUTION.fullmatch(_text(period, "resolution", _NONE))
    if found is None or not int(found[1]):
        raise ValueError("its resolution is unknown")
    return timedelta(minutes=int(found[1]))


def _points(period: Element, step: timedelta, scale: Decimal, currency: str, repeats: bool) -> Iterator[PricePoint]:
    first, last = (_moment(_text(period, f"timeInterval/{name}", _NONE)) for name in ("start", "end"))
    told = sorted(
        (first + (int(_text(p, "position", _NONE)) - 1) * step, Decimal(_text(p, "price.amount", _NONE)) * scale)
        for p in _children(period, "Point")
    )
    nexts = [start for start, _ in told[1:]] + [last]
    for (start, price), next_one in zip(told, nexts, strict=True):
        if not first <= start < next_one:
            raise ValueError("its positions are not those of its interval")
        yield PricePoint(start, next_one if repeats else min(start + step, next_one), price, currency)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def _name(element: Element) -> str:
    """Without the namespace, whose version changes."""
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element if _name(child) == name]


def _text(element: Element, path: str, missing: str) -> str:
    for name in path.split("/"):
        element = next(iter(_children(element, name)), Element(_NONE))
    return (element.text or "").strip() or missing
