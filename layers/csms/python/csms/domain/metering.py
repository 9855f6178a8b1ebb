"""Meter readings in one set of units, whatever dialect and vendor they came from.

Defaults of a sampled value: Energy.Active.Import.Register in Wh, Sample.Periodic, Outlet, Raw
(1.6 §7.43, 2.0.1 part 2 §2.46). No phase means the sum over the phases.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from csms.domain import clock

ENERGY_REGISTER = "Energy.Active.Import.Register"
CURRENT = "Current.Import"
_SCALES = {
    "kWh": ("Wh", 1e3),
    "kvarh": ("varh", 1e3),
    "kW": ("W", 1e3),
    "kVA": ("VA", 1e3),
    "kvar": ("var", 1e3),
}
# More than any charger delivers: a register that moves faster has jumped.
PLAUSIBLE_POWER_W = 1_000_000.0
_SHORTEST = timedelta(minutes=1)
_LARGEST, _LARGEST_MULTIPLIER = 1e15, 15
_PHASES = frozenset({"L1", "L2", "L3"})
_FLOWS_A, _FAIR_PART = 1.0, 0.25
_BEGIN, _END = "Transaction.Begin", "Transaction.End"


@dataclass(frozen=True)
class Sample:
    """One number of a meter, in base units (Wh, W, A, V, Percent); `signed` keeps signed data untouched."""

    at: str
    value: float | None
    measurand: str = ENERGY_REGISTER
    unit: str = "Wh"
    context: str = "Sample.Periodic"
    phase: str | None = None
    location: str = "Outlet"
    signed: Any = None

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Reading:
    """The import register at a moment."""

    at: str
    register_wh: float


@dataclass(frozen=True)
class Live:
    """The newest of each live quantity; None where the meter does not say. `current_a` is the largest phase's, measured
    at `current_at`; `phases` how many carried current then; `at` is the time of the newest of all.

    `first_soc_...` and `last_soc_...` are a state of charge and the register at its time, the first and the newest of
    which both are known.
    """

    at: str | None = None
    register_wh: float | None = None
    current_a: float | None = None
    current_at: str | None = None
    power_w: float | None = None
    soc_percent: float | None = None
    phases: int | None = None
    first_soc_percent: float | None = None
    first_soc_register_wh: float | None = None
    last_soc_percent: float | None = None
    last_soc_register_wh: float | None = None

    def known(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


FIRSTS = frozenset({"first_soc_percent", "first_soc_register_wh"})
"""Members of Live that later messages do not change."""


def number(text: Any) -> float | None:
    """A number that a meter can show, or None for everything else that may stand in its place."""
    try:
        value = float(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) and abs(value) <= _LARGEST else None


def base_unit(value: float | None, unit: str, multiplier: int = 0) -> tuple[float | None, str]:
    """(value, unit) in base units; 2.x adds a power of ten (`multiplier`). None where the result is no reading."""
    name, factor = _SCALES.get(unit, (unit, 1.0))
    if value is None or abs(multiplier) > _LARGEST_MULTIPLIER:
        return None, name
    scaled = number(value * factor * 10.0**multiplier)
    return (None if scaled is None else round(scaled, 3)), name


def register_readings(samples: Iterable[Sample]) -> list[Reading]:
    """The import register at each time: the total, else the sum of the phases; never a value that is none."""
    by_time: dict[str, list[Sample]] = {}
    for sample in samples:
        if sample.measurand == ENERGY_REGISTER and sample.unit == "Wh" and sample.value is not None:
            by_time.setdefault(sample.at, []).append(sample)
    return [Reading(at, register) for at, group in sorted(by_time.items()) if (register := _total(group)) is not None]


def begin_reading(samples: Iterable[Sample]) -> Reading | None:
    return next(iter(register_readings(s for s in samples if s.context == _BEGIN)), None)


def end_reading(samples: Iterable[Sample]) -> Reading | None:
    return next(iter(register_readings(s for s in samples if s.context == _END)), None)


def live(samples: Iterable[Sample]) -> Live:
    """What the newest of these samples say."""
    ordered = sorted(samples, key=lambda sample: sample.at)
    readings = register_readings(ordered)
    charges = _charges(ordered, readings)
    first, last = (charges[0], charges[-1]) if charges else ((None, None), (None, None))
    return Live(
        at=ordered[-1].at if ordered else None,
        register_wh=readings[-1].register_wh if readings else None,
        current_a=_newest(ordered, CURRENT, max),
        current_at=_newest_at(ordered, CURRENT),
        power_w=_newest(ordered, "Power.Active.Import", sum),
        soc_percent=_newest(ordered, "SoC", max),
        phases=phases_in_use([s for s in ordered if s.at == _newest_at(ordered, CURRENT)]),
        first_soc_percent=first[0],
        first_soc_register_wh=first[1],
        last_soc_percent=last[0],
        last_soc_register_wh=last[1],
    )


def phases_in_use(samples: Iterable[Sample]) -> int | None:
    """On how many phases current flowed at once, at most; None where none did, or the meter does not tell them apart.

    A phase beside the others carries a fair part of what they do: less is the meter's noise, or a fan.
    """
    flowing: dict[str, dict[str, float]] = {}
    for sample in samples:
        phase = (sample.phase or "")[:2]
        if sample.measurand == CURRENT and phase in _PHASES and (sample.value or 0.0) > _FLOWS_A:
            flowing.setdefault(sample.at, {})[phase] = sample.value or 0.0
    counts = [sum(value >= _FAIR_PART * max(at.values()) for value in at.values()) for at in flowing.values()]
    return max(counts, default=None)


def mean_power_w(earlier: Reading, later: Reading) -> float:
    """Over at least a minute: the clocks of a meter and its station differ by seconds."""
    elapsed = clock.parse_stored(later.at) - clock.parse_stored(earlier.at)
    return (later.register_wh - earlier.register_wh) / (max(elapsed, _SHORTEST) / timedelta(hours=1))


def _newest(ordered: list[Sample], measurand: str, combine: Any) -> float | None:
    found = [s for s in ordered if _says(s, measurand)]
    if not found:
        return None
    newest = [s for s in found if s.at == found[-1].at]
    whole = [s.value for s in newest if s.phase is None]
    return float(whole[-1] if whole and whole[-1] is not None else combine(s.value for s in newest))


def _newest_at(ordered: list[Sample], measurand: str) -> str | None:
    return max((sample.at for sample in ordered if _says(sample, measurand)), default=None)


def _charges(ordered: list[Sample], readings: list[Reading]) -> list[tuple[float, float]]:
    """(state of charge in percent, register in Wh) at each time that tells both."""
    registers = {reading.at: reading.register_wh for reading in readings}
    told = {sample.at: sample.value for sample in ordered if _says(sample, "SoC") and sample.value is not None}
    return [(percent, registers[at]) for at, percent in told.items() if at in registers]


def _says(sample: Sample, measurand: str) -> bool:
    return sample.measurand == measurand and sample.value is not None and sample.phase != "N"


def _total(group: list[Sample]) -> float | None:
    location = "Outlet" if any(sample.location == "Outlet" for sample in group) else group[0].location
    here = [sample for sample in group if sample.location == location]
    whole = [sample.value for sample in here if sample.phase is None and sample.value is not None]
    if whole:
        return whole[-1]
    phases = {sample.phase: sample.value for sample in here if sample.value is not None}
    single = {phase: value for phase, value in phases.items() if phase in _PHASES}
    return round(sum((single or phases).values()), 3) if phases else None
