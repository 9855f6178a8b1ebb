"""Readings of a building's meter and of its solar panels, measured or forecast."""

from collections.abc import Sequence

from csms.application.ports import Ports
from csms.domain import loads
from csms.domain.errors import ConcurrentChangeError, NotFoundError
from csms.domain.load_forecast import STALE
from csms.domain.loads import KnownLoad, LoadDay, Reading
from csms.domain.power import AC_PHASES, NOMINAL_V
from csms.domain.sites import Site

_ATTEMPTS = 5
WAKES_A = 2.0
"""So much of a change is planned at once; a smaller one in the planner's next period."""
_WAKES_SHARE = 0.05


def record_load(ports: Ports, site_id: str, readings: Sequence[Reading], *, forecast: bool) -> None:
    """Day by day; the same readings again change nothing. The planner is woken where they change much.

    Raises NotFoundError for an unknown site, InvalidError naming the reading whose time is of no use.
    """
    site = ports.sites.get(site_id)
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    loads.check_times(readings, ports.now(), forecast)
    before = known_load(ports, site_id)
    for day in ports.loads.days(site_id, loads.days_of(readings)):
        _save(ports, day, readings, forecast)
    if forecast or _changes_much(site, before, readings):
        ports.queues.request_plan(site_id)


def known_load(ports: Ports, site_id: str) -> KnownLoad:
    """What today's readings say."""
    return loads.known(ports.loads.days(site_id, [ports.now().date()]))


def _save(ports: Ports, day: LoadDay, readings: Sequence[Reading], forecast: bool) -> None:
    for _ in range(_ATTEMPTS):
        try:
            ports.loads.save(loads.with_readings(day, readings, forecast))
        except ConcurrentChangeError:
            [day] = ports.loads.days(day.site_id, [day.day])
        else:
            return
    raise ConcurrentChangeError(f"others keep changing the load of {day.site_id}; try again")


def _changes_much(site: Site, before: KnownLoad, readings: Sequence[Reading]) -> bool:
    """Against the newest reading so far; the first one, and the first after a silence, always does."""
    newest, old = max(readings, key=lambda one: one.at), before.newest
    if old is None or newest.at - old.at >= STALE:
        return True
    if newest.at <= old.at:
        return False
    enough_a = max(WAKES_A, _WAKES_SHARE * (site.limit_a or 0.0))
    return abs(_net_a(site, newest) - _net_a(site, old)) >= enough_a


def _net_a(site: Site, one: Reading) -> float:
    return one.load_a - (one.solar_w / NOMINAL_V / AC_PHASES if site.solar_raises_limit else 0.0)
