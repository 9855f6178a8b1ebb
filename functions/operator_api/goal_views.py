"""Goals as operators write and see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from csms.domain import clock
from csms.domain.goals import HIGHEST_PRIORITY, Goal, GoalSource
from csms.domain.standing_goals import LONGEST_DWELL_S, StandingGoal
from operator_api.fields import Body, ShownTime, Time

Energy = Annotated[float, Field(gt=0, le=10_000_000, description="Counted from the session's start.")]
Capacity = Annotated[float, Field(gt=0, le=10_000_000, description="Of the car's battery, in Wh.")]
Percent = Annotated[float, Field(ge=0, le=100)]
Priority = Annotated[float, Field(gt=0, le=HIGHEST_PRIORITY, description="Multiplies the worth of its energy; 1.")]
DEPARTS_AT = "HH:MM on the site's clock, the next one after the session's start."


class GoalBody(Body):
    """`energy_wh`, or `soc_percent`, by `departure`. `battery_wh` may be left out where it is known otherwise.

    `start_soc_percent` is for cars that do not tell their state of charge: what it was at the session's start. What
    is left out is taken from the token's goal, then the station's, then from what past sessions teach.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"energy_wh": 20000, "departure": "2026-03-02T06:30:00Z"},
                {"soc_percent": 80, "battery_wh": 60000, "priority": 2},
            ]
        }
    )

    energy_wh: Energy | None = None
    soc_percent: Percent | None = None
    battery_wh: Capacity | None = None
    start_soc_percent: Percent | None = None
    departure: Time | None = None
    priority: Priority | None = None


class StandingGoalBody(Body):
    """A goal for every session, by a time of day (`departure_time`) or so long after its start (`dwell_s`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"energy_wh": 15000, "departure_time": "07:00"}, {"energy_wh": 8000, "dwell_s": 7200}]
        }
    )

    energy_wh: Energy | None = None
    soc_percent: Percent | None = None
    battery_wh: Capacity | None = None
    departure_time: Annotated[str, Field(description=DEPARTS_AT, examples=["07:00"])] | None = None
    dwell_s: Annotated[int, Field(ge=1, le=LONGEST_DWELL_S)] | None = None
    priority: Priority | None = None


class GoalView(BaseModel):
    """`source` is who said it; `confidence`, 0 to 1, is below 1 for what was learned from past sessions.

    `capacity_source` is who says `battery_wh`, which a state of charge is reckoned with; `learned` from how that of the
    token's past sessions rose. Where nobody does the session is planned as if nothing were said of its energy, and the
    plan's `problems` say so.
    """

    source: GoalSource
    energy_wh: float | None
    soc_percent: float | None
    battery_wh: float | None
    capacity_source: GoalSource | None
    start_soc_percent: float | None
    departure: ShownTime | None
    priority: float | None
    confidence: float


class StandingGoalView(BaseModel):
    energy_wh: float | None
    soc_percent: float | None
    battery_wh: float | None
    departure_time: str | None
    dwell_s: int | None
    priority: float | None


def goal(body: GoalBody) -> Goal:
    members = body.model_dump()
    departure = clock.parse_stored(body.departure) if body.departure else None
    return Goal(**{**members, "source": GoalSource.OPERATOR, "departure": departure})


def view(shown: Goal) -> GoalView:
    departure = clock.to_text(shown.departure) if shown.departure else None
    return GoalView(**{**shown.__dict__, "departure": departure, "capacity_source": shown.capacity_source})


def standing_goal(body: StandingGoalBody) -> StandingGoal:
    return StandingGoal(**body.model_dump())


def standing_view(shown: StandingGoal) -> StandingGoalView:
    return StandingGoalView(**shown.__dict__)
