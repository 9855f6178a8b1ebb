"""Plans as operators see them: planned, accepted and measured side by side."""

import math
from datetime import datetime

from pydantic import BaseModel

from csms.domain import clock, ids, steps
from csms.domain.plans import Control, EvsePlan, EvseState, FailSafe, Grant, SitePlan
from csms.domain.profile_deviations import DeviationKind
from csms.domain.promises import Promise
from operator_api import goal_views
from operator_api.fields import ShownTime
from operator_api.goal_views import GoalView


class StepView(BaseModel):
    """`limit_a` in A per phase holds from `start` until the next step; null is no limit."""

    start: ShownTime
    limit_a: float | None


class FailureView(BaseModel):
    """Why the newest profile is not in force, and when it is tried again."""

    state: EvseState
    reason: str
    attempts: int
    retry_at: ShownTime


class ControlView(BaseModel):
    """`accepted` is what the station has agreed to; `pending` is on its way to it."""

    accepted: list[StepView]
    accepted_at: ShownTime | None
    accepted_until: ShownTime | None
    pending: list[StepView] | None
    failure: FailureView | None


class PromiseView(BaseModel):
    """Energies from the session's start: wanted, delivered so far, and planned by the departure. `missing_wh` of what
    is wanted cannot be had by then beside the others' goals."""

    goal: GoalView
    wanted_wh: float
    delivered_wh: float
    planned_wh: float
    missing_wh: float


class DeviationView(BaseModel):
    """It draws `measured_a` where it may draw `allowed_a`. Once it `lasts`, the plan counts with what it draws.

    `command` has asked the station for its composite schedule: see `/api/commands/{command}/composite-schedule`.
    """

    kind: DeviationKind
    since: ShownTime
    seen_at: ShownTime
    measured_a: float
    allowed_a: float
    lasts: bool
    command: str | None


class EvsePlanView(ControlView):
    """An EVSE with a running session. `bound_a` is the most that it may be obeying; null is no limit. `promise` is null
    where the site is planned without goals.
    """

    station: str
    evse: int
    transaction_id: str
    state: EvseState
    planned: list[StepView]
    bound_a: float | None
    measured_a: float | None
    promise: PromiseView | None
    deviation: DeviationView | None


class FailSafeView(ControlView):
    """The limit that each EVSE of the station falls back to when the cloud or the link is away.

    `held_until`: so long a car that comes unseen is given nothing, because running cars may fill a limit. Until
    `spared_until` the station is not held: it refused that, or refuses the profiles of sessions.
    """

    station: str
    limit_a: float | None
    held_until: ShownTime | None
    spared_until: ShownTime | None


class TotalsView(BaseModel):
    """Over the running sessions at `computed_at`, in A per phase."""

    planned_a: float | None
    accepted_a: float | None
    bound_a: float | None
    measured_a: float | None


class PlanView(BaseModel):
    """`over_limit`: what the stations may be obeying is more than the site's limit. `problems` says why, in words, and
    whose goal cannot be met. `method`: `optimised`, `equal_share` where nothing is known of any car, or `fallback`, an
    equal share because the optimiser was out of time.
    """

    site_id: str
    version: int
    computed_at: ShownTime
    limit: list[StepView]
    evses: list[EvsePlanView]
    fail_safes: list[FailSafeView]
    totals: TotalsView
    over_limit: bool
    problems: list[str]
    method: str | None


def view(plan: SitePlan) -> PlanView:
    return PlanView(
        site_id=plan.site_id,
        version=plan.version,
        computed_at=clock.to_text(plan.computed_at),
        limit=_steps(plan.limit),
        evses=[_evse(evse) for evse in plan.evses],
        fail_safes=[_fail_safe(fail_safe) for fail_safe in plan.fail_safes],
        totals=TotalsView(**{name: _finite(value) for name, value in plan.totals.__dict__.items()}),
        over_limit=plan.over_limit,
        problems=list(plan.problems),
        method=plan.method,
    )


def _evse(plan: EvsePlan) -> EvsePlanView:
    return EvsePlanView(
        station=plan.identity,
        evse=plan.evse,
        transaction_id=plan.transaction_id,
        state=plan.state,
        planned=_steps(plan.planned),
        bound_a=_finite(plan.bound_a),
        measured_a=_finite(plan.measured_a),
        promise=_promise(plan.promise),
        deviation=_deviation(plan),
        **_control(plan.control).__dict__,
    )


def _promise(promise: Promise | None) -> PromiseView | None:
    return PromiseView(**{**promise.__dict__, "goal": goal_views.view(promise.goal)}) if promise else None


def _deviation(plan: EvsePlan) -> DeviationView | None:
    if plan.deviation is None:
        return None
    members = plan.deviation.to_dict()
    check = members.pop("check")
    return DeviationView(**members, command=ids.join(plan.station_key, check) if check else None)


def _fail_safe(plan: FailSafe) -> FailSafeView:
    return FailSafeView(
        station=plan.identity,
        limit_a=plan.limit_a,
        held_until=_time(plan.held_until),
        spared_until=_time(plan.spared_until),
        **_control(plan.control).__dict__,
    )


def _control(control: Control) -> ControlView:
    accepted, failure = control.accepted, control.failure
    return ControlView(
        accepted=_grant(accepted) or [],
        accepted_at=_time(accepted.at if accepted else None),
        accepted_until=_time(accepted.until if accepted else None),
        pending=_grant(control.pending),
        failure=FailureView(**failure.to_dict()) if failure else None,
    )


def _time(moment: datetime | None) -> str | None:
    return clock.to_text(moment) if moment else None


def _grant(grant: Grant | None) -> list[StepView] | None:
    return _steps(grant.steps) if grant else None


def _steps(limits: steps.Steps) -> list[StepView]:
    return [StepView(**step) for step in steps.to_list(limits)]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
