"""An EVSE that draws more than its station has accepted: seen in a reading, sure once it lasts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock

LASTS = timedelta(minutes=3)
"""From this long on it is no car that was slow to follow, and no meter that was late."""
_TOLERANCE_A, _TOLERANCE_SHARE = 1.0, 0.05
_AS_IF_FREE = 0.9


class DeviationKind(StrEnum):
    """`ignores_profile`: it draws nearly all that the EVSE can give, or draws where it was to pause."""

    EXCEEDS = "exceeds_profile"
    IGNORES = "ignores_profile"


@dataclass(frozen=True)
class Deviation:
    """`measured_a` was read at `seen_at`, when no more than `allowed_a` was; the first such reading at `since`.

    `lasts` from the second on that is `LASTS` later: then the plan counts with what is drawn. `check` is the command
    that asked the station for its own composite schedule.
    """

    kind: DeviationKind
    since: datetime
    seen_at: datetime
    measured_a: float
    allowed_a: float
    lasts: bool = False
    check: str | None = None

    def to_dict(self) -> dict[str, Any]:
        times = {"since": clock.to_text(self.since), "seen_at": clock.to_text(self.seen_at)}
        return {**self.__dict__, **times, "kind": self.kind.value}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        since, seen_at = (clock.parse_stored(members[name]) for name in ("since", "seen_at"))
        return cls(**{**members, "kind": DeviationKind(members["kind"]), "since": since, "seen_at": seen_at})


def observe(
    previous: Deviation | None, measured_a: float, measured_at: datetime, allowed_a: float, most_a: float
) -> Deviation | None:
    """What a reading says; a reading that is known already says nothing new. `most_a` is what the EVSE can give."""
    if previous is not None and measured_at <= previous.seen_at:
        return previous
    if measured_a <= allowed_a + max(_TOLERANCE_A, _TOLERANCE_SHARE * allowed_a):
        return None
    freely = allowed_a == 0 or measured_a >= _AS_IF_FREE * most_a
    kind = DeviationKind.IGNORES if freely else DeviationKind.EXCEEDS
    seen = previous or Deviation(kind, measured_at, measured_at, measured_a, allowed_a)
    return replace(
        seen,
        kind=kind,
        seen_at=measured_at,
        measured_a=measured_a,
        allowed_a=allowed_a,
        lasts=seen.lasts or measured_at - seen.since >= LASTS,
    )
