"""A round: a few stations of all versions live through the faults of one seed, are healed, and are judged."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from csms import bootstrap
from csms.application.ports import Ports
from csms.domain.sites import Site
from tests.chaos.changes import Changes
from tests.chaos.cloud import LINK, QUEUES, Connections, Queues
from tests.chaos.faults import FaultPlan, Kind
from tests.chaos.injector import CONNECTIONS, Injector
from tests.chaos.injector import QUEUES as SQS
from tests.chaos.life import Life
from tests.chaos.loop import Loop
from tests.chaos.network import Network
from tests.chaos.operators import Operator
from tests.chaos.oracle import LIMITED_TOKEN, judge
from tests.chaos.station import Station
from tests.chaos.station_2x import Station21, Station201
from tests.chaos.station_16 import Station16
from tests.chaos.truth import Truth
from tests.chaos.verdict import Verdict
from tests.support.world import START, World, world

TOKENS = ["TAG-1", "TAG-2", "TAG-3", "TAG-4", LIMITED_TOKEN]
STATIONS: tuple[type[Station], ...] = (Station16, Station201, Station21)
SESSIONS_A_ROUND = 12
LONGEST_DAY = timedelta(days=6)


@dataclass
class Round:
    """What one seed led to."""

    seed: int
    truth: Truth
    verdict: Verdict
    injected: Counter[Kind]
    versions: dict[str, str]
    raised: list[str] = field(default_factory=list)


def run_round(seed: int, intensity: float | None = None) -> Round:
    """Some sessions at one station of each version; `intensity` 0 is a clean run, None draws one from the seed."""
    with _quiet(), world() as made:
        return _Round(seed, intensity, made).run()


class _Round:
    def __init__(self, seed: int, intensity: float | None, made: World) -> None:
        self.seed, self.world, self.rng = seed, made, Random(seed)
        strength = self.rng.choice((0.02, 0.1, 0.3, 0.6)) if intensity is None else intensity
        self.truth = Truth()
        self.plan = FaultPlan(Random(self.rng.random()), strength, min(strength / 3, 0.1))
        self.loop = Loop(START, self._set_clock)
        self.injector = Injector(self.plan, self.loop, made.guard, lambda text: self.network.note("", text))
        self.network = Network(self.loop, self.plan, self.injector, self.truth)
        self.queues = Queues(self.loop, self.plan, self.injector, self.network.note)
        self.injector.backends = {CONNECTIONS: Connections(self.network, self.truth), SQS: self.queues}
        self.changes = Changes(made.journal, self.plan, self.injector)
        self.ports = replace(made.ports, link=LINK, queues=QUEUES)
        self.lives = [self._life(number, made_by) for number, made_by in enumerate(STATIONS)]

    def run(self) -> Round:
        with _ports(self.ports), self.injector.installed():
            for life in self.lives:
                life.begin()
                Operator(self.ports, self.injector, life, Random(self.rng.random())).begin()
            self._outages()
            while not all(life.over for life in self.lives):
                self.loop.run(until=self.loop.now + timedelta(hours=1))
                self.changes.deliver()
                assert self.loop.now < START + LONGEST_DAY, f"seed {self.seed}: the day does not end"
            self._heal()
            versions = {life.station.identity: life.station.version for life in self.lives}
            verdict = judge(self.ports, self.truth, versions, TOKENS)
            self.changes.deliver(attempts=5)
            self.changes.judge(verdict, self.world)
            for body in self.queues.dead_letters:
                verdict.find("dead letters", "", body)
        return Round(self.seed, self.truth, verdict, self.plan.injected, versions)

    def _life(self, number: int, made_by: type[Station]) -> Life:
        identity = f"{made_by.__name__.upper()}-{number}"
        station = made_by(identity, self.loop, self.network, self.truth, Random(self.rng.random()))
        site_id = self.rng.choice((None, "site"))
        self.world.register(identity, site_id=site_id)
        if number == 0:
            self.ports.sites.save(Site(id="site", name="Site", time_zone="UTC", created_at=station.now()))
            for token in TOKENS:
                self.world.token(token, max_open_transactions=1 if token == LIMITED_TOKEN else None)
        return Life(station, SESSIONS_A_ROUND // len(STATIONS), TOKENS, Random(self.rng.random()))

    def _outages(self) -> None:
        """DynamoDB refuses most requests for a while."""
        if not self.plan.invocation_rate or self.rng.random() < 0.5:
            return
        begins_s, lasts_s = self.rng.uniform(600.0, 14_400.0), self.rng.uniform(5.0, 120.0)
        self.loop.after(begins_s, lambda: setattr(self.plan, "outage", True))
        self.loop.after(begins_s + lasts_s, lambda: setattr(self.plan, "outage", False))

    def _heal(self) -> None:
        """Nothing fails any more: all stations come back, empty their queues, and every timer runs out."""
        self.plan.on = self.plan.outage = False
        for life in self.lives:
            life.calm = life.station.answering.polite = True
            if self.rng.random() < 0.7:
                life.station.drop_link(quietly=False)
            life.station.reconnect()
        self.network.note("", "--- healed ---")
        self.loop.run()
        # Queued commands may wait an hour for their station.
        self._set_clock(self.loop.now + timedelta(hours=2))

    def _set_clock(self, moment: object) -> None:
        self.world.moment = moment  # type: ignore[assignment]


@contextmanager
def _ports(ports: Ports) -> Iterator[None]:
    original = bootstrap.ports
    bootstrap.ports = lambda: ports  # type: ignore[assignment]
    try:
        yield
    finally:
        bootstrap.ports = original


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of failures are logged on purpose."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
