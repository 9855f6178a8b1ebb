"""Sessions of a site's past as a replay takes them, read from their evidence."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from csms.application.ports import Ports, TransactionFilter
from csms.application.read_evidence import read_samples
from csms.domain import clock, goals, metering
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.domain.metering import Sample
from csms.domain.stations import Station
from csms.domain.transactions import Transaction
from csms.scheduling.simulation import Curve, PastSession, ability

VOLTS = 230.0
_PAGE = 200
_ONE_PHASE = 1.15
"""More than this many times what one phase carries, and it was three."""


def past_sessions(
    ports: Ports, site_id: str, start: datetime, until: datetime, stations: dict[str, Station]
) -> Iterator[tuple[PastSession, Curve]]:
    """The ended sessions with a known energy that began in [start, until), each with what it had been given when."""
    last = clock.to_text(until - timedelta(milliseconds=1))
    wanted = TransactionFilter(site_id=site_id, started_from=clock.to_text(start), started_to=last)
    cursor: str | None = None
    while True:
        page = ports.transactions.page(wanted, _PAGE, cursor)
        for transaction in page.items:
            if transaction.ended_at and transaction.ended_at > transaction.started_at and transaction.energy_wh:
                samples = read_samples(ports, transaction.id)
                yield past_session(transaction, samples, stations.get(transaction.station_key))
        cursor = page.next_cursor
        if cursor is None:
            return


def past_session(transaction: Transaction, samples: list[Sample], station: Station | None) -> tuple[PastSession, Curve]:
    """What its goal asked for counts where that is more than it took; how fast it could be charged, its meter shows."""
    max_a = station.evse_max_current_a if station else 32.0
    curve = _curve(transaction, samples)
    able_w = ability(curve)
    goal = goals.merged(transaction.goals)
    asked_wh = goal.wanted_wh(0.0, None) if goal else None
    session = PastSession(
        id=transaction.id,
        evse=(transaction.station_key, int(transaction.evse or 1)),
        arrival=clock.parse_stored(transaction.started_at),
        departure=clock.parse_stored(transaction.ended_at or transaction.started_at),
        energy_wh=max(transaction.energy_wh or 0.0, asked_wh or 0.0),
        max_a=max_a,
        min_a=station.evse_min_current_a if station else MIN_CURRENT_A,
        step_a=station.evse_current_step_a if station else STEP_A,
        watts_per_a=VOLTS * _phases(samples, max((watts for _, watts in able_w), default=0.0), max_a),
        able_w=able_w,
        priority=(goal.priority if goal else None) or 1.0,
    )
    return session, curve


def _curve(transaction: Transaction, samples: Iterable[Sample]) -> Curve:
    """Rising by the register, from the reading that the session began with to its last one."""
    first, last = transaction.start_reading, transaction.stop_reading
    if first is None or last is None:
        return ()
    readings = [r for r in metering.register_readings(samples) if first.at < r.at < last.at]
    curve: list[tuple[datetime, float]] = []
    for reading in (first, *readings, last):
        given_wh = reading.register_wh - first.register_wh
        if not curve or given_wh >= curve[-1][1]:
            curve.append((clock.parse_stored(reading.at), given_wh))
    return tuple(curve)


def _phases(samples: Iterable[Sample], highest_w: float, max_a: float) -> int:
    """How many carried current at once; where the meter does not say, by the power."""
    return metering.phases_in_use(samples) or (3 if highest_w > max_a * VOLTS * _ONE_PHASE else 1)
