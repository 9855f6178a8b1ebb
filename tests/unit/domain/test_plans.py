"""A plan survives JSON, and says when it still binds anybody."""

import json
from datetime import UTC, datetime, timedelta

from csms.domain.plans import Control, EvsePlan, EvseState, FailSafe, Failure, Grant, SitePlan, Totals
from csms.domain.site_limits import LimitParts
from csms.domain.steps import Step

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GRANT = Grant("m1", (Step(NOW, 10.0), Step(NOW + timedelta(hours=1), 16.0)), NOW + timedelta(hours=4), NOW)
FAILURE = Failure(EvseState.REJECTED, "Rejected", 2, NOW + timedelta(minutes=2))
CONTROL = Control(GRANT, Grant("m2", (), None, NOW), (GRANT,), FAILURE)
EVSE = EvsePlan("cp1", "CP1", 1, "t1", EvseState.PENDING, GRANT.steps, CONTROL, 16.0, 9.5)
PLAN = SitePlan(
    "s",
    3,
    NOW,
    limit=(Step(NOW, float("inf")), Step(NOW + timedelta(hours=1), 30.0)),
    limit_parts=LimitParts(30.0, None, 4.0),
    evses=(EVSE,),
    fail_safes=(FailSafe("cp1", "CP1", 6.0, Control()), FailSafe("cp2", "CP2", None, CONTROL, NOW)),
    totals=Totals(10.0, 10.0, 16.0, 9.5),
    over_limit=True,
    problems=("something",),
)


def test_a_plan_survives_json() -> None:
    assert SitePlan.from_dict(json.loads(json.dumps(PLAN.to_dict(), allow_nan=False))) == PLAN


def test_a_plan_stored_before_there_were_holds_is_read() -> None:
    stored = PLAN.to_dict()
    for part in stored["fail_safes"]:
        del part["spared_until"]
    assert [part.spared_until for part in SitePlan.from_dict(stored).fail_safes] == [None, None]


def test_a_fail_safe_that_begins_with_nothing_is_a_hold() -> None:
    """Its second step is the limit that it goes on to."""
    assert [part.held_until for part in PLAN.fail_safes] == [None, NOW + timedelta(hours=1)]


def test_the_json_shows_what_an_operator_asks_for() -> None:
    evse = PLAN.to_dict()["evses"][0]
    assert evse["planned"] == evse["accepted"]
    assert evse["accepted"][1] == {"start": "2026-06-01T13:00:00.000Z", "limit_a": 16.0}
    assert evse["accepted_at"] == "2026-06-01T12:00:00.000Z"
    assert (evse["identity"], evse["state"], evse["measured_a"]) == ("CP1", "pending", 9.5)
    assert PLAN.to_dict()["limit"][0]["limit_a"] is None


def test_a_plan_is_in_force_while_a_station_may_hold_something_of_it() -> None:
    assert PLAN.in_force
    assert not SitePlan("s", 1, NOW, fail_safes=(FailSafe("cp1", "CP1", 6.0, Control()),)).in_force
