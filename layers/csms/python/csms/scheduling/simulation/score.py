"""What came of a replay: energy, sessions that got theirs, the load and its price, and who lost what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Self

from csms.domain import clock
from csms.scheduling.simulation.guest import STEP
from csms.scheduling.simulation.past import PastSession

_FULL = 0.99
_NAMED = 50
_STEPS_PER_HOUR = round(timedelta(hours=1) / STEP)


@dataclass(frozen=True)
class Period:
    """`count` steps from `first`; `months` are the indexes of those with which a billing month begins, 0 always.

    `net_w`: what the building draws in each step beyond its own solar power, below 0 what of that is left over; empty
    where it draws nothing.
    """

    first: datetime
    count: int
    months: tuple[int, ...] = (0,)
    net_w: tuple[float, ...] = ()

    def start(self, index: int) -> datetime:
        return self.first + index * STEP

    def month_of(self, index: int) -> int:
        """The first step of the billing month that a step belongs to."""
        return max(month for month in self.months if month <= index)

    @property
    def month_spans(self) -> list[tuple[int, int]]:
        """The first step of each billing month and the one after its last."""
        return list(pairwise((*self.months, self.count)))

    def building_peak_w(self, begin: int, end: int) -> float:
        return max((0.0, *self.net_w[begin:end]))


@dataclass(frozen=True)
class Loss:
    """A session that got less than it wanted."""

    session_id: str
    station_key: str
    evse: int
    arrival: str
    wanted_wh: float
    missing_wh: float


@dataclass
class Score:
    """Sums over the sessions of one variant that have left, and `load_wh`, the energy of each step.

    `shares` counts the sessions by the percent of their energy that they got, 0 to 100, rounded down; `losses`
    names the fifty that miss most.
    """

    load_wh: list[float]
    sessions: int = 0
    full: int = 0
    wanted_wh: float = 0.0
    delivered_wh: float = 0.0
    shares: list[int] = field(default_factory=lambda: [0] * 101)
    losses: list[Loss] = field(default_factory=list)

    def close(self, session: PastSession, delivered_wh: float) -> None:
        """A car has left."""
        share = min(delivered_wh / session.energy_wh, 1.0) if session.energy_wh > 0 else 1.0
        self.sessions += 1
        self.full += share >= _FULL
        self.shares[int(share * 100 + 0.01)] += 1
        self.wanted_wh += session.energy_wh
        self.delivered_wh += delivered_wh
        if share < _FULL:
            self.losses = sorted([*self.losses, _loss(session, delivered_wh)], key=lambda loss: -loss.missing_wh)
            del self.losses[_NAMED:]

    @property
    def worst_percent(self) -> int:
        """The percent of its energy that the fifth worst of a hundred sessions got."""
        rank, seen = 0.05 * self.sessions, 0
        for percent, count in enumerate(self.shares):
            seen += count
            if count and seen >= rank:
                return percent
        return 100

    def peak_w(self, period: Period, begin: int, end: int) -> float:
        """The highest mean power from the grid, for cars and building, of the steps from `begin` to before `end`."""
        load_w = [wh * _STEPS_PER_HOUR for wh in self.load_wh[begin:end]]
        if not period.net_w:
            return max(load_w, default=0.0)
        together = (cars_w + net_w for cars_w, net_w in zip(load_w, period.net_w[begin:end], strict=True))
        return max(0.0, max(together, default=0.0))

    def added_peaks_w(self, period: Period) -> list[float]:
        """By how much the cars raise the highest power of each billing month."""
        return [self.peak_w(period, *span) - period.building_peak_w(*span) for span in period.month_spans]

    def own_solar_wh(self, period: Period) -> list[float]:
        """What the cars took in each step of the solar power that was left over; empty where there was none."""
        left_wh = (max(0.0, -net_w) / _STEPS_PER_HOUR for net_w in period.net_w)
        return [min(wh, left) for wh, left in zip(self.load_wh, left_wh, strict=False)]

    def energy_cost(self, period: Period, price_per_kwh: Sequence[float]) -> float:
        """Of what came from the grid, with a price for every step."""
        own_wh = self.own_solar_wh(period) or [0.0] * len(self.load_wh)
        steps = zip(self.load_wh, own_wh, price_per_kwh, strict=True)
        return sum((wh - own) * price for wh, own, price in steps) / 1000

    def hourly_w(self) -> list[float]:
        """The mean power of each hour from the first step."""
        hours = range(0, len(self.load_wh), _STEPS_PER_HOUR)
        return [round(sum(self.load_wh[index : index + _STEPS_PER_HOUR]), 1) for index in hours]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"load_wh": [round(wh, 1) for wh in self.load_wh]}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**{**members, "losses": [Loss(**loss) for loss in members["losses"]]})


def _loss(session: PastSession, delivered_wh: float) -> Loss:
    station_key, evse = session.evse
    missing_wh = round(session.energy_wh - delivered_wh, 1)
    return Loss(session.id, station_key, evse, clock.to_text(session.arrival), session.energy_wh, missing_wh)
