"""Series of prices as operators send them: JSON or CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from csms.domain.errors import InvalidError
from csms.domain.prices import PricePoint
from operator_api.fields import Body, Currency

_COLUMNS = {"start", "end", "price"}
_SCALE = {"kWh": 0, "MWh": -3}
_TIME = WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-29T01:00:00+01:00"]})
_EXAMPLES: list[Any] = [
    {
        "currency": "SEK",
        "unit": "MWh",
        "resolution_minutes": 15,
        "prices": [{"start": "2026-03-29T00:00:00+01:00", "price": "512.37"}],
    },
    {"currency": "EUR", "csv": "start,end,price\n2026-03-29T00:00+01:00,2026-03-29T01:00+01:00,0.05123\n"},
]


def _exact(text: str) -> str:
    """A price's time says its offset: a local one means two hours where the clock goes back."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("must be an RFC 3339 time such as 2026-03-29T01:00:00+01:00") from None
    if moment.tzinfo is None:
        raise ValueError("must say its offset from UTC: Z, or such as +01:00")
    if not 2000 <= moment.year <= 2200:
        raise ValueError("must be between 2000 and 2200")
    return text.strip()


ExactTime = Annotated[str, Field(max_length=40), AfterValidator(_exact), _TIME]
_NUMBER = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "examples": ["0.51237"]})
Price = Annotated[Decimal, Field(max_digits=25), _NUMBER]


class PriceBody(Body):
    """`end` is left out where the series has one resolution."""

    start: ExactTime
    end: ExactTime | None = None
    price: Price


class SeriesBody(Body):
    """`prices` or `csv`: a text with the columns `start`, `end` (may be missing) and `price`, separated by commas, or
    by semicolons with decimal commas. A body of the type text/csv is such a text by itself."""

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    currency: Currency | None = None
    unit: Literal["kWh", "MWh"] = "kWh"
    resolution_minutes: Annotated[int, Field(ge=1, le=1440, description="How long a price without `end` holds.")] = 60
    prices: Annotated[tuple[PriceBody, ...], Field(max_length=20_000)] = ()
    csv: Annotated[str, Field(max_length=5_000_000)] | None = None


def points_of(body: SeriesBody, currency: str) -> tuple[list[PricePoint], list[str]]:
    """The points, and what the caller calls each. Raises InvalidError naming the line of a CSV (`csv.3.price`)."""
    named = [(f"prices.{number}", price) for number, price in enumerate(body.prices)]
    if body.csv is not None:
        named += _lines(body.csv)
    return [_point(price, body, currency) for _, price in named], [name for name, _ in named]


def _point(price: PriceBody, body: SeriesBody, currency: str) -> PricePoint:
    start = datetime.fromisoformat(price.start).astimezone(UTC)
    end = datetime.fromisoformat(price.end).astimezone(UTC) if price.end else None
    held = end or start + timedelta(minutes=body.resolution_minutes)
    scaled = price.price.scaleb(_SCALE[body.unit]) if price.price.is_finite() else price.price
    return PricePoint(start, held, scaled, currency)


def _lines(text: str) -> Iterator[tuple[str, PriceBody]]:
    text = text.removeprefix("\ufeff")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    try:
        rows.fieldnames = _columns(rows.fieldnames or ())
        for row in rows:
            yield f"csv.{rows.line_num}", _row(row, rows.line_num, delimiter)
    except csv.Error as error:
        broken = rows.line_num + 1
        raise InvalidError(f"line {broken}: {error}", f"csv.{broken}") from None


def _columns(names: Sequence[str]) -> list[str]:
    columns = [name.strip().lower() for name in names]
    if not {"start", "price"} <= set(columns) or len(set(columns)) < len(columns):
        raise InvalidError("the first line names the columns start, end and price", "csv.1")
    return columns


def _row(row: dict[str, Any], line: int, delimiter: str) -> PriceBody:
    members = {name: (row[name] or "").strip() or None for name in _COLUMNS & row.keys()}
    if delimiter == ";" and members["price"]:
        members["price"] = members["price"].replace(",", ".")
    try:
        return PriceBody.model_validate(members)
    except ValidationError as error:
        [first, *_] = error.errors()
        member = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise InvalidError(f"line {line}: {said}", f"csv.{line}.{member}") from None
