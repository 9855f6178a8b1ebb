"""What is known of a site, and what may be found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from csms.domain.station_ranking import Trouble
from csms.domain.usage.amounts import Amounts
from csms.domain.usage.history import History
from csms.domain.usage.limits import LimitHistory

# Fewer sessions say little about habits.
FEWEST_SESSIONS = 20


@dataclass(frozen=True)
class Finding:
    """`kind` is for programs, `text` for people."""

    kind: str
    text: str
    numbers: Mapping[str, float | str]


@dataclass(frozen=True)
class Facts:
    """All that is known of a site and a span. `limit_a` is its own limit of today, `unused` are connectors without a
    session, `connectors` is how many there are; `troubled` are (identity, trouble) of stations, the worst first."""

    history: History
    shapes: Amounts
    zone: ZoneInfo
    limit_a: float | None
    limits: LimitHistory
    connectors: int
    unused: tuple[str, ...]
    troubled: tuple[tuple[str, Trouble], ...] = ()

    @property
    def sessions(self) -> int:
        return self.history.total("s")
