"""Whether a site's cars stay as long as is said of them: a departure is a guess, its driver's own too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

_MARGIN = timedelta(minutes=15)
_REMEMBERED = 200.0


@dataclass(frozen=True)
class Punctuality:
    """Of so many `cars` that have left, so many left `early`: before the time that was said, by more than a margin.

    Begins as if of five cars half a one had. The last 200 or so count.
    """

    cars: float = 5.0
    early: float = 0.5

    @property
    def early_share(self) -> float:
        return self.early / self.cars

    def seen(self, departures: Iterable[datetime], now: datetime) -> Self:
        """With the cars that are gone by `now`, and until when they were to stay."""
        early = [departure - now > _MARGIN for departure in departures]
        kept = min(1.0, _REMEMBERED / (self.cars + len(early)))
        return type(self)((self.cars + len(early)) * kept, (self.early + sum(early)) * kept)
