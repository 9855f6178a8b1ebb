"""Many stations with their drivers."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from .drivers import break_links, driver_tokens, visit_for_ever
from .evse import Evse
from .observable import LOG, Background
from .operator_api import OperatorApi
from .station import Station
from .timing import Timing
from .versions import DIALECTS

SUMMARY_S = 60.0
RAMP_S = 0.2
FAREWELL_S = 5.0


@dataclass(frozen=True)
class Plan:
    url: str
    stations: int = 20
    versions: Sequence[str] = tuple(DIALECTS)
    seed: int = 1
    prefix: str = "DEMO"
    password: str | None = None
    """Of every station; without one each has its own."""
    outages_per_day: float = 2.0
    """Lost links per station and simulated day."""
    timing: Timing = field(default_factory=Timing)
    doors: Mapping[int, str] = field(default_factory=dict)
    """URLs of higher security profiles."""

    def password_of(self, identity: str) -> str:
        return self.password or hashlib.sha256(f"{self.seed}/{identity}".encode()).hexdigest()[:20]


class Fleet:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tokens = driver_tokens(plan.prefix)
        self.stations = [self._station(number) for number in range(plan.stations)]
        self._background = Background()

    def register(self, api: OperatorApi, site_id: str | None) -> None:
        for station in self.stations:
            api.register_station(station.identity, self.plan.password_of(station.identity), site_id)
        for token in self.tokens:
            api.register_token(token)

    async def run(self, stop: asyncio.Event) -> None:
        self._background.spawn(self._start())
        self._background.spawn(self._summarize())
        await stop.wait()
        await self._background.close()
        await asyncio.gather(*(_say_farewell(station) for station in self.stations))
        LOG.info("fleet ended: %s", self.summary())

    def summary(self) -> str:
        evses = [evse for station in self.stations for evse in station.evses]
        return (
            f"{sum(s.online for s in self.stations)}/{len(self.stations)} stations online, "
            f"{sum(e.charging_state == 'Charging' for e in evses)}/{len(evses)} EVSEs charging "
            f"{sum(e.power_w for e in evses) / 1000:.1f} kW, "
            f"{sum(e.energy_wh for e in evses) / 1000:.1f} kWh so far, "
            f"{sum(len(s.transactions) for s in self.stations)} messages waiting"
        )

    async def _start(self) -> None:
        """One after another, to spare the CSMS a burst."""
        for station in self.stations:
            station.power_up()
            for evse in station.evses:
                rng = self._rng(f"{station.identity}/{evse.id}")
                self._background.spawn(visit_for_ever(station, evse.id, rng, self.tokens))
            rng = self._rng(f"{station.identity}/link")
            self._background.spawn(break_links(station, rng, self.plan.outages_per_day))
            await asyncio.sleep(RAMP_S)

    async def _summarize(self) -> None:
        while True:
            await asyncio.sleep(SUMMARY_S)
            LOG.info("fleet: %s", self.summary())

    def _station(self, number: int) -> Station:
        plan = self.plan
        identity = f"{plan.prefix}-{number + 1:03}"
        rng = self._rng(identity)
        hardware = rng.choice([(16.0, 3), (32.0, 3), (32.0, 1)])
        evses = [Evse(evse_id, *hardware) for evse_id in range(1, rng.choice([2, 3]))]
        dialect = DIALECTS[plan.versions[number % len(plan.versions)]]
        return Station(identity, plan.url, plan.password_of(identity), dialect, evses, plan.timing, rng, plan.doors)

    def _rng(self, name: str) -> Random:
        """Its own for everything that is random, so that nothing depends on the order of events."""
        return Random(f"{self.plan.seed}/{name}")


async def _say_farewell(station: Station) -> None:
    """A powered-down station ends what runs and tells so, if somebody listens."""
    for evse in station.evses:
        station.stop(evse.id, "PowerLoss")
    if station.online:
        await station.transactions.until(lambda: not station.transactions, FAREWELL_S)
    await station.close()
