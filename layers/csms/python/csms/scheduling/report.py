"""The plan as the operator reads it: states, sums, and what is wrong, in plain words."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from csms.domain import clock, steps
from csms.domain.currents import round_down
from csms.domain.plans import Control, EvsePlan, EvseState, FailSafe, SitePlan, Totals
from csms.scheduling import bounds, holds
from csms.scheduling.bounds import EPSILON_A, Levels, Outlet, at
from csms.scheduling.fail_safe import Wanted
from csms.scheduling.problem import Limit, total
from csms.scheduling.run import Run
from csms.scheduling.site_state import StationState


def site_plan(
    run: Run,
    outlets: Sequence[Outlet],
    targets: Levels,
    slots: dict[str, Control],
    wanted: Wanted,
    version: int,
) -> SitePlan:
    highest = bounds.highest(outlets, run.times)
    evses = tuple(_evse_plan(run, outlet, targets) for outlet in outlets if outlet.session)
    now = at(highest, 0)
    return SitePlan(
        site_id=run.state.site.id,
        version=version,
        computed_at=run.now,
        limit=run.site_limit,
        limit_parts=run.state.limit_parts,
        evses=evses,
        fail_safes=tuple(_fail_safes(run, slots, wanted)),
        totals=_totals(run.now, evses),
        over_limit=any(_excess(limit, now, 0) for limit in run.limits),
        problems=tuple(_problems(run, outlets, targets, highest, slots, wanted)),
    )


def _evse_plan(run: Run, outlet: Outlet, targets: Levels) -> EvsePlan:
    assert outlet.session is not None, "only an EVSE with a session is planned"
    return EvsePlan(
        station_key=outlet.station.key,
        identity=outlet.station.identity,
        evse=outlet.evse[1],
        transaction_id=outlet.session.transaction_id,
        state=_state(run, outlet, targets),
        planned=steps.from_samples(run.times, targets[outlet.evse]),
        control=outlet.control,
        bound_a=outlet.at_most(run.times[:1])[0],
        measured_a=outlet.session.measured_a,
        deviation=outlet.deviation,
        max_periods=outlet.station.max_periods,
    )


def _state(run: Run, outlet: Outlet, targets: Levels) -> EvseState:
    control = outlet.control
    if not outlet.station.steerable:
        return EvseState.OFFLINE
    if control.pending:
        return EvseState.PENDING
    if control.failure:
        return control.failure.state
    if control.accepted:
        return EvseState.IN_FORCE
    return EvseState.PENDING if run.limited(outlet.evse) else EvseState.UNLIMITED


def _fail_safes(run: Run, slots: dict[str, Control], wanted: Wanted) -> Iterator[FailSafe]:
    for station in run.state.stations:
        limit_a, control = wanted.shares.get(station.key), slots[station.key]
        if limit_a is not None or not control.empty:
            yield FailSafe(station.key, station.identity, limit_a, control, wanted.spared.get(station.key))


def _totals(now: datetime, evses: Sequence[EvsePlan]) -> Totals:
    accepted = [evse.control.accepted for evse in evses if evse.control.accepted]
    return Totals(
        planned_a=round(sum(steps.value_at(evse.planned, now) for evse in evses), 1),
        accepted_a=round(sum(steps.value_at(grant.steps, now) for grant in accepted), 1),
        bound_a=round(sum(evse.bound_a for evse in evses), 1),
        measured_a=round(sum(evse.measured_a or 0.0 for evse in evses), 1),
    )


def _problems(
    run: Run, outlets: Sequence[Outlet], targets: Levels, highest: Levels, slots: dict[str, Control], wanted: Wanted
) -> Iterator[str]:
    for outlet in outlets:
        yield from _outlet_problem(run, outlet, round_down(highest[outlet.evse][0]))
    for station in run.state.stations:
        if failure := slots[station.key].failure:
            yield f"{station.identity}: fail-safe profile {_words(failure.state)}: {failure.reason}"
        elif run.state.fail_safe and station.member and _unguarded(station.seen, station.steerable, slots[station.key]):
            yield f"{station.identity} is offline without a fail-safe profile: a car that starts there is not limited"
        elif wanted.shares.get(station.key) and _not_held(run, station, wanted):
            yield f"{station.identity} takes no hold: a car that may come there is counted with its fail-safe"
    for limit in run.limits:
        yield from _limit_problem(run, limit, targets, highest)


def _unguarded(seen: bool, steerable: bool, slot: Control) -> bool:
    return seen and not steerable and slot.accepted is None


def _not_held(run: Run, station: StationState, wanted: Wanted) -> bool:
    limited = any(run.limited((station.key, evse)) for evse in station.evses)
    return limited and (station.key in wanted.spared or not holds.takes_holds(station))


def _outlet_problem(run: Run, outlet: Outlet, bound_a: float) -> Iterator[str]:
    where, failure = f"{outlet.station.identity} EVSE {outlet.evse[1]}", outlet.control.failure
    if outlet.deviation and outlet.drawn_a:
        since = clock.to_text(outlet.deviation.since)
        yield f"{where} draws {outlet.drawn_a} A where it may draw {outlet.deviation.allowed_a} A, since {since}"
    if not run.limited(outlet.evse):
        return
    if not outlet.station.steerable:
        yield f"{where} is offline: counted with {bound_a} A"
    elif failure:
        what = f"{where}: profile {_words(failure.state)}: {failure.reason}"
        yield f"{what}; counted with {bound_a} A, tried again at {clock.to_text(failure.retry_at)}"


def _words(state: EvseState) -> str:
    return state.value.replace("_", " ")


def _limit_problem(run: Run, limit: Limit, targets: Levels, highest: Levels) -> Iterator[str]:
    """Now by what the stations may obey, later by what even the plan cannot lower."""
    where = f"node {limit.node_id}" if limit.node_id else "the site"
    if excess := _excess(limit, at(highest, 0), 0):
        yield f"{where} may draw {excess} A more than its limit of {limit.limit_a[0]} A now"
    later = ((moment, _excess(limit, at(targets, i), i)) for i, moment in enumerate(run.times))
    moment, excess = next(((moment, excess) for moment, excess in later if excess), (run.now, 0.0))
    if excess:
        yield f"{where} cannot be held to its limit from {clock.to_text(moment)}: {excess} A too much"


def _excess(limit: Limit, levels: dict[tuple[str, int], float], index: int) -> float:
    excess = total(levels, limit.evses) - limit.limit_a[index]
    return round(excess, 1) if excess > EPSILON_A else 0.0
