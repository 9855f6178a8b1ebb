"""A battery's capacity from a rise of its state of charge, or nothing."""

import pytest

from csms.domain.batteries import capacity_wh
from csms.domain.metering import Live


def charged(begin: float, end: float, kwh: float) -> Live:
    end_wh = 500.0 + kwh * 1000
    return Live("T", None, None, None, None, None, None, begin, 500.0, end, end_wh)


@pytest.mark.parametrize(
    ("live", "capacity"),
    [
        (charged(20, 60, 24), 60_000),
        (charged(20, 40, 12.44), 62_200),
        (charged(20, 39, 12), None),
        (charged(60, 20, -24), None),
        (charged(20, 60, 0.5), None),
        (charged(20, 60, 200), None),
        (charged(20, 60, -24), None),
        (Live("T", soc_percent=60.0, register_wh=24_500.0), None),
    ],
)
def test_twenty_points_and_a_size_that_cars_have(live: Live, capacity: float | None) -> None:
    assert capacity_wh(live) == capacity
