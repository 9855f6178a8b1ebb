"""Meter readings: units, phases, and values that are none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.metering import Sample, base_unit, live, number, phases_in_use, register_readings

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


@pytest.mark.parametrize(
    ("currents", "phases"),
    [
        ({"L1": 15.9, "L2": 16.0, "L3": 15.8, "N": 0.4}, 3),
        ({"L1-N": 15.9, "L2-N": 16.0}, 2),
        ({"L1": 15.9, "L2": 0.0, "L3": 0.1}, 1),
        ({"L1": 15.9, "L2": 1.6, "L3": 1.6}, 1),
        ({"L1": 0.2, "L2": 0.2, "L3": 0.2}, None),
        ({None: 16.0}, None),
    ],
)
def test_the_currents_tell_the_phases(currents: dict[str | None, float], phases: int | None) -> None:
    samples = [Sample(AT, value, "Current.Import", "A", phase=phase) for phase, value in currents.items()]
    assert live(samples).phases == phases_in_use(samples) == phases


def test_phases_count_at_one_time_only() -> None:
    samples = [Sample(f"T{n}", 16.0, "Current.Import", "A", phase=f"L{n}") for n in (1, 2, 3)]
    assert phases_in_use(samples) == 1


def test_a_state_of_charge_is_kept_with_the_register_of_its_time() -> None:
    told = [("T1", None, 20.0), ("T2", 1000.0, 21.0), ("T3", 5000.0, None), ("T4", 9000.0, 34.0), ("T5", None, 35.0)]
    registers = [Sample(at, wh) for at, wh, _ in told if wh is not None]
    charges = [Sample(at, soc, "SoC", "Percent") for at, _, soc in told if soc is not None]
    found = live([*registers, *charges])
    assert (found.soc_percent, found.register_wh) == (35.0, 9000.0)
    assert (found.first_soc_percent, found.first_soc_register_wh) == (21.0, 1000.0)
    assert (found.last_soc_percent, found.last_soc_register_wh) == (34.0, 9000.0)
    assert live(charges).first_soc_percent is None
