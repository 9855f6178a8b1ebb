"""Once a day every station says what it holds: a few in a run, and what differs is told and made good."""

from collections import Counter
from dataclasses import replace

import pytest

from csms.application.save_site import save_site
from csms.domain.alarms import Alarm
from csms.domain.plans import EvseState
from tests.unit.application.test_plan_site import SITE, Depot, depot

__all__ = ["depot"]


@pytest.fixture
def steady(depot: Depot) -> Depot:
    """20 A each, all of it accepted just now; whoever is asked says so."""
    for car in depot.cars:
        car.composite_a = 20.0
    save_site(depot.csms.ports, replace(SITE, limit_a=60.0))
    depot.settle()
    depot.log.clear()
    return depot


def asked(depot: Depot) -> Counter[str]:
    return Counter(key for key, action in depot.log if action == "GetCompositeSchedule")


def test_each_is_asked_once_a_day_and_two_in_a_run(steady: Depot) -> None:
    assert steady.later(minutes=5) == 0
    assert steady.later(minutes=1) == 2
    assert steady.tick() == 1
    assert steady.tick() == 0
    assert set(asked(steady).values()) == {1}
    assert [check.message_id for check in steady.plan.checks] == [None] * 3
    for _ in range(25):
        steady.later(hours=1)
    assert set(asked(steady).values()) == {2}
    assert steady.csms.alarms == []
    for car in steady.cars:
        [newest, _] = steady.csms.ports.composite_checks.page(car.key, 10, None).items
        assert newest.agrees


def test_who_does_not_tell_is_left_alone(steady: Depot) -> None:
    steady.cars[0].composite_a = None
    steady.later(minutes=15)
    for _ in range(26):
        steady.later(hours=2)
    counted = asked(steady)
    assert (counted["cp-a"], counted["cp-b"]) == (1, 3)
    assert [check.refused for check in steady.plan.checks if check.station_key == "cp-a"] == [True]


def test_who_holds_a_higher_limit_rings_and_gets_its_profile_again(steady: Depot) -> None:
    steady.cars[1].composite_a = 32.0
    steady.later(minutes=15)
    assert steady.csms.alarms == []
    steady.log.clear()
    assert differences(steady) == 1
    assert steady.plan.evses[1].control.accepted is None
    steady.settle()
    assert ("cp-b", "SetChargingProfile") in steady.log
    assert [evse.state for evse in steady.plan.evses] == [EvseState.IN_FORCE] * 3
    assert (steady.csms.alarms, steady.limits()) == ([Alarm.COMPOSITE_DIFFERS], [20.0] * 3)


def test_who_holds_a_lower_limit_only_rings(steady: Depot) -> None:
    steady.cars[1].composite_a = 10.0
    steady.later(minutes=15)
    differences(steady)
    assert steady.csms.alarms == [Alarm.COMPOSITE_DIFFERS]
    assert steady.settle() == 0


def test_the_alarm_is_cleared_when_it_agrees_again(steady: Depot) -> None:
    steady.cars[1].composite_a = 10.0
    steady.later(minutes=15)
    differences(steady)
    steady.cars[1].composite_a = 20.0
    for _ in range(14):
        steady.later(hours=2)
    assert set(asked(steady).values()) == {2}
    differences(steady)
    events = steady.csms.ports.station_events.page("cp-b", 50, None).items
    assert [event.type for event in events if event.type.startswith("alarm")] == ["alarm_cleared", "alarm"]
    assert differences(steady) == 0


def differences(depot: Depot) -> int:
    """Run the tasks that follow them; how many there were."""
    tasks = [task for _, task in depot.csms.queues.tasks if task["task"] == "profiles_differ"]
    depot.csms.queues.tasks = [entry for entry in depot.csms.queues.tasks if entry[1] not in tasks]
    for task in tasks:
        depot.csms.run_task(task)
    return len(tasks)
