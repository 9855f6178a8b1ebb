"""Tariffs: new terms for sessions to come, never for those that have begun."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import clock, tariff_rules
from csms.domain.errors import ConflictError, InvalidError, NotFoundError
from csms.domain.tariffs import Tariff, Terms

_MOST_TERMS = 1000


def save_tariff(ports: Ports, wanted: Tariff, terms: Terms) -> tuple[Tariff, bool]:
    """Create, or add `terms` to the tariff; whether it is new. The same terms again change nothing.

    Terms of a tariff that is new may have begun in the past. Raises InvalidError naming the member, ConflictError
    where the scope is not the tariff's.
    """
    tariff_rules.validate(terms)
    _check_place(ports, wanted, terms)
    known = ports.tariffs.get(wanted.id)
    if known is None:
        made = replace(wanted, terms=(terms,))
        ports.tariffs.save(made)
        return made, True
    if known.scope != wanted.scope:
        raise ConflictError("a tariff stays with whom and where it is for: make another one", "scope")
    now = this_second(ports)
    if _says_the_same(known.terms_at(terms.valid_from), terms) and known.name == wanted.name:
        return known, False
    if terms.valid_from < now:
        raise InvalidError("new terms are for sessions to come: valid_from must not have passed", "valid_from")
    if len(known.terms) >= _MOST_TERMS:
        raise ConflictError(f"a tariff has at most {_MOST_TERMS} terms: make another one")
    numbered = replace(terms, number=known.terms[-1].number + 1)
    changed = replace(known, name=wanted.name, terms=(*known.terms, numbered))
    ports.tariffs.save(changed)
    return changed, False


def this_second(ports: Ports) -> str:
    """When terms begin that begin now: stations tell whole seconds, and what starts in this one is billed by them."""
    return clock.to_text(ports.now().replace(microsecond=0))


def end_tariff(ports: Ports, tariff_id: str) -> None:
    """From now on no session begins by it; what has begun keeps it. Raises NotFoundError."""
    tariff, now = find_tariff(ports, tariff_id), clock.to_text(ports.now())
    begun = tuple(terms for terms in tariff.terms if terms.valid_from <= now)
    last = tariff.terms[-1]
    nothing = Terms(last.number + 1, now, last.currency, valid_until=now)
    ports.tariffs.save(replace(tariff, terms=(*begun, nothing)))


def find_tariff(ports: Ports, tariff_id: str) -> Tariff:
    """Raises NotFoundError."""
    tariff = ports.tariffs.get(tariff_id)
    if tariff is None:
        raise NotFoundError(f"there is no tariff {tariff_id}")
    return tariff


def _check_place(ports: Ports, tariff: Tariff, terms: Terms) -> None:
    scope = tariff.scope
    site = ports.sites.get(scope.site_id) if scope.site_id else None
    if scope.site_id and site is None:
        raise InvalidError(f"there is no site {scope.site_id}", "site_id")
    if site and site.currency not in (None, terms.currency):
        raise InvalidError(f"site {site.id} bills in {site.currency}", "currency")
    if scope.station_key and ports.stations.get(scope.station_key) is None:
        raise InvalidError(f"there is no station {scope.station_key}", "station")


def _says_the_same(known: Terms | None, terms: Terms) -> bool:
    same_moment = known and replace(terms, number=known.number, valid_from=known.valid_from)
    return same_moment == known
