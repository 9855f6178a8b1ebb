"""A cursor of another list: DynamoDB itself says so, which the emulators do not."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import QueryError

from csms.adapters.dynamodb.models import StationItem
from csms.adapters.dynamodb.paging import read_page
from csms.domain.errors import InvalidError


class Refused:
    """A query that DynamoDB refuses."""

    def __init__(self, last_evaluated_key: dict[str, Any] | None) -> None:
        self.last_evaluated_key = last_evaluated_key

    def __iter__(self) -> Iterator[Any]:
        cause = ClientError({"Error": {"Code": "ValidationException", "Message": "invalid starting key"}}, "Query")
        raise QueryError(cause=cause)


def shown(row: StationItem) -> str:
    return str(row.key)


def test_a_key_that_dynamodb_refuses_is_the_callers_cursor() -> None:
    with pytest.raises(InvalidError) as refused:
        read_page(Refused({"key": {"S": "x"}}), shown)
    assert refused.value.field == "cursor"


def test_without_a_cursor_it_is_our_fault() -> None:
    with pytest.raises(QueryError):
        read_page(Refused(None), shown)
