"""What a session costs by the tariff of its start, as far as it has come."""

from datetime import timedelta

from csms.application.authorize_token import find_token
from csms.application.ports import Ports
from csms.application.read_evidence import read_events, samples_of
from csms.domain import clock, metering, sites
from csms.domain.cdrs import Billed
from csms.domain.charges import PriceUnknownError
from csms.domain.costs import cost
from csms.domain.ids import key_of
from csms.domain.metered import Metered, StateChange, evenly, metered
from csms.domain.prices import PricePoint
from csms.domain.sites import Site
from csms.domain.tariffs import Agreed, Scope, agreed, scope_keys
from csms.domain.transactions import Transaction


def price_session(ports: Ports, session: Transaction, energy_wh: float | None = None) -> Billed | None:
    """None where no tariff is for it. `energy_wh` replaces what the meter said, spread evenly.

    Raises PriceUnknownError where a spot price is not known, SpotPriceError where it is in another currency.
    """
    site = ports.sites.get(session.site_id) if session.site_id else None
    token = find_token(ports, session.token)
    group = token.group_id if token else None
    found = _agreed(ports, session, group)
    if found is None:
        return None
    seen = _metered(ports, session) if energy_wh is None else evenly(session, energy_wh)
    zone = clock.zone_named("UTC") if site is None else sites.zone(site)
    prices = _spot_prices(ports, site, found, seen)
    return Billed(session, site, found, cost(seen, found.terms, zone, prices), group)


def _agreed(ports: Ports, session: Transaction, group_id: str | None) -> Agreed | None:
    token_key = key_of(session.token) if session.token else None
    mine = Scope(token_key, key_of(group_id) if group_id else None, session.station_key, session.site_id)
    return agreed(ports.tariffs.of_scopes(scope_keys(mine)), mine, session.started_at)


def _metered(ports: Ports, session: Transaction) -> Metered:
    """A running one as far as it was read: nobody knows yet whether the car has been idle since."""
    events = read_events(ports, session.id)
    readings = metering.register_readings(samples_of(events))
    states = [StateChange(e["occurred_at"], e["charging_state"]) for e in events if e["charging_state"]]
    read_at = session.live.at
    return metered(session, readings, states, clock.parse_stored(read_at) if read_at else ports.now())


def _spot_prices(ports: Ports, site: Site | None, found: Agreed, seen: Metered) -> tuple[PricePoint, ...]:
    if not any(rate.spot for rate in found.terms.rates):
        return ()
    if site is None or site.price_zone is None:
        raise PriceUnknownError("the tariff follows the spot price, and the session's site has no price zone")
    # A session may begin and end in the same moment, and has a price all the same.
    return ports.prices.between(site.price_zone, seen.started_at, seen.ended_at + timedelta(seconds=1))
