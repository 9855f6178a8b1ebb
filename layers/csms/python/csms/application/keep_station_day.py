"""Boots and deviations are kept by day: a station itself only knows its newest boot, and deviations since ever."""

from csms.application.add_usage import add_usage
from csms.application.ports import Change, Ports
from csms.domain.errors import ConcurrentChangeError
from csms.domain.station_days import StationDay
from csms.domain.stations import Station
from csms.domain.usage.amounts import DAY_S, day_text
from csms.domain.usage.troubles import day_contribution

_ATTEMPTS = 5


def keep_station_day(ports: Ports, change: Change) -> None:
    """A reactor on stations; a change that comes again is known by its sequence.

    Raises ConcurrentChangeError where others keep changing the day.
    """
    old, new = change.old, change.new
    if old is None or new is None:
        return
    boots = [new.booted_at] if new.booted_at and new.booted_at != old.booted_at else []
    deviations = _deviations(old, new)
    if not boots and not deviations:
        return
    for _ in range(_ATTEMPTS):
        known = ports.station_days.get(new.key, day_text(int(change.at.timestamp()) // DAY_S))
        made = known.after(int(change.sequence), new.site_id, boots, deviations)
        try:
            _keep(ports, known, made)
        except ConcurrentChangeError:
            continue
        return
    raise ConcurrentChangeError("the day of the station is being changed again and again")


def add_station_day(ports: Ports, day: StationDay) -> None:
    """To the sums, whatever of it is in them before."""
    add_usage(ports, day.id, lambda _: day_contribution(ports.station_days.get(day.station_key, day.day)))


def _keep(ports: Ports, known: StationDay, made: StationDay) -> None:
    """Stored before it is added: who dies in between finds the change known, and adds."""
    again = made == known
    if not again:
        ports.station_days.save(made)
    if again or day_contribution(made) != day_contribution(known):
        add_station_day(ports, made)


def _deviations(old: Station, new: Station) -> dict[str, int]:
    """Counted with this change."""
    more = {name: count - old.deviations.get(name, 0) for name, count in new.deviations.items()}
    return {name: count for name, count in more.items() if count > 0}
