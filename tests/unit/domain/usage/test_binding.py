"""What held cars back, quarter by quarter."""

from datetime import UTC, datetime

import pytest

from csms.domain.site_limits import LimitParts
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.binding import Holder, above_s, binding, left_w
from csms.domain.usage.history import History, Span, history
from csms.domain.usage.limits import LimitHistory
from csms.domain.usage.load import power_of_w

START_S = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())


def quarters(letter: str, *amps: float) -> History:
    """So many A per phase on three phases in each quarter of an hour from midnight on."""
    sums = {f"{letter}{number}": round(power_of_w(current_a) * 250) for number, current_a in enumerate(amps)}
    return history(Span(START_S, START_S + 36_000), [("2026-03-01", sums)])


def limits(*changes: tuple[int, LimitParts]) -> LimitHistory:
    """Changes by minute from midnight on; 16 A before."""
    return LimitHistory(tuple((START_S + minute * 60, parts) for minute, parts in changes), LimitParts(16))


def test_what_is_above_the_limit_is_held_back() -> None:
    made = binding(quarters("w", 10, 20, 18, 0, 30), limits())
    assert (made.times, made.limited_s) == (2, 3 * QUARTER_S)
    assert made.held_back_wh == pytest.approx(power_of_w(4 + 2 + 14) / 4)
    assert binding(quarters("w", 16), limits()).times == 0


def test_each_quarter_is_held_by_the_first_that_was_too_little() -> None:
    known = limits((15, LimitParts(40, 16)), (30, LimitParts(40, 32, 20)), (45, LimitParts(None)))
    made = binding(quarters("w", 20, 20, 20, 1000), known)
    assert dict(made.held_by_s) == dict.fromkeys(Holder, QUARTER_S)
    assert made.times == 1


def test_another_connection_leaves_what_was_booked_and_the_building_as_they_were() -> None:
    known = limits((15, LimitParts(16, 16)), (30, LimitParts(16, None, 6)))
    larger = binding(quarters("w", 20, 20, 20), known, connection_a=32)
    assert dict(larger.held_by_s) == {Holder.CONNECTION: 0, Holder.BOOKED: QUARTER_S, Holder.BUILDING: 0}
    smaller = binding(quarters("w", 20, 20, 20), known, connection_a=10)
    assert smaller.held_back_wh == pytest.approx(power_of_w(10 + 10 + 16) / 4)


def test_a_limit_that_changes_within_a_quarter_counts_by_its_time() -> None:
    known = limits((5, LimitParts(32)))
    assert left_w(known, START_S) == pytest.approx(power_of_w((5 * 16 + 10 * 32) / 15))
    assert left_w(known, START_S + QUARTER_S) == power_of_w(32)
    assert left_w(limits((5, LimitParts(None))), START_S) is None


def test_the_load_is_compared_with_what_was_left_at_its_time() -> None:
    known = limits((15, LimitParts(16, 8)), (30, LimitParts(16, None, 16)))
    assert above_s(quarters("e", 10, 10, 1), known) == 2 * QUARTER_S
    assert above_s(quarters("e", 15, 7.5, 0), known, 0.9) == 2 * QUARTER_S
