"""The highest mean power of a quarter of an hour in a calendar month, as a demand charge counts it."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from csms.domain import clock

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class QuarterPeak:
    """`peak_w` of the quarters of `month` that are over. `energy_wh` flowed since the quarter of `seen_at` began, when
    `power_w` was drawn; `seen_at` None: nobody has looked yet."""

    month: str = ""
    peak_w: float = 0.0
    seen_at: datetime | None = None
    power_w: float = 0.0
    energy_wh: float = 0.0

    def seen(self, power_w: float, local: datetime, metered_w: float = 0.0) -> Self:
        """`local` is now, on the site's clock: with its month a new peak begins. `metered_w` is this month's peak as
        the sums of usage have it. A power counts until the next look; quarters that nobody looked at do not count."""
        month, now = f"{local:%Y-%m}", local.astimezone(UTC)
        begins = _quarter(now)
        peak_w = max(self.peak_w, self._over_w(begins)) if month == self.month else 0.0
        known = replace(self, month=month, peak_w=max(peak_w, metered_w), seen_at=now, power_w=power_w)
        if self.seen_at is not None and self.seen_at >= begins:
            return replace(known, energy_wh=self.energy_wh + self.power_w * ((now - self.seen_at) / _HOUR))
        return replace(known, energy_wh=power_w * ((now - begins) / _HOUR))

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "seen_at": clock.to_text(self.seen_at) if self.seen_at else None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        seen_at = members.get("seen_at")
        return cls(**{**members, "seen_at": clock.parse_stored(seen_at) if seen_at else None})

    def _over_w(self, begins: datetime) -> float:
        """The mean power of the quarter that was looked at last, where it is over by `begins`; else 0."""
        if self.seen_at is None or (ends := _quarter(self.seen_at) + _QUARTER) > begins:
            return 0.0
        return (self.energy_wh + self.power_w * ((ends - self.seen_at) / _HOUR)) / (_QUARTER / _HOUR)


def _quarter(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % _QUARTER.total_seconds())
