"""One run of a Lambda function, and what became of it."""

from dataclasses import dataclass
from typing import Any

from tests.chaos.faults import Fault


@dataclass
class Invocation:
    name: str
    fault: Fault | None
    immune: bool
    dead: bool = False


@dataclass
class Outcome:
    """What API Gateway or SQS sees: a value, an exception out of the handler, or nothing any more."""

    value: Any = None
    raised: Exception | None = None
    killed: bool = False

    @property
    def died(self) -> bool:
        return self.killed or self.raised is not None
