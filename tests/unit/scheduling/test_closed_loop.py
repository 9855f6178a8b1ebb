"""A site of twenty cars through the planner's own code: with goals more of what was wanted is served, safely."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from csms.domain.goals import Goal, GoalSource
from csms.domain.operations import SetChargingProfile
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of

STEP, HOURS, LIMIT_A, CARS, DEAF = timedelta(minutes=15), 4, 110.0, 20, 3
VOLTS = 230


@dataclass
class Car:
    """Takes at most `max_a`, near full ever less. `deaf`: its station refuses every profile of a transaction."""

    charger: Charger
    arrives: datetime
    leaves: datetime
    wanted_wh: float
    max_a: float
    deaf: bool
    got_wh: float = 0.0

    def draw(self, offered_a: float) -> float:
        left = 1 - self.got_wh / self.wanted_wh
        most_a = 0.0 if left <= 0 else min(self.max_a, 1 + self.max_a * left / 0.3)
        drawn_a = min(offered_a, most_a) if offered_a >= 6 else 0.0
        self.got_wh += drawn_a * VOLTS * (STEP / timedelta(hours=1))
        return drawn_a


def cars(chargers: list[Charger]) -> list[Car]:
    random, found = Random(5), []
    for number, charger in enumerate(chargers):
        stay_h, max_a = random.choice([1, 2, 4]), random.choice([16.0, 32.0])
        arrives = START + timedelta(minutes=15) * random.randrange(4)
        wanted_wh = random.uniform(0.3, 0.8) * stay_h * max_a * VOLTS
        found.append(Car(charger, arrives, arrives + timedelta(hours=stay_h), wanted_wh, max_a, number < DEAF))
    return found


def served(with_goals: bool) -> float:
    """The share of all wanted energy that was delivered in time; asserts the limit at every step."""
    world = SimulatedSite(site_of(LIMIT_A), [Charger(f"cp{number:02}", 1) for number in range(CARS)])
    world.settle()
    fleet = cars(world.chargers)
    while world.now < START + timedelta(hours=HOURS):
        for car in fleet:
            here, known = car.arrives <= world.now < car.leaves, 1 in car.charger.sessions
            if here and not known:
                goal = Goal(GoalSource.OPERATOR, car.wanted_wh, departure=car.leaves)
                world.start(car.charger, 1, goals=(goal,) if with_goals else ())
            elif known and not here:
                car.charger.end(1)
        while world.replan():
            deliver(world, fleet)
        assert world.load(None, world.now) <= LIMIT_A + 1e-6
        measure(world, fleet)
        world.now += STEP
    return sum(min(car.got_wh, car.wanted_wh) for car in fleet) / sum(car.wanted_wh for car in fleet)


def deliver(world: SimulatedSite, fleet: list[Car]) -> None:
    for car in fleet:
        while car.charger.inbox:
            operation = car.charger.inbox[0].operation
            refused = car.deaf and isinstance(operation, SetChargingProfile) and operation.evse > 0
            world.deliver(car.charger, taken=not refused)


def measure(world: SimulatedSite, fleet: list[Car]) -> None:
    for car in fleet:
        if 1 in car.charger.sessions:
            drawn_a = car.draw(car.charger.obeys(1, world.now, with_inbox=False))
            # Before the set point of the next quarter of an hour, which this car follows only with its next step.
            at, power_w = world.now + timedelta(minutes=2), drawn_a * VOLTS
            world.tell(car.charger, 1, measured_a=drawn_a, measured_at=at, delivered_wh=car.got_wh, power_w=power_w)


def test_goals_serve_more_than_an_equal_share_within_every_limit() -> None:
    assert served(with_goals=True) > served(with_goals=False) + 0.06
