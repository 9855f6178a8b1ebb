"""Which tariff a session pays by."""

from dataclasses import replace
from itertools import permutations

from csms.domain.tariffs import Scope, Tariff, Terms, agreed, scope_key, scope_keys

SESSION = Scope("card", "fleet", "cp-1", "depot")
EVERYWHERE = Scope()
TERMS = Terms(1, "2026-01-01", "EUR")


def tariff(name: str, scope: Scope = EVERYWHERE, *terms: Terms) -> Tariff:
    return Tariff(name, name, "2026-01-01", scope, terms or (TERMS,))


def pays(*tariffs: Tariff, at: str = "2026-06-01") -> str | None:
    found = {a.tariff.id if (a := agreed(order, SESSION, at)) else None for order in permutations(tariffs)}
    assert len(found) == 1, "the order does not matter"
    return found.pop()


def test_the_most_specific_tariff_that_fits_counts() -> None:
    everywhere, site = tariff("everywhere"), tariff("site", Scope(site_id="depot"))
    station, group = tariff("station", Scope(station_key="cp-1")), tariff("group", Scope(group_id="fleet"))
    both = tariff("both", Scope(group_id="fleet", site_id="depot"))
    token, other = tariff("token", Scope(token_key="card")), tariff("other", Scope("card", site_id="elsewhere"))
    assert pays(everywhere) == "everywhere"
    assert pays(everywhere, site) == "site"
    assert pays(everywhere, site, station) == "station"
    assert pays(site, station, group) == "group"
    assert pays(station, group, both) == "both"
    assert pays(group, both, token, other) == "token"
    assert pays(other) is None
    assert pays(tariff("a"), tariff("b")) == "b"


def test_a_session_has_the_terms_of_its_start() -> None:
    later = replace(TERMS, number=2, valid_from="2026-05-01")
    corrected = replace(later, number=3, min_price=None)
    changing = tariff("t", Scope(), TERMS, later, corrected)
    for at, number in (("2026-04-30", 1), ("2026-05-01", 3), ("2025-12-31", None)):
        terms = changing.terms_at(at)
        assert (terms.number if terms else None) == number
    ended = tariff("t", Scope(), TERMS, replace(TERMS, number=2, valid_from="2026-05-01", valid_until="2026-05-01"))
    assert ended.terms_at("2026-04-30") == TERMS
    assert ended.terms_at("2026-06-01") is None


def test_a_tariff_is_found_under_a_key_of_every_session_that_it_fits() -> None:
    keys = scope_keys(SESSION)
    assert keys == ["token:card", "group:fleet", "station:cp-1", "site:depot", "all"]
    for scope in (Scope(), Scope(site_id="depot"), Scope(group_id="fleet", site_id="depot"), SESSION):
        assert scope_key(scope) in keys
    assert scope_keys(Scope()) == ["all"]
