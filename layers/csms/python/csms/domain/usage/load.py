"""What a connection had to carry: its peak and its load-duration curve."""

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
