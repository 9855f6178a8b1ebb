"""What members of requests and answers are made of."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Header, Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from csms.application import ports
from csms.domain import clock
from csms.domain.errors import InvalidError

Item = TypeVar("Item")


def _stored_time(text: str) -> str:
    found = clock.parse(text)
    if found is None or not text[10:11]:
        raise ValueError("must be an RFC 3339 time such as 2026-03-01T12:00:00Z")
    return clock.to_text(found)


_TIME = WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-01T12:00:00Z"]})

Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"\S")]
PathName = Annotated[str, BeforeValidator(unquote), StringConstraints(min_length=1, max_length=255, pattern=r"\S")]
Time = Annotated[str, StringConstraints(max_length=40), AfterValidator(_stored_time), _TIME]
ShownTime = Annotated[str, _TIME]
Number = Annotated[float, Field(allow_inf_nan=False)]
Natural = Annotated[int, Field(ge=0, le=2**31 - 1)]
Currency = Annotated[str, Field(description="ISO 4217, such as SEK.", pattern=r"^[A-Z]{3}$")]
Positive = Annotated[int, Field(ge=1, le=2**31 - 1)]

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
Cursor = Annotated[str | None, Query(max_length=4000, description="The `next_cursor` of the page before.")]
Prefer = Annotated[
    str | None,
    Header(alias="Prefer", max_length=200, description="`wait=N` waits up to N (at most 25) seconds for the outcome."),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="The same key makes the same command, however often the request is sent.",
    ),
]
DEFAULT_LIMIT = 50


class Body(BaseModel):
    """A request: unknown members are refused; null counts as absent, but where it says `takes_null`."""

    model_config = ConfigDict(extra="forbid")
    takes_null: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, members: Any) -> Any:
        if not isinstance(members, dict):
            return members
        return {name: value for name, value in members.items() if value is not None or name in cls.takes_null}


class Page(BaseModel, Generic[Item]):
    """Newest first, unless said otherwise; `next_cursor` is null on the last page."""

    items: list[Item]
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: ports.Page[Any], shown: Callable[[Any], Item]) -> Self:
        return cls(items=[shown(item) for item in found.items], next_cursor=found.next_cursor)


def moment(text: str, field: str) -> datetime:
    """Of a time that is counted from. Raises InvalidError naming `field` where no calendar goes on from it."""
    return clock.countable(clock.parse_stored(text), field)


def in_order(first: str | None, last: str | None) -> None:
    """Raises InvalidError naming `to` where it is before `from`."""
    if first and last and last < first:
        raise InvalidError("must not be before from", "to")


def slice_page(items: list[Item], limit: int, cursor: str | None) -> ports.Page[Item]:
    """A page of a list that is in memory as a whole; its cursors are positions."""
    start = int(cursor) if cursor and cursor.isdecimal() else 0
    if cursor and not cursor.isdecimal():
        raise InvalidError("the cursor is not one that this list has given", "cursor")
    end = start + limit
    return ports.Page(items[start:end], str(end) if end < len(items) else None)
