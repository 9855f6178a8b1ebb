"""Goals: the most specific of each member wins, and a state of charge is an energy."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csms.domain.goals import Goal, GoalSource, merged
from csms.domain.standing_goals import StandingGoal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Local 23:00 and midnight before the nights in which the clocks change.
FORWARD, BACK = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)


def test_each_member_is_of_the_most_specific_that_has_it() -> None:
    learned = Goal(GoalSource.LEARNED, energy_wh=7000, departure=NOON + timedelta(hours=3), confidence=0.4)
    token = Goal(GoalSource.TOKEN, departure=NOON + timedelta(hours=2), priority=3, battery_wh=50_000)
    operator = Goal(GoalSource.OPERATOR, soc_percent=80)
    goal = merged([learned, None, token, operator])
    assert goal == Goal(
        GoalSource.OPERATOR,
        soc_percent=80,
        battery_wh=50_000,
        battery_source=GoalSource.TOKEN,
        departure=NOON + timedelta(hours=2),
        priority=3,
    )
    assert merged([learned, token]) == Goal(
        GoalSource.TOKEN,
        energy_wh=7000,
        departure=NOON + timedelta(hours=2),
        priority=3,
        battery_wh=50_000,
        confidence=0.4,
    )
    assert merged([None]) is None


@pytest.mark.parametrize(
    ("goal", "soc_percent", "wanted_wh"),
    [
        (Goal(GoalSource.OPERATOR, energy_wh=9000), 50, 9000),
        (Goal(GoalSource.OPERATOR, soc_percent=80, battery_wh=60_000), 50, 2000 + 18_000),
        (Goal(GoalSource.OPERATOR, soc_percent=80, battery_wh=60_000), 90, 2000),
        (Goal(GoalSource.OPERATOR, soc_percent=80, battery_wh=60_000, start_soc_percent=40), None, 24_000),
        (Goal(GoalSource.OPERATOR, soc_percent=80, battery_wh=60_000), None, None),
        (Goal(GoalSource.OPERATOR, soc_percent=80), 50, None),
        (Goal(GoalSource.OPERATOR, departure=NOON), 50, None),
    ],
)
def test_what_a_session_is_to_get(goal: Goal, soc_percent: float | None, wanted_wh: float | None) -> None:
    assert goal.wanted_wh(2000, soc_percent) == wanted_wh


@pytest.mark.parametrize(
    ("standing", "started_at", "departure"),
    [
        (StandingGoal(departure_time="07:00"), NOON, datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (StandingGoal(departure_time="13:01"), NOON, datetime(2026, 3, 1, 12, 1, tzinfo=UTC)),
        (StandingGoal(departure_time="13:00"), NOON, datetime(2026, 3, 2, 12, tzinfo=UTC)),
        (StandingGoal(departure_time="07:00"), FORWARD, FORWARD + timedelta(hours=7)),
        (StandingGoal(departure_time="02:30"), FORWARD, FORWARD + timedelta(hours=3, minutes=30)),
        (StandingGoal(departure_time="07:00"), BACK, BACK + timedelta(hours=8)),
        (StandingGoal(dwell_s=5400), NOON, NOON + timedelta(minutes=90)),
        (StandingGoal(energy_wh=1), NOON, None),
    ],
)  # fmt: skip
def test_by_when(standing: StandingGoal, started_at: datetime, departure: datetime | None) -> None:
    assert standing.of_session(GoalSource.TOKEN, started_at, STOCKHOLM).departure == departure


def test_goals_go_through_json() -> None:
    goal = Goal(GoalSource.DRIVER, energy_wh=9000, departure=NOON, confidence=0.5)
    assert Goal.from_dict(goal.to_dict()) == goal
    standing = StandingGoal(soc_percent=80, battery_wh=50_000, departure_time="07:00")
    assert StandingGoal.from_dict(standing.to_dict()) == standing
