"""What a site's building draws, as the planner will count it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from csms.application.ports import Ports
from csms.domain import load_forecast, loads
from csms.domain.errors import NotFoundError
from csms.domain.loads import KnownLoad, Reading
from csms.scheduling.equal_share import quarter_hours


@dataclass(frozen=True)
class LoadAhead:
    """`expected`: (start, A per phase, W of solar power left over) for each quarter of an hour."""

    newest: Reading | None
    stale: bool
    expected: tuple[tuple[datetime, float, float], ...]


def read_load(ports: Ports, site_id: str, ahead: timedelta) -> LoadAhead:
    """Raises NotFoundError."""
    site, now = ports.sites.get(site_id), ports.now()
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    load = load_until(ports, site_id, now + ahead)
    times = quarter_hours(now, now + ahead)
    load_a = load_forecast.load_at(site, load, now, times)
    solar_w = load_forecast.solar_left_at(load, now, times) or (0.0,) * len(times)
    return LoadAhead(load.newest, load_forecast.is_stale(load, now), tuple(zip(times, load_a, solar_w, strict=True)))


def load_until(ports: Ports, site_id: str, until: datetime) -> KnownLoad:
    """What there is to tell the load from now until then."""
    return loads.known(ports.loads.days(site_id, loads.wanted_days(ports.now(), until)))
