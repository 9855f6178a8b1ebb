"""One planning run: what is known of a site in, the new plan and the orders to its stations out. Pure.

The plan already holds every order as pending. Store it before the first order leaves: whatever dies after
that, the next run counts with all that a station may have been told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from csms.domain.charging_profiles import Purpose
from csms.domain.commands import Command
from csms.domain.operations import ClearChargingProfile, SetChargingProfile
from csms.domain.plans import Control, SitePlan
from csms.scheduling import fail_safe, holds, obedience, recall, release, report
from csms.scheduling.bounds import Levels, Outlet
from csms.scheduling.limits import fail_safe_shares
from csms.scheduling.outlets import fail_safe_slots, outlets
from csms.scheduling.profiles import fail_safe_profile, profile_id, tx_profile
from csms.scheduling.run import Run, frame
from csms.scheduling.site_state import SiteState
from csms.scheduling.steady import steadied
from csms.scheduling.targets import targets


@dataclass(frozen=True)
class Order:
    """An operation for a station, to be sent as the command `message_id`."""

    station_key: str
    message_id: str
    operation: SetChargingProfile | ClearChargingProfile


def replan(
    state: SiteState, previous: SitePlan | None, commands: Mapping[str, Command], new_id: Callable[[], str]
) -> tuple[SitePlan, list[Order]]:
    """`commands` are those of `awaited(previous)` that exist, by message id; `new_id` names the new ones."""
    slots = fail_safe_slots(state, previous, commands)
    before = obedience.observed(outlets(state, slots, previous, commands), previous)
    run = frame(state, before)
    cars = recall.cars(state, before, previous)
    memory = recall.site_memory(state, cars, previous)
    spared = holds.spared(run, before, slots, previous)
    unable = holds.unable(run, before, slots, spared)
    wanted = targets(run, holds.foreseen(run, before, unable, spared), cars, memory)
    levels = steadied(run, before, wanted, recall.calm(memory, cars, previous)) if wanted.promising else wanted.levels
    fail_safes = _fail_safes_wanted(run, _drawn(run, before, wanted.levels), unable, spared)
    after = release.release(run, before, levels, new_id, fail_safes.held)
    new_slots = fail_safe.release(run, after, slots, fail_safes, new_id)
    after = [replace(outlet, fail_safe=new_slots[outlet.station.key]) for outlet in after]
    version = previous.version + 1 if previous else 1
    plan = report.site_plan(run, after, wanted.levels, new_slots, fail_safes, version)
    plan = recall.remember(plan, wanted, cars, memory)
    return plan, [*_tx_orders(run, before, after), *_fail_safe_orders(run, slots, new_slots)]


def _fail_safes_wanted(
    run: Run, levels: Levels, unable: frozenset[str], spared: dict[str, datetime]
) -> fail_safe.Wanted:
    shares = fail_safe_shares(run.state) if run.state.fail_safe else {}
    return fail_safe.Wanted(shares, holds.wanted(run, levels, shares) - unable, spared)


def _drawn(run: Run, outlets: Sequence[Outlet], levels: Levels) -> Levels:
    """The levels, where an EVSE does not keep to its own what it does draw."""
    return levels | {outlet.evse: outlet.at_most(run.times) for outlet in outlets if outlet.drawn_a}


def awaited(plan: SitePlan) -> Iterator[tuple[str, str]]:
    """(station key, message id) of every command whose outcome would change what is known."""
    for part in plan.parts:
        for grant in (part.control.pending, *part.control.doubtful):
            if grant is not None and grant.message_id:
                yield part.station_key, grant.message_id


def _tx_orders(run: Run, before: Sequence[Outlet], after: Sequence[Outlet]) -> Iterator[Order]:
    """Lowerings first: the sooner they are answered, the sooner others may rise."""
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if new.control.pending != old.control.pending]
    for _, outlet in sorted(pairs, key=lambda pair: _raises_now(run, *pair)):
        pending, session = outlet.control.pending, outlet.session
        assert pending is not None, "a run only adds to what is pending"
        assert session is not None, "only a session is given a profile"
        profile = tx_profile(session.evse, session.ocpp_transaction_id, pending)
        yield Order(outlet.station.key, pending.message_id, SetChargingProfile(session.evse, profile))


def _raises_now(run: Run, old: Outlet, new: Outlet) -> bool:
    return new.at_most(run.times[:1]) > old.at_most(run.times[:1])


def _fail_safe_orders(run: Run, before: dict[str, Control], after: dict[str, Control]) -> Iterator[Order]:
    for key, control in after.items():
        if control.pending is None or control.pending == before[key].pending:
            continue
        message_id, profile = control.pending.message_id, control.pending.steps
        if profile:
            operation = SetChargingProfile(0, fail_safe_profile(profile, run.now))
            yield Order(key, message_id, operation)
        else:
            yield Order(key, message_id, ClearChargingProfile(profile_id(0), 0, Purpose.TX_DEFAULT, 0))
