"""Findings are told from their thresholds on, each with its numbers."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csms.domain.site_limits import LimitParts
from csms.domain.usage.facts import Facts
from csms.domain.usage.findings import findings
from csms.domain.usage.history import Span, history
from csms.domain.usage.limits import LimitHistory

SPAN = Span.of(datetime.fromisoformat("2026-03-02T00:00+00:00"), datetime.fromisoformat("2026-03-03T00:00+00:00"))
# 24 sessions; each hour a connector is occupied, half of the time charging; evenly 1 kW.
QUIET = {f"{letter}{hour}": value for hour in range(24) for letter, value in (("o", 3600), ("c", 2700), ("s", 1))}
QUIET |= {f"{letter}{quarter}": 250_000 for quarter in range(96) for letter in "ew"}


# 1.9 kW, of which from 12:00 on the building takes 0.5.
TWO_LIMITS = LimitHistory(((SPAN.start_s + 12 * 3600, LimitParts(2.75, None, 0.75)),), LimitParts(2.75))


def found(sums: dict[str, int], shapes: dict[str, int] | None = None, **members: Any) -> dict[str, Any]:
    limits = LimitHistory((), LimitParts(members.get("limit_a")))
    facts = {"limit_a": 2.75, "limits": limits, "connectors": 2, "unused": (), **members}
    made = history(SPAN, [("2026-03-02", QUIET | sums)])
    return {f.kind: f for f in findings(Facts(made, shapes or {}, ZoneInfo("Europe/Stockholm"), **facts))}


def test_a_site_without_anything_to_tell_tells_nothing() -> None:
    assert found({}) == {}


@pytest.mark.parametrize(
    ("kind", "sums", "shapes", "members", "text"),
    [
        ("idle_share", {f"c{hour}": 900 for hour in range(24)}, {}, {},
         "Cars were plugged in for 24 hours and charged in 6 of them: 75% of the time they only stood there."),
        ("unmet_demand", {"u3": 2_000_000}, {}, {},
         "Sessions ended 2.0 kWh short of what was asked for, beside 24.0 kWh that were delivered."),
        ("limit_binds", {"w40": 1_000_000, "w41": 1_000_000, "w60": 400_000}, {}, {"limits": TWO_LIMITS},
         "2 times, for 0.8 hours in all, the cars wanted more than the limit left for them, and 1.1 kWh had to wait. "
         "It was the connection itself for 0.5 h, the building's own load for 0.2 h. With 3.4 A instead of 2.75 A it "
         "would have been 0.5 hours."),
        ("limit_binds", {"w40": 1_000_000}, {}, {"limits": LimitHistory((), LimitParts(2.75))},
         "1 time, for 0.2 hours in all, the cars wanted more than the limit left for them, and 0.5 kWh had to wait. "
         "It was the connection itself for 0.2 h. With 3.4 A instead of 2.75 A it would have been 0.2 hours."),
        ("connection_unused", {}, {}, {"limit_a": 5.8},
         "The cars never wanted more than 1.0 kW at a time, 25% of the connection's 4.0 kW."),
        ("full_hours", {f"e{quarter}": 2_000_000 for quarter in range(28, 44)}, {}, {},
         "61% of the energy is charged between 08:00 and 12:00."),
        ("full_hours", {f"e{quarter}": 0 for quarter in range(96)} | {"e28": 9_960_000, "e60": 40_000}, {}, {},
         "99% of the energy is charged between 05:00 and 09:00."),
        ("could_charge_later", {}, {"n0": 40, "i4": 6, "i6": 5}, {},
         "11 of 40 sessions stood for over an hour with nothing to charge: they could have charged when power was "
         "cheaper, and still left with the same energy."),
        ("unused_connectors", {}, {}, {"unused": ("CP-1 2/1",)},
         "1 of 2 connectors were not used at all: CP-1 2/1."),
        ("out_of_order", {"x5": 3600, "f5": 2}, {}, {},
         "Connectors were out of order for 1.0 hours, 2.1% of their time, with 2 faults."),
    ],
)  # fmt: skip
def test_a_finding_says_what_was_found(
    kind: str, sums: dict[str, int], shapes: dict[str, int], members: dict[str, Any], text: str
) -> None:
    made = found(sums, shapes, **members)
    assert made[kind].text == text
    assert made[kind].numbers


def test_habits_need_some_sessions() -> None:
    few = {f"s{hour}": 0 for hour in range(10)} | {f"c{hour}": 0 for hour in range(24)}
    assert "idle_share" not in found(few)
