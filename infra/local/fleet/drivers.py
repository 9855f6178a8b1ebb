"""The people: when they come, with which car, and how long they stay."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .physics import Car
from .station import Station

HOUR_S = 3600.0
MEAN_GAP_S = 1.0 * HOUR_S
CARS = (
    # capacity in Wh, current in A per phase, phases
    (8_000.0, 16.0, 1),
    (40_000.0, 32.0, 1),
    (58_000.0, 16.0, 3),
    (77_000.0, 16.0, 3),
    (52_000.0, 32.0, 3),
)


@dataclass(frozen=True)
class Visit:
    gap_s: float
    """Simulated seconds between the last departure and this arrival."""
    car: Car
    stay_s: float
    token: str
    signs_off: bool
    """Shows the token again before leaving; others just pull the plug."""


def driver_tokens(prefix: str, drivers: int = 10) -> list[str]:
    return [f"{prefix}-DRIVER-{number:02}" for number in range(1, drivers + 1)]


def visits(rng: Random, tokens: list[str]) -> Iterator[Visit]:
    """Without end; the first comes soon."""
    gap_s = rng.uniform(0.0, MEAN_GAP_S / 2)
    while True:
        capacity_wh, max_current_a, phases = rng.choice(CARS)
        car = Car(capacity_wh, rng.uniform(0.1, 0.7), max_current_a, phases)
        stay_s = rng.lognormvariate(0.0, 0.6) * 4 * HOUR_S
        yield Visit(gap_s, car, stay_s, rng.choice(tokens), rng.random() < 0.5)
        gap_s = rng.expovariate(1 / MEAN_GAP_S)


async def visit_for_ever(station: Station, evse_id: int, rng: Random, tokens: list[str]) -> None:
    """A remote start brings the next driver at once; a reservation keeps away all but the one who holds it."""
    evse, speed = station.evse(evse_id), station.timing.speed
    for visit in visits(rng, tokens):
        await station.until(lambda: evse.remote, visit.gap_s / speed)
        await station.until(lambda: evse.in_service and _welcome(station, evse_id, tokens))
        await station.plug_in(evse_id, visit.car, station.holder(evse_id) or visit.token)
        await asyncio.sleep(visit.stay_s / speed)
        if visit.signs_off:
            station.stop(evse_id)
        station.unplug(evse_id)


def _welcome(station: Station, evse_id: int, tokens: list[str]) -> bool:
    evse = station.evse(evse_id)
    return bool(evse.remote) or not evse.reserved or station.holder(evse_id) in tokens


async def break_links(station: Station, rng: Random, outages_per_day: float) -> None:
    """Lose the link now and then, for ten simulated minutes on average."""
    speed = station.timing.speed
    while outages_per_day:
        await asyncio.sleep(rng.expovariate(outages_per_day / (24 * HOUR_S)) / speed)
        station.link.lose()
        await asyncio.sleep(rng.expovariate(1 / 600) / speed)
        station.link.restore()
