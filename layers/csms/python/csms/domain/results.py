"""What the end of a command means to an operator, in words that are the same for every version and message."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`LATER`: agreed to, and not in force yet. `PARTLY`: some of the items that the command named.

    `UNKNOWN_TARGET`: the station does not know the thing that the command is about. `OUT_OF_STEP`: the station's
    state is another than the command assumed. `OPEN`: nobody knows, for the station has not answered.
    """

    DONE = "done"
    LATER = "later"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_POSSIBLE_NOW = "not_possible_now"
    NOT_SUPPORTED = "not_supported"
    UNKNOWN_TARGET = "unknown_target"
    OUT_OF_STEP = "out_of_step"
    FAILED = "failed"
    OPEN = "open"
    NOT_SENT = "not_sent"


@dataclass(frozen=True)
class Result:
    """`status` is the station's own word, where it said one."""

    verdict: Verdict
    meaning: str
    status: str | None = None
