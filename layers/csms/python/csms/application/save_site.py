"""Sites as the operator describes them; every change is planned at once."""

from dataclasses import replace

from csms.application.keep_wake_ups import forget, wake_for
from csms.application.ports import Ports
from csms.application.sync_site_lists import WALK_DELAY_S, site_task
from csms.domain import locations, sites
from csms.domain.errors import ConflictError, InvalidError, NotFoundError
from csms.domain.sites import Site
from csms.domain.wake_ups import wake_ups


def save_site(ports: Ports, site: Site) -> Site:
    """Create or replace; a replaced site keeps its time of creation. Raises InvalidError naming the member."""
    sites.validate(site)
    if site.location is not None:
        locations.validate(site.location)
    _check_prices(ports, site)
    known = ports.sites.get(site.id)
    saved = replace(site, created_at=known.created_at) if known else site
    booked = ports.schedules.of_site(site.id) if known and known.time_zone != site.time_zone else []
    wake_for(ports, saved, booked)
    ports.sites.save(saved)
    forget(ports, wake_ups(known, booked, ports.now()), site.id)
    ports.queues.request_plan(saved.id)
    if saved.sync_local_lists and not (known and known.sync_local_lists):
        ports.queues.after(WALK_DELAY_S, site_task(saved.id))
    return saved


def _check_prices(ports: Ports, site: Site) -> None:
    if site.price_zone is None:
        return
    zone = ports.price_zones.get(site.price_zone)
    if zone is None:
        raise InvalidError(f"there is no price zone {site.price_zone}", "price_zone")
    if site.currency not in (None, zone.currency):
        raise InvalidError(f"the prices of {zone.id} are in {zone.currency}", "currency")


def remove_site(ports: Ports, site_id: str) -> None:
    """Raises NotFoundError, or ConflictError while stations hang on it: nobody would plan them any more."""
    site = ports.sites.get(site_id)
    if site is None:
        raise NotFoundError(f"no site {site_id}")
    if ports.stations.of_site(site_id):
        raise ConflictError(f"site {site_id} still has stations")
    booked = ports.schedules.of_site(site_id)
    for schedule in booked:
        ports.schedules.remove(site_id, schedule.id)
    ports.sites.remove(site_id)
    forget(ports, wake_ups(site, booked, ports.now()), site_id)
