"""The week's pattern: what is usual at each hour of the week, by the clock on the wall."""

from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from csms.domain.usage.amounts import HOUR_S, at
from csms.domain.usage.history import History, slot_length_s


@dataclass(frozen=True)
class Cell:
    """`weekday` 0 is Monday. Means over the hours of the span that are this hour of the week."""

    weekday: int
    hour: int
    hours: int
    power_w: float
    occupied: float
    arrivals: float


def heat_map(found: History, zone: ZoneInfo) -> list[Cell]:
    """168 cells; an hour that daylight saving skips or repeats counts as often as it was."""
    times = Counter(_place(slot, zone) for slot in range(found.span.start_s // HOUR_S, found.span.until_s // HOUR_S))
    energy, occupied, arrivals = (_by_place(found, letter, zone) for letter in ("e", "o", "s"))
    return [_cell(place, times[place], energy[place], occupied[place], arrivals[place]) for place in _PLACES]


_PLACES = [(weekday, hour) for weekday in range(7) for hour in range(24)]


def _cell(place: tuple[int, int], hours: int, energy_mwh: int, occupied_s: int, arrivals: int) -> Cell:
    times = max(hours, 1)
    return Cell(*place, hours, energy_mwh / 1000 / times, occupied_s / HOUR_S / times, arrivals / times)


def _by_place(found: History, letter: str, zone: ZoneInfo) -> Counter[tuple[int, int]]:
    per_hour = HOUR_S // slot_length_s(letter)
    hours: Counter[int] = Counter()
    for slot, value in found.of(letter).items():
        hours[slot // per_hour] += value
    places: Counter[tuple[int, int]] = Counter()
    for hour, value in hours.items():
        places[_place(hour, zone)] += value
    return places


def _place(hour: int, zone: ZoneInfo) -> tuple[int, int]:
    local = at(hour * HOUR_S).astimezone(zone)
    return local.weekday(), local.hour
