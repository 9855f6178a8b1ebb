"""A site of simulated stations that obey profiles as the specification says, and a CSMS that loses messages.

`worst_case` is the truth the planner's bounds are held against: what each running session obeys, or will
obey once a message that is still on its way is taken, read from the charging profiles themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from csms.domain import clock, schedules, sites, steps
from csms.domain.charging_profiles import ChargingProfile, Purpose
from csms.domain.commands import Command, CommandStatus
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.domain.external_limits import ExternalLimit
from csms.domain.habits import Habits
from csms.domain.loads import KnownLoad
from csms.domain.operations import ClearChargingProfile, SetChargingProfile
from csms.domain.plans import SitePlan
from csms.domain.prices import PricePoint
from csms.domain.schedules import Schedule
from csms.domain.sites import Node, Site, Strategy
from csms.domain.stations import OcppVersion
from csms.scheduling.planner import Order, awaited, replan
from csms.scheduling.site_state import MAX_PERIODS, RunningSession, SiteState, StationState

START = datetime(2026, 6, 1, 12, 1, 40, tzinfo=UTC)
LOOK_AHEAD = timedelta(hours=49)
Guarded = Collection[str]
"""The stations at whose EVSEs any car is counted that may come."""


parsed = cache(clock.parse_stored)


def level(profile: ChargingProfile, moment: datetime) -> float | None:
    """The profile's own limit at `moment`; None outside of it."""
    elapsed = (moment - parsed(profile.start_schedule or "")).total_seconds()
    if elapsed < 0 or (profile.duration_s is not None and elapsed >= profile.duration_s):
        return None
    return [period.limit for period in profile.periods if period.start_s <= elapsed][-1]


def edges(profile: ChargingProfile) -> list[datetime]:
    start = parsed(profile.start_schedule or "")
    offsets = [period.start_s for period in profile.periods] + [profile.duration_s or 0]
    return [start + timedelta(seconds=offset) for offset in offsets]


@dataclass
class Charger:
    """`inbox`: on the wire, in order. `unanswered`: taken, but the answer is late or lost."""

    key: str
    evses: int
    node_id: str | None = None
    min_a: float = MIN_CURRENT_A
    step_a: float = STEP_A
    online: bool = True
    booted_at: datetime | None = None
    max_periods: int = MAX_PERIODS
    absolute_profiles: bool = True
    external_limits: tuple[ExternalLimit, ...] = ()
    sessions: dict[int, RunningSession] = field(default_factory=dict)
    tx_profiles: dict[int, ChargingProfile] = field(default_factory=dict)
    fail_safe: ChargingProfile | None = None
    inbox: list[Order] = field(default_factory=list)
    unanswered: list[Order] = field(default_factory=list)

    @property
    def profiles(self) -> list[ChargingProfile]:
        return [*self.tx_profiles.values(), *([self.fail_safe] if self.fail_safe else [])]

    def take(self, order: Order) -> bool:
        operation = order.operation
        if isinstance(operation, ClearChargingProfile):
            self.fail_safe = None
        elif operation.profile.purpose is Purpose.TX_DEFAULT:
            self.fail_safe = operation.profile
        else:
            session = self.sessions.get(operation.evse)
            if session is None or session.ocpp_transaction_id != operation.profile.transaction_id:
                return False
            self.tx_profiles[operation.evse] = operation.profile
        return True

    def end(self, evse: int) -> None:
        del self.sessions[evse]
        self.tx_profiles.pop(evse, None)

    def obeys(self, evse: int, moment: datetime, with_inbox: bool) -> float:
        """The most that `evse` obeys at `moment`, with any of the messages on their way taken or not."""
        tx = [self.tx_profiles.get(evse)]
        for order in self.inbox if with_inbox else ():
            operation = order.operation
            if isinstance(operation, SetChargingProfile) and self._is_for(operation, evse):
                tx.append(operation.profile)
        levels = [level(profile, moment) if profile else None for profile in tx]
        fallback = max(32.0 if found is None else found for found in self._fail_safe_levels(moment, with_inbox))
        return max(fallback if found is None else found for found in levels)

    def draws(self, evse: int, moment: datetime, with_inbox: bool, next_car: bool) -> float:
        """The most that is drawn at `evse`: by its session, or with `next_car` by one that comes or follows unseen."""
        drawn = [self.obeys(evse, moment, with_inbox)] if evse in self.sessions else []
        held = self._fail_safe_levels(moment, with_inbox) if next_car else []
        return max([0.0, *drawn, *(32.0 if found is None else found for found in held)])

    def _is_for(self, operation: SetChargingProfile, evse: int) -> bool:
        transaction_id = operation.profile.transaction_id
        return operation.evse == evse and transaction_id is not None and transaction_id == self._transaction(evse)

    def _fail_safe_levels(self, moment: datetime, with_inbox: bool) -> list[float | None]:
        """Of the profile that it holds, and of those on their way; None for no profile."""
        levels = [level(self.fail_safe, moment) if self.fail_safe else None]
        for order in self.inbox if with_inbox else ():
            operation = order.operation
            if isinstance(operation, ClearChargingProfile):
                levels.append(None)
            elif operation.profile.purpose is Purpose.TX_DEFAULT:
                levels.append(level(operation.profile, moment))
        return levels

    def _transaction(self, evse: int) -> str | None:
        return self.sessions[evse].ocpp_transaction_id if evse in self.sessions else None


@dataclass
class SimulatedSite:
    site: Site
    chargers: list[Charger]
    schedules: list[Schedule] = field(default_factory=list)
    now: datetime = START
    plan: SitePlan | None = None
    prices: tuple[PricePoint, ...] = ()
    habits: Habits = field(default_factory=Habits)
    building: KnownLoad = field(default_factory=KnownLoad)
    commands: dict[str, Command] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def start(self, charger: Charger, evse: int, **members: Any) -> None:
        number = str(next(self._ids))
        charger.sessions[evse] = RunningSession(f"tx-{number}", number, evse, self.now, **members)

    def tell(self, charger: Charger, evse: int = 1, **members: Any) -> None:
        """What is newly known of a session."""
        charger.sessions[evse] = replace(charger.sessions[evse], **members)

    def reboot(self, charger: Charger, truly: bool = True) -> None:
        """`truly` False: a BootNotification that somebody triggered."""
        if truly:
            charger.tx_profiles.clear()
            charger.inbox.clear()
        charger.booted_at = self.now

    def replan(self, sent: int | None = None) -> list[Order]:
        """Plan and send; a run that dies sends only its first `sent` orders. The plan goes through JSON."""
        known = {message_id for _, message_id in awaited(self.plan)} if self.plan else set()
        outcomes = {message_id: self.commands[message_id] for message_id in known & self.commands.keys()}
        plan, orders = replan(self.state(), self.plan, outcomes, lambda: f"m{next(self._ids)}")
        self.plan = SitePlan.from_dict(plan.to_dict())
        for order in orders[:sent]:
            self.commands[order.message_id] = _command(order, self.now)
            next(c for c in self.chargers if c.key == order.station_key).inbox.append(order)
        return orders

    def deliver(self, charger: Charger, taken: bool = True, answered: bool = True, forgets: bool = False) -> None:
        """The first message on the wire arrives: taken or refused, with or without an answer in time.

        `forgets`: a station that refuses a profile drops the one it had.
        """
        order = charger.inbox.pop(0)
        taken = taken and charger.take(order)
        if not taken and forgets and isinstance(order.operation, SetChargingProfile):
            charger.tx_profiles.pop(order.operation.evse, None)
        if answered:
            self._answer(order, "Accepted" if taken else "Rejected")
        elif taken:
            charger.unanswered.append(order)

    def answer_late(self, charger: Charger) -> None:
        self._answer(charger.unanswered.pop(0), "Accepted")

    def time_out(self) -> None:
        """The deadlines of all unanswered commands: what is still on the wire may yet arrive."""
        for message_id, command in self.commands.items():
            if command.status is CommandStatus.SENT and clock.parse_stored(command.deadline or "") <= self.now:
                self.commands[message_id] = replace(command, status=CommandStatus.TIMED_OUT)

    def deliver_all(self) -> None:
        for charger in self.chargers:
            while charger.inbox:
                self.deliver(charger)

    def settle(self) -> int:
        """Plan and deliver until nothing is left to say; the number of messages that took."""
        before = len(self.commands)
        for _ in range(20):
            if not self.replan():
                return len(self.commands) - before
            self.deliver_all()
        raise AssertionError("the planner does not come to rest")

    def moments(self) -> list[datetime]:
        """Every time in the look-ahead at which anything changes; between them all is constant."""
        profiles = [p for c in self.chargers for p in (*c.profiles, *_profiles(c.inbox))]
        found = {edge for profile in profiles for edge in edges(profile)}
        found |= {step.start for step in self.limit()}
        return sorted({self.now, *(edge for edge in found if self.now < edge < self.now + LOOK_AHEAD)})

    def limit(self) -> steps.Steps:
        return schedules.limit_over(self.site, self.schedules, self.now, self.now + LOOK_AHEAD)

    def load(self, node_id: str | None, moment: datetime, with_inbox: bool = True, guarded: Guarded = ()) -> float:
        """The sum of what may be drawn below a node (None: all) at most: by the running sessions and, at the `guarded`
        stations, by a car that comes to any EVSE, or follows the one there, without a word reaching anybody."""
        return sum(
            charger.draws(evse, moment, with_inbox, charger.key in guarded)
            for charger in self.chargers
            for evse in range(1, charger.evses + 1)
            if node_id is None or node_id in sites.path(self.site, charger.node_id)
        )

    @property
    def guarded(self) -> frozenset[str]:
        """The stations that hold a fail-safe profile, where the site has them: others limit no car by themselves."""
        wanted = self.state().fail_safe
        return frozenset(charger.key for charger in self.chargers if wanted and charger.fail_safe)

    def limits_at(self, moment: datetime) -> dict[str | None, float]:
        nodes: dict[str | None, float] = {node.id: node.limit_a for node in self.site.nodes}
        return nodes | {None: steps.value_at(self.limit(), moment)}

    def worst_case(self, moments: list[datetime], guarded: Guarded = ()) -> dict[tuple[str | None, datetime], float]:
        nodes = [None, *(node.id for node in self.site.nodes)]
        return {(node, moment): self.load(node, moment, guarded=guarded) for node in nodes for moment in moments}

    def _answer(self, order: Order, status: str) -> None:
        done = replace(self.commands[order.message_id], status=CommandStatus.DONE, response={"status": status})
        self.commands[order.message_id] = replace(done, finished_at=clock.to_text(self.now))

    def state(self) -> SiteState:
        stations = tuple(
            StationState(
                key=charger.key,
                identity=charger.key.upper(),
                evses=frozenset(range(1, charger.evses + 1)),
                node_id=charger.node_id,
                min_a=charger.min_a,
                step_a=charger.step_a,
                steerable=charger.online,
                booted_at=charger.booted_at,
                max_periods=charger.max_periods,
                absolute_profiles=charger.absolute_profiles,
                external_limits=charger.external_limits,
                sessions=tuple(charger.sessions.values()),
            )
            for charger in self.chargers
        )
        known = {"load": self.building, "prices": self.prices, "habits": self.habits}
        return SiteState(self.site, tuple(self.schedules), stations, self.now, **known)  # type: ignore[arg-type]


def site_of(
    limit_a: float | None,
    nodes: tuple[Node, ...] = (),
    fail_safe: bool | None = None,
    strategy: Strategy = Strategy.FAIR_SHARE,
) -> Site:
    created_at = "2026-01-01T00:00:00.000Z"
    return Site("site", "Depot", created_at, limit_a=limit_a, nodes=nodes, fail_safe=fail_safe, strategy=strategy)


def _profiles(orders: list[Order]) -> list[ChargingProfile]:
    return [order.operation.profile for order in orders if isinstance(order.operation, SetChargingProfile)]


def _command(order: Order, now: datetime) -> Command:
    return Command(
        station_key=order.station_key,
        message_id=order.message_id,
        action=type(order.operation).__name__,
        request="{}",
        status=CommandStatus.SENT,
        version=OcppVersion.V16,
        created_at=clock.to_text(now),
        sent_at=clock.to_text(now),
        deadline=clock.to_text(now + timedelta(seconds=30)),
    )
