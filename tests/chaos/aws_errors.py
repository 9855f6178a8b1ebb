"""AWS's refusals as botocore raises them."""

from typing import Any

from botocore.exceptions import ClientError


def database_error(throttled: bool, operation: str) -> ClientError:
    if throttled:
        return refusal(operation, "ProvisionedThroughputExceededException", 400)
    return refusal(operation, "InternalServerError", 500)


def conflict(operation: str, parameters: Any) -> ClientError:
    if operation != "TransactWriteItems":
        return refusal(operation, "TransactionConflictException", 400)
    reasons: list[Any] = [{"Code": "None"} for _ in parameters["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    error = refusal(operation, "TransactionCanceledException", 400)
    error.response["CancellationReasons"] = reasons
    return error


def refusal(operation: str, code: str, status: int) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, operation)
