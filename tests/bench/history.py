"""A year of sessions shaped like those of workplaces and public car parks, made from a seed.

After the published statistics of ACN-Data (Lee, Li, Low, e-Energy 2019): arrivals on weekdays around 8:30 and again
around 17:30, a fifth as many at weekends; stays of some hours, log-normal; some 9 kWh on average, at 3 to 11 kW and
less towards the end, after which the car stands idle. The last three days are empty, so that every session ends in the
year.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Stockholm")
GROUPS = ("staff", "visitors", None)


@dataclass(frozen=True)
class PastSession:
    """`readings` are (time, Wh since the start), the last one at the end."""

    number: int
    station: int
    site: int
    token: int
    started_at: datetime
    readings: tuple[tuple[datetime, int], ...]

    @property
    def ended_at(self) -> datetime:
        return self.readings[-1][0]


def past_sessions(count: int, stations: int, sites: int, seed: int = 1) -> Iterator[PastSession]:
    rng, begin = Random(seed), datetime(2025, 1, 1, tzinfo=ZONE)
    for number in range(count):
        station = rng.randrange(stations)
        started_at = _arrival(rng, begin)
        readings = tuple(_readings(rng, started_at))
        yield PastSession(number, station, station % sites, rng.randrange(300), started_at, readings)


def _arrival(rng: Random, begin: datetime) -> datetime:
    while True:
        day = begin + timedelta(days=rng.randrange(362))
        if day.weekday() < 5 or rng.random() < 0.2:
            break
    hour = rng.gauss(8.5, 1.2) if rng.random() < 0.65 else rng.gauss(17.5, 2.0)
    local = day + timedelta(seconds=round(min(max(hour, 0.0), 23.9) * 3600))
    return local.astimezone(UTC).replace(microsecond=0)


def _readings(rng: Random, started_at: datetime) -> Iterator[tuple[datetime, int]]:
    """A reading a quarter of an hour while it charges, one when it is full, one at the end. The last fifth of the
    energy comes ever slower, as batteries take it."""
    stay_s = round(max(min(rng.lognormvariate(math.log(4 * 3600), 0.8), 40 * 3600), 60))
    most_w, wanted_wh = rng.choice((3300, 3700, 6600, 7200, 11_000)), rng.lognormvariate(math.log(7500), 0.7)
    after_s, energy_wh, power_w = 0, 0.0, float(most_w)
    while energy_wh < wanted_wh - 1 and after_s < stay_s:
        if energy_wh >= 0.8 * wanted_wh:
            power_w = max(0.7 * power_w, 0.15 * most_w)
        lasts_s = min(900, stay_s - after_s, math.ceil((wanted_wh - energy_wh) / power_w * 3600))
        after_s, energy_wh = after_s + lasts_s, energy_wh + power_w * lasts_s / 3600
        yield started_at + timedelta(seconds=after_s), round(energy_wh)
    if after_s < stay_s:
        yield started_at + timedelta(seconds=stay_s), round(energy_wh)
