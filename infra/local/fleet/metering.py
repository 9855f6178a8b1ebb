"""A sample as the measurands that a station sends."""

from collections.abc import Iterator
from typing import NamedTuple

from .transaction import Sample


class Reading(NamedTuple):
    measurand: str
    value: float
    unit: str
    phase: str | None = None
    location: str | None = None


def readings(sample: Sample) -> Iterator[Reading]:
    yield Reading("Energy.Active.Import.Register", sample.energy_wh, "Wh")
    yield Reading("Power.Active.Import", sample.power_w, "W")
    for phase in range(1, sample.phases + 1):
        yield Reading("Current.Import", sample.current_a, "A", f"L{phase}")
    if sample.soc_percent is not None:
        yield Reading("SoC", sample.soc_percent, "Percent", location="EV")
