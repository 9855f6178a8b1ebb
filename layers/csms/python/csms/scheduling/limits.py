"""The site's electrical tree as limits over sets of EVSEs."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from csms.domain import sites, steps
from csms.domain.steps import Steps
from csms.scheduling.problem import EvseId, Limit
from csms.scheduling.sharing import Room, Want, share
from csms.scheduling.site_state import SiteState, StationState


def limits_at(state: SiteState, site_limit: Steps, times: Sequence[datetime]) -> tuple[Limit, ...]:
    """Every limit that is finite at some of `times`: the site's own (node id "") and those of its nodes."""
    site = Limit("", _evses(state, lambda station: True), tuple(steps.sample(site_limit, times)))
    nodes = (Limit(node.id, _below(state, node.id), tuple(node.limit_a for _ in times)) for node in state.site.nodes)
    return tuple(limit for limit in (site, *nodes) if any(map(math.isfinite, limit.limit_a)))


def lowest_limits(state: SiteState) -> tuple[Room, ...]:
    """The least that each limit of the tree can ever be, from now on."""
    nodes = (Room(_below(state, node.id), node.limit_a) for node in state.site.nodes)
    return (Room(_evses(state, lambda station: True), state.lowest_limit_a), *nodes)


def fail_safe_shares(state: SiteState) -> dict[str, float]:
    """For each station, what each of its EVSEs may always draw, in A: all at once stay within every lowest limit.

    1.6 and 2.x apply a TxDefaultProfile on EVSE 0 to each EVSE by itself, so the share is per EVSE.
    """
    wants = [Want((s.key, e), 0.0, s.max_a, step_a=s.step_a) for s in state.members for e in sorted(s.evses)]
    shares = share(wants, lowest_limits(state))
    least = ((s, min(shares[s.key, evse] for evse in s.evses)) for s in state.members)
    return {station.key: current if current >= station.min_a else 0.0 for station, current in least}


def _below(state: SiteState, node_id: str) -> frozenset[EvseId]:
    return _evses(state, lambda station: node_id in sites.path(state.site, station.node_id))


def _evses(state: SiteState, wanted: Callable[[StationState], bool]) -> frozenset[EvseId]:
    return frozenset((s.key, evse) for s in state.members for evse in s.evses if wanted(s))
