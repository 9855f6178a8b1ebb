"""What is known of a site, and what may be found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from csms.domain.site_limits import LimitParts
from csms.domain.station_ranking import Trouble
from csms.domain.usage.amounts import Amounts
from csms.domain.usage.history import History
from csms.domain.usage.limits import LimitHistory

# Fewer sessions say little about habits.
FEWEST_SESSIONS = 20
NO_LIMITS = LimitHistory((), LimitParts())


@dataclass(frozen=True)
class Finding:
    """`kind` is for programs, `text` for people."""

    kind: str
    text: str
    numbers: Mapping[str, float | str]


@dataclass(frozen=True)
class Facts:
    """All that is known of a span, of a site or of the operator, who has no limits. `limit_a` is the site's own of
    today, `unused` are connectors without a session, `connectors` is how many there are; `troubled` are (identity,
    trouble) of stations, the worst first."""

    history: History
    shapes: Amounts
    zone: ZoneInfo
    connectors: int
    limit_a: float | None = None
    limits: LimitHistory = NO_LIMITS
    unused: tuple[str, ...] = ()
    troubled: tuple[tuple[str, Trouble], ...] = ()

    @property
    def sessions(self) -> int:
        return self.history.total("s")


def counted(count: int, what: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
