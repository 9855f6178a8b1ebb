"""One site's loop on real stores and real frames: three stations of three versions under one booked limit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csms.application.book_schedule import book_schedule, cancel_schedule
from csms.application.plan_due_sites import plan_due_sites
from csms.application.plan_site import plan_site
from csms.application.record_load import record_load
from csms.application.register_station import RegisterStation, register_station
from csms.application.save_site import remove_site, save_site
from csms.application.send_command import CommandRequest, send_command
from csms.application.set_goal import set_session_goal, set_station_goal, set_token_goal
from csms.domain import clock
from csms.domain.alarms import Alarm
from csms.domain.charging_profiles import RateUnit
from csms.domain.configuration import Configuration, Source, with_readings
from csms.domain.configuration import Reading as Setting
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError, NotFoundError
from csms.domain.goals import Goal, GoalSource
from csms.domain.loads import Reading
from csms.domain.plans import EvseState, SitePlan
from csms.domain.profile_deviations import DeviationKind
from csms.domain.quirks import Quirks
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Site
from csms.domain.standing_goals import StandingGoal
from csms.domain.station_models import StationModel
from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World, world

ROUNDS = 20
STEADY_REQUESTS = 11
SITE = Site("depot", "Depot", "2026-01-01T00:00:00.000Z")


@dataclass
class Car:
    """A station with a car on EVSE 1. `profiles`: the limits in A now of what it accepted, by purpose. `composite_a`:
    the limit that it says it obeys; None where it does not tell."""

    charger: Charger
    answer: str | None = "Accepted"
    composite_a: float | None = None
    running: bool = False
    visits: int = 0
    transaction_id: str = ""
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.charger.identity.lower()

    def start(self) -> None:
        self.running, self.visits, time = True, self.visits + 1, self.charger.now()
        if self.charger.version is OcppVersion.V16:
            start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": time}
            self.transaction_id = str(self.charger.ask("StartTransaction", start)["transactionId"])
        else:
            self.transaction_id = f"{self.charger.identity}-{self.visits}"
            token = {"idToken": "TAG-1", "type": "ISO14443"}
            self._event("Started", 0, evse={"id": 1, "connectorId": 1}, idToken=token)

    def stop(self) -> None:
        self.running = False
        self.profiles.pop("TxProfile", None)
        if self.charger.version is OcppVersion.V16:
            number, time = int(self.transaction_id), self.charger.now()
            self.charger.ask("StopTransaction", {"transactionId": number, "meterStop": 10, "timestamp": time})
        else:
            self._event("Ended", 1)

    def measure(self, current_a: float) -> None:
        value = {"value": current_a, "measurand": "Current.Import"}
        meter = {"timestamp": self.charger.now(), "sampledValue": [value]}
        self._event("Updated", 1, meterValue=[meter])

    def _event(self, kind: str, number: int, **members: Any) -> None:
        event = {"eventType": kind, "timestamp": self.charger.now(), "triggerReason": "Authorized", "seqNo": number}
        self.charger.ask(
            "TransactionEvent", {**event, "transactionInfo": {"transactionId": self.transaction_id}, **members}
        )

    def take(self, text: str) -> None:
        """Obey one CALL as the station's version says, and answer it."""
        _, message_id, action, payload = json.loads(text)
        if self.answer is None:
            return
        if action == "GetCompositeSchedule":
            self.charger.frame(json.dumps([3, message_id, self._composite()]))
            return
        if self.answer == "Accepted" and action == "SetChargingProfile":
            profile = payload.get("csChargingProfiles") or payload["chargingProfile"]
            self.profiles[profile["chargingProfilePurpose"]] = profile
            assert str(profile.get("transactionId", self.transaction_id)) == self.transaction_id
        elif self.answer == "Accepted":
            self.profiles.pop("TxDefaultProfile", None)
        assert self.charger.frame(json.dumps([3, message_id, {"status": self.answer}])) is None

    def _composite(self) -> dict[str, Any]:
        if self.composite_a is None:
            return {"status": "Rejected"}
        period = {"startPeriod": 0, "limit": self.composite_a, "numberPhases": 3}
        schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": [period], "duration": 3600}
        if self.charger.version is OcppVersion.V16:
            told = {"connectorId": 1, "scheduleStart": self.charger.now(), "chargingSchedule": schedule}
        else:
            told = {"schedule": {**schedule, "evseId": 1, "scheduleStart": self.charger.now()}}
        return {"status": "Accepted", **told}

    def limit(self, purpose: str = "TxProfile") -> float | None:
        """What the profile says now."""
        profile = self.profiles.get(purpose)
        if profile is None:
            return None
        schedule = profile["chargingSchedule"]
        schedule = schedule[0] if isinstance(schedule, list) else schedule
        start = clock.parse(schedule["startSchedule"])
        assert start is not None
        elapsed = (self.charger.world.moment - start).total_seconds()
        assert 60 <= elapsed < schedule.get("duration", 1e9)
        return float([p["limit"] for p in schedule["chargingSchedulePeriod"] if p["startPeriod"] <= elapsed][-1])


@dataclass
class Depot:
    csms: World
    cars: list[Car]
    log: list[tuple[str, str]] = field(default_factory=list)

    def settle(self) -> int:
        """Run the planner for every request, deliver every CALL; the number of CALLs that took."""
        sent = 0
        for _ in range(ROUNDS):
            if not self.csms.queues.plans and not self.csms.link.sent:
                return sent
            if self.csms.queues.plans:
                self.csms.queues.plans.clear()
                with self.csms.guard.running("site_planner"):
                    plan_site(self.csms.ports, "depot")
            sent += self._deliver()
            self.csms.drain()
        raise AssertionError("the planner does not come to rest")

    def _deliver(self) -> int:
        frames, self.csms.link.sent = self.csms.link.sent, []
        cars = {car.charger.connection_id: car for car in self.cars}
        for connection_id, text in frames:
            car = cars[connection_id]
            car.take(text)
            self.log.append((car.key, json.loads(text)[2]))
        return len(frames)

    def tick(self) -> int:
        plan_due_sites(self.csms.ports)
        return self.settle()

    def later(self, **delta: float) -> int:
        self.csms.forward(**delta)
        for car in self.cars:
            car.charger.ask("Heartbeat", {})
        return self.tick()

    def limits(self) -> list[float | None]:
        return [car.limit() for car in self.cars if car.running]

    @property
    def plan(self) -> SitePlan:
        plan = self.csms.ports.plans.get("depot")
        assert plan is not None
        return plan

    def book(self, limit_a: float, starts_min: float = -10, ends_min: float = 120, schedule_id: str = "booked") -> None:
        now = self.csms.moment
        starts, ends = (str(now + timedelta(minutes=minutes)) for minutes in (starts_min, ends_min))
        book_schedule(
            self.csms.ports,
            Schedule(
                schedule_id, "depot", "", clock.to_text(now), limit_a, Recurrence.ONCE, starts_at=starts, ends_at=ends
            ),
        )


@pytest.fixture
def depot() -> Iterator[Depot]:
    with world() as csms:
        csms.token(max_open_transactions=None)
        save_site(csms.ports, SITE)
        cars = []
        for identity, version in (("CP-A", OcppVersion.V16), ("CP-B", OcppVersion.V201), ("CP-C", OcppVersion.V21)):
            csms.register(identity, site_id="depot")
            cars.append(Car(csms.connect(version, identity)))
            cars[-1].charger.boot()
        csms.forward(seconds=1)
        made = Depot(csms, cars)
        for car in cars:
            car.start()
        assert made.settle() == 0, "without a limit nothing is sent"
        yield made


def test_the_booked_limit_is_shared_and_given_back(depot: Depot) -> None:
    """The issue's own scenario."""
    depot.book(30.0)
    depot.settle()
    assert depot.limits() == [10.0, 10.0, 10.0]
    assert [car.limit("TxDefaultProfile") for car in depot.cars] == [10.0, 10.0, 10.0]
    assert [evse.state for evse in depot.plan.evses] == [EvseState.IN_FORCE] * 3
    assert (depot.plan.over_limit, depot.plan.problems, depot.plan.totals.accepted_a) == (False, (), 30.0)
    assert depot.tick() == 0
    assert depot.later(minutes=5) == 0

    depot.cars[1].stop()
    depot.settle()
    assert depot.limits() == [15.0, 15.0]
    assert depot.later(minutes=5) == 0

    depot.later(minutes=111)
    assert depot.limits() == [32.0, 32.0]
    assert [car.limit("TxDefaultProfile") for car in depot.cars] == [None] * 3
    assert depot.later(minutes=1) == 0


def test_a_station_is_told_what_it_can_set(depot: Depot) -> None:
    register_station(depot.csms.ports, RegisterStation("CP-B", evse_current_step_a=4.0))
    register_station(depot.csms.ports, RegisterStation("CP-C", evse_min_current_a=16.0))
    depot.book(30.0)
    depot.settle()
    assert depot.limits() == [6.0, 8.0, 16.0]
    register_station(depot.csms.ports, RegisterStation("CP-C", evse_min_current_a=6.0))
    depot.settle()
    assert depot.limits() == [10.0, 8.0, 10.0], "a setting is planned with at once"


def test_a_station_that_refuses_is_planned_around_and_asked_again_later(depot: Depot) -> None:
    depot.cars[0].answer = "Rejected"
    depot.book(48.0)
    depot.settle()
    assert depot.limits() == [None, 8.0, 8.0]
    assert depot.plan.evses[0].state is EvseState.REJECTED
    assert any("CP-A EVSE 1: profile rejected: Rejected; counted with 32.0 A" in text for text in depot.plan.problems)
    assert not depot.plan.over_limit
    assert depot.tick() == 0
    depot.cars[0].answer = "Accepted"
    depot.later(minutes=2)
    assert depot.limits() == [16.0, 16.0, 16.0]
    assert depot.plan.problems == ()


def test_a_station_out_of_sight_is_counted_with_what_it_holds(depot: Depot) -> None:
    depot.book(30.0, ends_min=600)
    depot.settle()
    depot.csms.forward(minutes=30)
    for car in depot.cars[1:]:
        car.charger.ask("Heartbeat", {})
    depot.cars[1].stop()
    depot.settle()
    assert depot.limits() == [10.0, 20.0]
    assert depot.plan.evses[0].state is EvseState.OFFLINE
    assert "CP-A EVSE 1 is offline: counted with 10.0 A" in depot.plan.problems


def test_after_a_reboot_the_profile_is_sent_again(depot: Depot) -> None:
    depot.book(30.0)
    depot.settle()
    depot.csms.forward(seconds=5)
    depot.cars[0].profiles.pop("TxProfile")
    depot.cars[0].charger.boot()
    depot.csms.forward(seconds=1)
    depot.settle()
    assert depot.limits() == [10.0] * 3


def test_a_station_that_leaves_the_site_is_freed(depot: Depot) -> None:
    depot.book(30.0, ends_min=600)
    depot.settle()
    depot.cars[0].stop()
    station = depot.csms.ports.stations.get("cp-a")
    assert station is not None
    depot.csms.ports.stations.save(replace(station, site_id=None))
    depot.tick()
    assert depot.cars[0].profiles == {}
    assert depot.limits() == [15.0, 15.0]
    assert [part.station_key for part in depot.plan.fail_safes] == ["cp-b", "cp-c"]


def test_goals_of_session_token_and_station_reach_the_plan(depot: Depot) -> None:
    """The session's own before its token's before its station's, each for the members that it has."""
    ports, now = depot.csms.ports, depot.csms.moment
    depot.book(30.0, ends_min=600)
    depot.settle()
    assert depot.plan.method == "equal_share"
    set_station_goal(ports, "CP-A", StandingGoal(energy_wh=9000, dwell_s=7200))
    set_token_goal(ports, "TAG-1", StandingGoal(departure_time="18:00", priority=2))
    driver = Goal(GoalSource.DRIVER, energy_wh=7000, departure=now + timedelta(hours=3))
    ports.transactions.set_goal(depot.plan.evses[1].transaction_id, GoalSource.DRIVER, driver)
    set_session_goal(ports, depot.plan.evses[1].transaction_id, Goal(GoalSource.OPERATOR, energy_wh=4000))
    depot.settle()
    assert (depot.plan.method, depot.csms.fallbacks) == ("optimised", [])
    found = [evse.promise.goal for evse in depot.plan.evses if evse.promise]
    six = datetime(2026, 3, 1, 18, tzinfo=UTC)
    assert [(goal.energy_wh, goal.departure, goal.priority) for goal in found[:2]] == [
        (9000, six, 2),
        (4000, now + timedelta(hours=3), 2),
    ]
    assert (found[2].departure, found[2].priority) == (six, 2)
    assert [evse.promise.missing_wh for evse in depot.plan.evses if evse.promise] == [0.0, 0.0, 0.0]


def test_a_profile_is_as_its_station_says_that_it_takes_them(depot: Depot) -> None:
    """Two periods, only watts, only stack level 0: 10 A on three phases are 6900 W."""
    settings = {
        "ChargingScheduleMaxPeriods": "2",
        "ChargeProfileMaxStackLevel": "0",
        "ChargingScheduleAllowedChargingRateUnit": "Power",
    }
    readings = [Setting(key, value) for key, value in settings.items()]
    told = with_readings(Configuration("cp-a"), readings, clock.to_text(depot.csms.moment), Source.GET)
    depot.csms.ports.configurations.save(told)
    depot.cars[0].stop()
    depot.settle()
    depot.csms.forward(seconds=1)
    depot.cars[0].start()
    depot.book(30.0, ends_min=60)
    depot.book(24.0, starts_min=30, ends_min=40, schedule_id="dip")
    depot.settle()
    profile = depot.cars[0].profiles["TxProfile"]
    schedule = profile["chargingSchedule"]
    assert (profile["stackLevel"], schedule["chargingRateUnit"]) == (0, "W")
    assert [period["limit"] for period in schedule["chargingSchedulePeriod"]] == [6900.0, 5520.0]
    assert len(depot.cars[1].profiles["TxProfile"]["chargingSchedule"][0]["chargingSchedulePeriod"]) > 2


def test_a_plan_that_the_optimiser_could_not_finish_is_counted(depot: Depot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csms.scheduling.optimiser.relax", lambda *_: None)
    set_token_goal(depot.csms.ports, "TAG-1", StandingGoal(energy_wh=9000))
    depot.settle()
    assert (depot.plan.method, set(depot.csms.fallbacks)) == ("fallback", {"depot"})


def test_a_run_costs_the_same_requests_for_any_number_of_stations_and_some_more_for_each_order(depot: Depot) -> None:
    depot.book(30.0)
    depot.csms.requests.clear()
    assert orders_of_a_run(depot) == 6
    assert len(depot.csms.requests) <= STEADY_REQUESTS + 3 * 6
    depot.settle()
    assert requests_of_a_run(depot) <= STEADY_REQUESTS
    for number in range(5):
        depot.csms.register(f"CP-{number}", site_id="depot")
        car = Car(depot.csms.connect(OcppVersion.V16, f"CP-{number}"))
        car.charger.boot()
        depot.cars.append(car)
        car.start()
    depot.csms.forward(seconds=5)
    depot.settle()
    assert sorted(limit or 0.0 for limit in depot.limits()) == [0.0] * 3 + [6.0] * 5
    assert requests_of_a_run(depot) <= STEADY_REQUESTS


def orders_of_a_run(depot: Depot) -> int:
    """The run's messages are delivered."""
    plan_site(depot.csms.ports, "depot")
    return sum(part.control.pending is not None for part in depot.plan.parts)


def requests_of_a_run(depot: Depot) -> int:
    depot.csms.requests.clear()
    assert orders_of_a_run(depot) == 0
    return len(depot.csms.requests)


def test_the_measured_current_stands_beside_the_plan(depot: Depot) -> None:
    depot.book(30.0)
    depot.cars[1].measure(9.4)
    depot.settle()
    assert [evse.measured_a for evse in depot.plan.evses] == [None, 9.4, None]
    assert depot.plan.totals.measured_a == 9.4


@pytest.mark.parametrize("sent", [0, 2])
def test_a_run_that_dies_while_it_sends_is_made_good(depot: Depot, monkeypatch: pytest.MonkeyPatch, sent: int) -> None:
    """The stored plan names every message; those that never became commands are dropped after a minute."""
    count = 0

    def dying(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count > sent:
            raise RuntimeError("the power is gone")
        return send_command(*arguments)

    depot.book(30.0)
    with monkeypatch.context() as patch:
        patch.setattr("csms.application.plan_site.send_command", dying)
        with pytest.raises(RuntimeError):
            plan_site(depot.csms.ports, "depot")
    assert all(part.control.pending for part in depot.plan.parts)
    depot.settle()
    assert all(part.control.pending for part in depot.plan.parts[sent:])
    depot.later(seconds=62)
    assert depot.limits() == [10.0] * 3
    assert [car.limit("TxDefaultProfile") for car in depot.cars] == [10.0] * 3


def test_of_two_runs_at_once_the_second_sends_nothing(depot: Depot, monkeypatch: pytest.MonkeyPatch) -> None:
    depot.book(30.0)
    stale = depot.plan
    plan_site(depot.csms.ports, "depot")
    depot.csms.link.sent.clear()
    monkeypatch.setattr(depot.csms.ports.plans, "get", lambda site_id: stale)
    with pytest.raises(ConcurrentChangeError):
        plan_site(depot.csms.ports, "depot")
    assert depot.csms.link.sent == []


@pytest.mark.parametrize("index", range(3))
def test_a_make_that_needs_it_differently_is_told_so(depot: Depot, index: int) -> None:
    """Limits in W, one stack level only, and what stands in the place of a profile taken away before."""
    quirks = Quirks(rate_unit=RateUnit.WATT, number_phases=3, max_stack_level=0, clear_profile_first=True)
    depot.csms.ports.station_models.save(StationModel("all", "2026-01-01T00:00:00.000Z", quirks=quirks))
    depot.csms.forward(minutes=2)
    depot.book(30.0)
    depot.settle()
    assert depot.limits() == [6900.0] * 3
    car = depot.cars[index]
    told = [action for key, action in depot.log if key == car.key]
    assert (told[0], told[-1]) == ("ClearChargingProfile", "SetChargingProfile")
    assert told.count("ClearChargingProfile") == told.count("SetChargingProfile") == 2
    profile = car.profiles["TxProfile"]
    schedule = profile["chargingSchedule"]
    schedule = schedule[0] if isinstance(schedule, list) else schedule
    period = schedule["chargingSchedulePeriod"][0]
    assert (profile["stackLevel"], schedule["chargingRateUnit"], period["numberPhases"]) == (0, "W", 3)
    assert depot.tick() == 0
    depot.cars[1].stop()
    depot.settle()
    assert depot.limits() == [10350.0] * 2


def by_hand(depot: Depot, car: Car, action: str, request: dict[str, Any]) -> None:
    """An operator's command, accepted, and the tasks that follow from that."""
    station = depot.csms.ports.stations.get(car.key)
    assert station is not None
    send_command(depot.csms.ports, station, CommandRequest(action, json.dumps(request)))
    depot._deliver()
    for _, task in list(depot.csms.queues.tasks):
        if task["task"] == "forget_grants":
            depot.csms.run_task(task)


def test_what_an_operator_takes_away_is_sent_again(depot: Depot) -> None:
    depot.book(30.0)
    depot.settle()
    car = depot.cars[1]
    car.profiles.clear()
    by_hand(depot, car, "ClearChargingProfile", {"chargingProfileCriteria": {"evseId": 1}})
    by_hand(depot, car, "ClearChargingProfile", {"chargingProfileCriteria": {"evseId": 0}})
    assert (car.limit(), depot.csms.queues.plans) == (None, ["depot", "depot"])
    depot.settle()
    assert (car.limit(), car.limit("TxDefaultProfile")) == (10.0, 10.0)
    assert depot.tick() == 0


def test_what_an_operator_puts_in_its_place_is_replaced_again(depot: Depot) -> None:
    """1.6: the same stack level and purpose at the same connector."""
    depot.book(30.0)
    depot.settle()
    car = depot.cars[0]
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 32}]}
    schedule["startSchedule"] = clock.to_wire(depot.csms.moment - timedelta(minutes=2))
    other = {"chargingProfileId": 5, "stackLevel": 1, "chargingProfilePurpose": "TxProfile",
             "chargingProfileKind": "Absolute", "transactionId": int(car.transaction_id),
             "chargingSchedule": schedule}  # fmt: skip
    by_hand(depot, car, "SetChargingProfile", {"connectorId": 1, "csChargingProfiles": other})
    assert car.limit() == 32.0
    depot.settle()
    assert car.limit() == 10.0


def test_the_planners_own_replacing_is_no_loss(depot: Depot) -> None:
    depot.book(30.0)
    depot.settle()
    depot.cars[1].stop()
    depot.settle()
    assert not [task for _, task in depot.csms.queues.tasks if task["task"] == "forget_grants"]


def test_a_make_that_takes_relative_profiles_only_gets_the_lowest_limit_to_come(depot: Depot) -> None:
    models, created = depot.csms.ports.station_models, "2026-01-01T00:00:00.000Z"
    models.save(StationModel("all", created, quirks=Quirks(relative_profiles_only=True)))
    depot.csms.forward(minutes=2)
    depot.book(60.0)
    depot.book(30.0, starts_min=30, schedule_id="later")
    depot.settle()
    for car in depot.cars:
        schedule = car.profiles["TxProfile"]["chargingSchedule"]
        schedule = schedule[0] if isinstance(schedule, list) else schedule
        assert "startSchedule" not in schedule
        assert [period["limit"] for period in schedule["chargingSchedulePeriod"]] == [10.0]


def test_due_sites_are_those_with_something_to_plan(depot: Depot) -> None:
    queues = depot.csms.queues
    assert plan_due_sites(depot.csms.ports) == 0
    save_site(depot.csms.ports, Site("limited", "", "2026-01-02T00:00:00.000Z", limit_a=10.0))
    save_site(depot.csms.ports, Site("idle", "", "2026-01-03T00:00:00.000Z"))
    depot.book(30.0)
    queues.plans.clear()
    assert plan_due_sites(depot.csms.ports) == 2
    assert sorted(queues.plans) == ["depot", "limited"]
    depot.settle()
    depot.csms.ports.schedules.remove("depot", "booked")
    queues.plans.clear()
    plan_due_sites(depot.csms.ports)
    assert sorted(queues.plans) == ["depot", "limited"], "its stations still hold profiles"


def test_booking_is_checked_and_planned(depot: Depot) -> None:
    ports, queues = depot.csms.ports, depot.csms.queues
    depot.book(30.0)
    first = ports.schedules.of_site("depot")[0]
    assert first.starts_at is not None
    assert first.starts_at.endswith(".000Z")
    depot.csms.forward(minutes=1)
    depot.book(20.0)
    assert [(s.limit_a, s.created_at) for s in ports.schedules.of_site("depot")] == [(20.0, first.created_at)]
    assert queues.plans == ["depot", "depot"]
    with pytest.raises(InvalidError, match="ends_at has passed"):
        depot.book(30.0, -20, -10)
    with pytest.raises(NotFoundError):
        book_schedule(ports, replace(first, site_id="nowhere"))
    with pytest.raises(NotFoundError):
        cancel_schedule(ports, "depot", "nothing")
    cancel_schedule(ports, "depot", "booked")
    assert ports.schedules.of_site("depot") == []
    assert queues.plans == ["depot"] * 3


def test_a_site_is_removed_once_it_is_empty(depot: Depot) -> None:
    ports = depot.csms.ports
    depot.book(30.0)
    with pytest.raises(ConflictError):
        remove_site(ports, "depot")
    with pytest.raises(NotFoundError):
        remove_site(ports, "nowhere")
    save_site(ports, replace(SITE, name="Renamed", created_at="2026-05-05T00:00:00.000Z"))
    renamed = ports.sites.get("depot")
    assert renamed is not None
    assert (renamed.name, renamed.created_at) == ("Renamed", SITE.created_at)
    for car in depot.cars:
        station = ports.stations.get(car.key)
        assert station is not None
        ports.stations.remove(station)
    remove_site(ports, "depot")
    assert (ports.sites.get("depot"), ports.schedules.of_site("depot")) == (None, [])
    assert plan_site(ports, "depot") is None


def test_what_the_building_draws_is_taken_from_the_limit(depot: Depot) -> None:
    """The limit at the connection holds with the building; a silent meter is counted with what the operator said."""
    save_site(depot.csms.ports, replace(SITE, limit_a=60.0, assumed_load_a=30.0))
    depot.settle()
    assert depot.limits() == [10.0, 10.0, 10.0]
    meter(depot, 12.0)
    depot.settle()
    assert depot.limits() == [16.0, 16.0, 16.0]
    assert [car.limit("TxDefaultProfile") for car in depot.cars] == [10.0, 10.0, 10.0]
    meter(depot, 39.5)
    depot.settle()
    assert depot.limits() == [6.6, 6.6, 6.6]
    assert depot.plan.limit[0].limit_a == 20.0
    depot.later(minutes=20)
    assert depot.limits() == [10.0, 10.0, 10.0]


def meter(depot: Depot, load_a: float) -> None:
    depot.csms.forward(seconds=30)
    record_load(depot.csms.ports, "depot", [Reading(depot.csms.moment, load_a, load_a * 690)], forecast=False)


def test_a_station_that_does_not_obey_rings_once_and_is_asked_what_it_holds(depot: Depot) -> None:
    save_site(depot.csms.ports, replace(SITE, limit_a=60.0))
    depot.settle()
    rebel = depot.cars[1]
    for _ in range(4):
        depot.csms.forward(minutes=2)
        rebel.measure(31.0)
        depot.tick()
    assert depot.limits() == [14.5, 20.0, 14.5]
    assert [action for key, action in depot.log if key == rebel.key].count("GetCompositeSchedule") == 1
    assert depot.csms.alarms == [Alarm.PROFILE_DEVIATION]
    deviation = depot.plan.evses[1].deviation
    assert deviation is not None
    assert (deviation.kind, deviation.measured_a, deviation.allowed_a) == (DeviationKind.IGNORES, 31.0, 20.0)
    assert depot.csms.ports.commands.get(rebel.key, deviation.check or "") is not None

    depot.csms.forward(minutes=2)
    rebel.measure(19.0)
    depot.tick()
    assert depot.limits() == [20.0, 20.0, 20.0]
    events = depot.csms.ports.station_events.page(rebel.key, 50, None).items
    assert [event.type for event in events if event.type.startswith("alarm")] == ["alarm_cleared", "alarm"]
