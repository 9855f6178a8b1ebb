"""The month's peak as the planner sees it: means of quarters of an hour, from looks at what flows."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from csms.scheduling.quarter_peak import QuarterPeak

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def looked(*looks: tuple[float, float], start: datetime = NOON) -> QuarterPeak:
    """(minutes after the start, W) of each look; in between it goes through JSON."""
    peak = QuarterPeak()
    for minutes, power_w in looks:
        peak = QuarterPeak.from_dict(json.loads(json.dumps(peak.to_dict())))
        peak = peak.seen(power_w, start + timedelta(minutes=minutes))
    return peak


def test_a_short_burst_counts_as_its_quarter_does() -> None:
    assert looked((0, 3000), (5, 30_000), (6, 3000), (15, 0)).peak_w == pytest.approx(3000 + 27_000 / 15)


def test_a_quarter_counts_once_it_is_over() -> None:
    assert looked((0, 9000), (14, 9000)).peak_w == 0
    assert looked((0, 9000), (16, 0), (31, 0)).peak_w == 9000


def test_quarters_that_nobody_looked_at_do_not_count_and_the_one_looked_at_does() -> None:
    assert looked((10, 9000), (300, 1000)).peak_w == 9000
    assert looked((10, 9000), (300, 12_000), (301, 0), (316, 0)).peak_w == pytest.approx(9000)


def test_the_meters_word_counts_where_it_is_more() -> None:
    peak = looked((0, 9000), (16, 0))
    assert peak.seen(0, NOON + timedelta(minutes=17), 11_000).peak_w == 11_000
    assert peak.seen(0, NOON + timedelta(minutes=17), 8000).peak_w == 9000


def test_with_the_month_a_new_peak_begins() -> None:
    peak = looked((0, 9000), (16, 5000), start=datetime(2026, 6, 30, 23, 40, tzinfo=UTC))
    july = peak.seen(0, datetime(2026, 7, 1, 0, 5, tzinfo=UTC))
    assert (peak.peak_w, july.peak_w, july.month) == (9000, 0, "2026-07")
