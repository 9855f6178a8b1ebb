"""Meter readings: units, phases, and values that are none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.metering import Sample, base_unit, live, number, register_readings

AT = "2026-03-01T12:00:00.000Z"


@given(st.one_of(st.none(), st.text(), st.booleans(), st.floats(), st.integers(), st.lists(st.integers())))
def test_a_number_is_finite_or_none(text: object) -> None:
    value = number(text)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize(
    ("value", "unit", "multiplier", "expected"),
    [
        (1.5, "kWh", 0, (1500, "Wh")),
        (1.5, "Wh", 3, (1500, "Wh")),
        (15000, "W", -3, (15, "W")),
        (11, "kW", 0, (11000, "W")),
        (7, "Fahrenheit", 0, (7, "Fahrenheit")),
        (None, "kWh", 0, (None, "Wh")),
    ],
)
def test_base_units(value: float | None, unit: str, multiplier: int, expected: tuple[float | None, str]) -> None:
    assert base_unit(value, unit, multiplier) == expected


@given(st.lists(st.floats(0, 1e9), min_size=3, max_size=3))
def test_phases_are_summed_only_where_there_is_no_total(phases: list[float]) -> None:
    split = [Sample(AT, value, phase=f"L{n}") for n, value in enumerate(phases, start=1)]
    assert register_readings(split)[0].register_wh == pytest.approx(sum(phases), abs=0.01)
    assert register_readings([*split, Sample(AT, 7.0)])[0].register_wh == 7


def test_the_newest_of_each_quantity() -> None:
    later = "2026-03-01T12:01:00.000Z"
    found = live(
        [Sample(later, 55, "SoC", "Percent"), Sample(AT, 100.0), Sample(AT, 9.5, "Current.Import", "A", phase="L1")]
    )
    assert (found.at, found.register_wh, found.current_a, found.soc_percent) == (later, 100, 9.5, 55)
