"""moto's DynamoDB without the wire: the same backend, called as a function.

A request through botocore and moto costs some 8 ms, most of it signing, serialising, copying whole tables
before each transaction, and asking abstract classes about the nodes of expressions that are always the same.
Thousands of sessions need it in one or two.
"""

import copy
import functools
import inspect
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore import xform_name
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto.core.exceptions import JsonRESTError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser  # type: ignore[attr-defined]
from moto.dynamodb.parsing.expressions import UpdateExpressionParser  # type: ignore[attr-defined]
from moto.dynamodb.responses import DynamoHandler

from tests.support.fast_expressions import traverse
from tests.support.streams import Journal

REGION = "eu-north-1"


def request(operation: str, parameters: dict[str, Any]) -> Any:
    """One DynamoDB request as `BaseClient._make_api_call` takes and answers it. Raises ClientError."""
    handler = DynamoHandler()
    handler.current_account, handler.region = DEFAULT_ACCOUNT_ID, REGION
    handler.params = handler.body = pickle.loads(pickle.dumps(parameters))
    try:
        return getattr(handler, xform_name(operation))().result
    except JsonRESTError as error:
        raise _client_error(error, operation) from None


@contextmanager
def fast_dynamodb(journal: Journal) -> Iterator[None]:
    """DynamoDB requests of every client go straight to the backend; transactions copy only what they touch.

    What is written to tables with a stream goes into the journal.
    """
    patches = (
        (BaseClient, "_make_api_call", _call(BaseClient._make_api_call)),  # type: ignore[attr-defined]
        (DynamoDBBackend, "transact_write_items", _write(DynamoDBBackend.transact_write_items, journal)),
        (Table, "query", _query(Table.query)),
        (StreamShard, "add", lambda shard, old, new: journal.add(shard, old, new)),
        (DepthFirstTraverser, "traverse_node_recursively", traverse),
        (UpdateExpressionParser, "make", functools.cache(UpdateExpressionParser.make)),
    )
    originals = [(owner, name, owner.__dict__[name]) for owner, name, _ in patches]
    for owner, name, fast in patches:
        setattr(owner, name, fast)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _call(original: Any) -> Any:
    def call(self: Any, operation: str, parameters: Any) -> Any:
        if self.meta.service_model.service_name == "dynamodb":
            return request(operation, parameters)
        return original(self, operation, parameters)

    return call


def _query(original: Any) -> Any:
    """moto sorts the whole table for each query: one of a partition needs only that. Nor does it refuse what DynamoDB
    refuses, a BETWEEN whose bounds are out of order."""

    def query(self: Table, hash_key: Any, *arguments: Any, **options: Any) -> Any:
        whole = self.items
        asked = inspect.signature(original).bind(self, hash_key, *arguments, **options).arguments
        if asked["range_comparison"] == "BETWEEN" and asked["range_objs"][1] < asked["range_objs"][0]:
            raise MockValidationException("The BETWEEN operator requires upper bound to be >= lower bound")
        if asked.get("index_name") is None:
            self.items = {hash_key: whole[hash_key]} if hash_key in whole else {}  # type: ignore[assignment]
        try:
            return original(self, hash_key, *arguments, **options)
        finally:
            self.items = whole

    return query


def _write(original: Any, journal: Journal) -> Any:
    def write(self: DynamoDBBackend, items: list[dict[str, Any]]) -> None:
        mark = journal.mark()
        if _conditions_hold(self, items) and _apply(self, items):
            return
        journal.take_back(mark)
        try:
            original(self, items)
        except Exception:
            journal.take_back(mark)
            raise

    return write


def _client_error(error: JsonRESTError, operation: str) -> ClientError:
    details = json.loads(error.description)
    message = details.get("Message") or details.get("message") or ""
    response: Any = {"Error": {"Code": details["__type"].split("#")[-1], "Message": message}}
    if "CancellationReasons" in details:
        response["CancellationReasons"] = details["CancellationReasons"]
    return ClientError(response, operation)


def _conditions_hold(backend: DynamoDBBackend, items: list[dict[str, Any]]) -> bool:
    for item in items:
        ((_, op),) = item.items()
        condition = op.get("ConditionExpression")
        names, values = op.get("ExpressionAttributeNames"), op.get("ExpressionAttributeValues")
        current = backend.get_item(op["TableName"], _key(backend, op))
        if condition and not get_filter_expression(condition, names, values).expr(current):
            return False
    return True


def _apply(backend: DynamoDBBackend, items: list[dict[str, Any]]) -> bool:
    """False, and everything as it was, where moto finds a fault: its own way then says which."""
    before = [(item, copy.deepcopy(_current(backend, item))) for item in items]
    try:
        for item in items:
            ((kind, op),) = item.items()
            names, values = op.get("ExpressionAttributeNames"), op.get("ExpressionAttributeValues")
            if kind == "Put":
                backend.put_item(op["TableName"], op["Item"])
            elif kind == "Delete":
                backend.delete_item(op["TableName"], op["Key"], names, values, None)
            elif kind == "Update":
                backend.update_item(op["TableName"], op["Key"], op["UpdateExpression"], names, values)
    except Exception:
        for item, known in before:
            _restore(backend, item, known)
        return False
    return True


def _current(backend: DynamoDBBackend, item: dict[str, Any]) -> Any:
    ((_, op),) = item.items()
    return backend.get_item(op["TableName"], _key(backend, op))


def _restore(backend: DynamoDBBackend, item: dict[str, Any], known: Any) -> None:
    ((_, op),) = item.items()
    if known is None:
        backend.delete_item(op["TableName"], _key(backend, op), None, None, None)
    else:
        backend.put_item(op["TableName"], known.to_json()["Attributes"])


def _key(backend: DynamoDBBackend, op: dict[str, Any]) -> dict[str, Any]:
    if "Key" in op:
        return dict(op["Key"])
    table = backend.get_table(op["TableName"])
    names = [table.hash_key_attr, *([table.range_key_attr] if table.range_key_attr else [])]
    return {name: op["Item"][name] for name in names}
