"""Which stations need somebody's attention first, by what has gone wrong in the weeks that are looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from csms.domain.usage.amounts import HOUR_S, Amounts, merged


@dataclass(frozen=True)
class Trouble:
    """Of one station: outages by their beginnings, `deviant_days` those on which messages deviated."""

    station_key: str
    out_of_order_s: int
    faults: int
    silences: int
    reboots: int
    deviant_days: int

    @property
    def score(self) -> float:
        """An hour out of order, a fault or a silence weighs as much as two boots or as four days with deviations."""
        lost = self.out_of_order_s / HOUR_S + self.faults + self.silences
        return lost + self.reboots / 2 + self.deviant_days / 4


def ranked(items: Iterable[tuple[str, Amounts]]) -> list[Trouble]:
    """The worst first. `items`: (`monday#station_key`, sums), as amounts.troubles has them."""
    parts: dict[str, list[Amounts]] = {}
    for period, sums in items:
        parts.setdefault(period.partition("#")[2], []).append(sums)
    found = (_trouble(key, merged(sums)) for key, sums in parts.items())
    return sorted(found, key=lambda trouble: (-trouble.score, trouble.station_key))


def _trouble(station_key: str, sums: Amounts) -> Trouble:
    return Trouble(station_key, *(sums.get(name, 0) for name in ("x0", "f0", "q0", "k0", "d0")))
