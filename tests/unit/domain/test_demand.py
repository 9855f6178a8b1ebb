"""How much of a month's demand charge a plan counts with, on the site's calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csms.domain.demand import month_of, peak_w, share

STOCKHOLM, DAY = ZoneInfo("Europe/Stockholm"), timedelta(days=1)


def test_a_month_begins_and_ends_on_the_sites_clock() -> None:
    """March 2026 begins in winter time and ends in summer time; the UTC month is not the site's."""
    begins, ends = month_of(datetime(2026, 2, 28, 23, 30, tzinfo=UTC), STOCKHOLM)
    assert (begins, ends) == (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC))
    assert month_of(datetime(2026, 12, 31, 12, tzinfo=UTC), STOCKHOLM)[1] == datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "days", "part"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), 1, 1 / 30),
        (datetime(2026, 6, 1, tzinfo=UTC), 2, 2 / 30),
        (datetime(2026, 6, 1, tzinfo=UTC), 0.1, 1 / 30),
        (datetime(2026, 6, 21, tzinfo=UTC), 1, 1 / 10),
        (datetime(2026, 6, 29, 12, tzinfo=UTC), 1, 1 / 1.5),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), 1, 1.0),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), 2, 1.0),
    ],
)
def test_a_plan_counts_with_its_days_among_those_that_are_left(now: datetime, days: float, part: float) -> None:
    assert share(now, now + days * DAY, ZoneInfo("UTC")) == pytest.approx(part)


def test_the_days_left_are_hours_not_dates() -> None:
    """The day on which clocks go forward has 23 hours."""
    now = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert share(now, now + DAY, STOCKHOLM) == pytest.approx(24 / 71)


def test_three_quarters_of_an_expected_peak_are_paid_anyway_and_all_of_what_has_been() -> None:
    assert [peak_w(so_far, 40.0) for so_far in (0.0, 29_000.0, 31_000.0)] == [30_000.0, 30_000.0, 31_000.0]
    assert peak_w(5000.0, None) == 5000.0
