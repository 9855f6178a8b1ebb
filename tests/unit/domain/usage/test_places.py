"""The time of all connectors, by the seconds that pass."""

from datetime import datetime

import pytest

from csms.domain.usage.places import Places


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("day", "until", "hours"),
    [
        ("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", 23),
        ("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", 25),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_own_hours(day: str, until: str, hours: int) -> None:
    places = Places(((0, 3), (at(day) + 3600, 1)), at("2027-01-01T00:00Z"))
    assert places.connector_s(at(day), at(until)) == 3 * hours * 3600 + (hours - 1) * 3600


def test_what_is_to_come_does_not_count() -> None:
    places = Places(((1000, 2),), 5000)
    assert places.connector_s(0, 10_000) == 2 * 4000
    assert places.connector_s(5000, 6000) == 0
