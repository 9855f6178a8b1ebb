"""What the numbers of a site say of its connection, and of what is booked on it."""

from collections.abc import Iterator

from csms.domain.usage.amounts import HOUR_S
from csms.domain.usage.binding import Holder, binding
from csms.domain.usage.facts import FEWEST_SESSIONS, Facts, Finding, counted
from csms.domain.usage.load import power_of_w, unhindered_peak_w

LIMITED_SHARE = 0.01
LARGE_SHARE = 0.5
LARGER = 1.25
_WORDS = {
    Holder.CONNECTION: "the connection itself",
    Holder.BOOKED: "the booked schedules",
    Holder.BUILDING: "the building's own load",
}


def limited(facts: Facts) -> Iterator[Finding]:
    """The cars wanted more than was left for them in LIMITED_SHARE or more of the time."""
    made = binding(facts.history, facts.limits)
    if made.limited_s < LIMITED_SHARE * facts.history.span.lasts_s:
        return
    held = [
        f"{_WORDS[holder]} for {lasted_s / HOUR_S:,.1f} h" for holder, lasted_s in made.held_by_s.items() if lasted_s
    ]
    larger, told = _larger(facts)
    yield Finding(
        "limit_binds",
        f"{counted(made.times, 'time')}, for {made.limited_s / HOUR_S:,.1f} hours in all, the cars wanted more than "
        f"the limit left for them, and {made.held_back_wh / 1000:,.1f} kWh had to wait. "
        f"It was {', '.join(held)}.{told}",
        {"times": made.times, "limited_s": made.limited_s, "held_back_wh": round(made.held_back_wh, 3),
         **{f"{holder}_s": lasted_s for holder, lasted_s in made.held_by_s.items()}, **larger},
    )  # fmt: skip


def _larger(facts: Facts) -> tuple[dict[str, float], str]:
    """What a connection LARGER times the size would have meant, all else as it was."""
    if facts.limit_a is None:
        return {}, ""
    size_a = round(LARGER * facts.limit_a, 1)
    limited_s = binding(facts.history, facts.limits, size_a).limited_s
    text = f" With {size_a:g} A instead of {facts.limit_a:g} A it would have been {limited_s / HOUR_S:,.1f} hours."
    return {"larger_limit_a": size_a, "larger_limited_s": limited_s}, text


def too_large(facts: Facts) -> Iterator[Finding]:
    """Even unhindered the cars would never have taken more than LARGE_SHARE of the connection."""
    peak_w, limit_w = unhindered_peak_w(facts.history), power_of_w(facts.limit_a or 0.0)
    if limit_w and facts.sessions >= FEWEST_SESSIONS and peak_w <= LARGE_SHARE * limit_w:
        yield Finding(
            "connection_unused",
            f"The cars never wanted more than {peak_w / 1000:,.1f} kW at a time, {peak_w / limit_w:.0%} of the "
            f"connection's {limit_w / 1000:,.1f} kW.",
            {"unhindered_peak_w": round(peak_w, 3), "limit_w": limit_w},
        )
