"""What a site's connection had to carry: its peak, its load-duration curve, and what another size would have done."""

from collections.abc import Sequence
from dataclasses import dataclass

from csms.domain.power import AC_PHASES, NOMINAL_V
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.history import History

# Per cent of the time for which the load is at least so high.
DURATIONS_PERCENT = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


@dataclass(frozen=True)
class Peak:
    """The quarter of an hour with the most energy, from `start_s`; `power_w` is its mean."""

    start_s: int
    power_w: float


@dataclass(frozen=True)
class Connection:
    """What a connection of `limit_w` would have meant for the demand of the span: for how long and by how much energy
    the cars that were there wanted more than it carries, and how many times that began."""

    limit_w: float
    times: int
    limited_s: int
    held_back_wh: float


def peak(found: History) -> Peak | None:
    """The earliest of the highest; None where nothing was charged."""
    powers = found.power_w()
    if not powers:
        return None
    slot = min(powers, key=lambda slot: (-powers[slot], slot))
    return Peak(slot * QUARTER_S, powers[slot])


def load_duration(found: History) -> list[tuple[float, float]]:
    """(per cent of the time, W that are reached or passed for so long), from 0: the peak itself."""
    ordered = sorted(found.power_w().values(), reverse=True)
    quarters = found.span.lasts_s // QUARTER_S
    top = [(0.0, ordered[0] if ordered else 0.0)]
    return top + [(percent, _at_rank(ordered, quarters * percent / 100)) for percent in DURATIONS_PERCENT]


def above_s(found: History, limit_w: float) -> int:
    """For how long the load was above."""
    return sum(power_w > limit_w for power_w in found.power_w().values()) * QUARTER_S


def connection(found: History, limit_w: float) -> Connection:
    """By the demand as it would have been without any limit: each car at the most power that it showed, from its
    arrival on. What is held back is charged later, which may push other cars: so it is the least that it would do."""
    over = {slot: power_w - limit_w for slot, power_w in found.power_w("w").items() if power_w > limit_w}
    times = sum(slot - 1 not in over for slot in over)
    return Connection(limit_w, times, len(over) * QUARTER_S, sum(over.values()) * QUARTER_S / 3600)


def unhindered_peak_w(found: History) -> float:
    """The smallest connection that would have held nobody back."""
    return max(found.power_w("w").values(), default=0.0)


def power_of_w(limit_a: float) -> float:
    """Of a three-phase connection of `limit_a` per phase, at 230 V."""
    return limit_a * NOMINAL_V * AC_PHASES


def _at_rank(ordered: Sequence[float], rank: float) -> float:
    """`ordered` from the highest, followed by quarters without any load."""
    place = max(int(-(-rank // 1)) - 1, 0)
    return ordered[place] if place < len(ordered) else 0.0
