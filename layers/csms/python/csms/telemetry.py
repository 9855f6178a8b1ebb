"""Logs that name no identity, token, key or password: not even in the words of an exception."""

import traceback
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

# Their texts speak of requests and limits. Ours, and pydantic's, may quote what a caller or a station has sent.
_OUTSPOKEN = ("botocore", "pynamodb", "urllib3")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(LambdaPowertoolsFormatter):
    """Of an exception it tells where it came from and its kind; its text only where that quotes nobody."""

    def formatException(self, ei: _ExcInfo) -> str:
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines = [*traceback.format_tb(error.__traceback__), _name(error), *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(line.rstrip() for line in lines)


def make_logger(function: str) -> Logger:
    """The logger of a function, by the name of its package."""
    return Logger(service=function, logger_formatter=DiscreetFormatter(serialize_stacktrace=False))


def _name(error: BaseException) -> str:
    kind: Any = type(error)
    outspoken = kind.__module__.partition(".")[0] in _OUTSPOKEN
    return f"{kind.__module__}.{kind.__qualname__}" + (f": {error}" if outspoken else "")
