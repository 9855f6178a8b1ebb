"""How much of a month's demand charge should a plan of a day count with? `python -m tests.bench.demand_charge`

A month of made-up sessions of a depot (every night) and of a workplace (on working days), replayed by the optimiser
with the whole charge in every plan, with the plan's days, one at the least, among those that are left
(csms.domain.demand), and with none.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from csms.domain import demand
from csms.scheduling import EvseId, Limit, Strategy, Tariff
from csms.scheduling.simulation import STEP, PastSession, Period, Rules, simulate

FIRST, DAYS = datetime(2026, 5, 1, tzinfo=UTC), 31
PERIOD = Period(FIRST, DAYS * 96)
CHARGES_PER_KW, CONNECTION_A = (4.0, 12.0), 600.0
HOUR = timedelta(hours=1)
Share = Callable[[datetime, datetime], float]


def price(moment: datetime) -> float:
    """Dear in the morning and in the evening, cheap at night; per kWh."""
    if moment.hour < 5:
        return 0.12
    return 0.30 if moment.hour in range(7, 10) or moment.hour in range(17, 23) else 0.20


def depot(random: Random) -> Iterator[PastSession]:
    for day in range(DAYS - 1):
        yield from _cars(random, day, count=random.gauss(12, 2), hour=18.0, stay_h=13.0)


def workplace(random: Random) -> Iterator[PastSession]:
    for day in range(DAYS):
        working = (FIRST + timedelta(days=day)).weekday() < 5
        yield from _cars(random, day, count=random.gauss(14 if working else 4, 3), hour=8.5, stay_h=7.5)


def _cars(random: Random, day: int, count: float, hour: float, stay_h: float) -> Iterator[PastSession]:
    for number in range(max(1, round(count))):
        arrival = FIRST + timedelta(days=day) + random.gauss(hour, 1.2) * HOUR
        departure = arrival + max(2.0, random.gauss(stay_h, 1.5)) * HOUR
        energy_wh = random.uniform(5_000, 29_000)
        yield PastSession(f"{day}-{number}", (f"cp{number}", 1), arrival, departure, energy_wh, 32.0)


def replayed(sessions: Sequence[PastSession], charge_per_kw: float, share: Share) -> tuple[float, float, float]:
    """Peak in kW, the month's cost, and the part of the energy that was met."""

    def limits(starts: Sequence[datetime], evses: Sequence[EvseId]) -> tuple[Limit, ...]:
        return (Limit("", frozenset(evses), (CONNECTION_A,) * len(starts)),)

    def tariff(starts: Sequence[datetime], peak_w: float) -> Tariff:
        charge = charge_per_kw * share(starts[0], starts[-1] + STEP)
        return Tariff(tuple(map(price, starts)), (), charge, peak_w)

    score = simulate(sessions, PERIOD, Rules(Strategy.CHEAPEST_BY_DEPARTURE, limits, tariff)).score
    peak_kw = score.peak_w(PERIOD, 0, PERIOD.count) / 1000
    energy_cost = score.energy_cost(PERIOD, [price(PERIOD.start(index)) for index in range(PERIOD.count)])
    return peak_kw, energy_cost + peak_kw * charge_per_kw, score.delivered_wh / score.wanted_wh


def main() -> None:
    shares: dict[str, Share] = {
        "none of it": lambda now, until: 0.0,
        "its days' part": lambda now, until: demand.share(now, until, ZoneInfo("UTC")),
        "the whole": lambda now, until: 1.0,
    }
    print(f"{'site':10} {'per kW':>6} {'a plan counts with':20} {'peak kW':>8} {'cost':>8} {'met %':>6}")
    for site in (depot, workplace):
        sessions = sorted(site(Random(3)), key=lambda session: session.arrival)
        for charge_per_kw, (name, share) in product(CHARGES_PER_KW, shares.items()):
            peak_kw, cost, met = replayed(sessions, charge_per_kw, share)
            told = f"{charge_per_kw:6.0f} {name:20} {peak_kw:8.1f} {cost:8.0f} {100 * met:6.1f}"
            print(f"{site.__name__:10} {told}", flush=True)


if __name__ == "__main__":
    main()
