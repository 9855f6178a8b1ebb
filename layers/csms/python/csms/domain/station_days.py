"""What a station did on a day beside charging: its boots, and where its messages deviated from their schema."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class StationDay:
    """Of a UTC day. `site_id` is where it hung when it last wrote of it; `sequence` that of the newest change that is
    in it (ports.Change). `deviations` are counted by name."""

    station_key: str
    day: str
    site_id: str | None = None
    boots: tuple[str, ...] = ()
    deviations: Mapping[str, int] = field(default_factory=dict)
    sequence: int = 0
    version: int = 0

    @property
    def id(self) -> str:
        return f"station-day#{self.station_key}#{self.day}"

    @property
    def deviations_total(self) -> int:
        return sum(self.deviations.values())

    def after(
        self, sequence: int, site_id: str | None, boots: Iterable[str], deviations: Mapping[str, int]
    ) -> "StationDay":
        """With what a change has brought; as it is where that change is in it."""
        if sequence <= self.sequence:
            return self
        return replace(
            self,
            site_id=site_id,
            boots=tuple(sorted({*self.boots, *boots})),
            deviations=dict(Counter(self.deviations) + Counter(deviations)),
            sequence=sequence,
        )
