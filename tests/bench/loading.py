"""Past sessions, limits and troubles through the real stores and the real use cases that add their usage."""

from dataclasses import replace
from datetime import datetime

from csms.application.add_session_usage import add_session_usage
from csms.application.follow_outages import add_outage
from csms.application.keep_station_day import add_station_day
from csms.application.new_transaction import blank_transaction
from csms.domain import clock, ids
from csms.domain.metering import Sample
from csms.domain.outages import Outage
from csms.domain.site_limits import LimitDay, LimitParts
from csms.domain.sites import Site
from csms.domain.station_days import StationDay
from csms.domain.stations import Connection, Connector, OcppVersion, Registration
from csms.domain.transactions import EventKind, Transaction, TransactionEvent, apply
from tests.bench.history import GROUPS, ZONE, PastSession
from tests.bench.past_troubles import CONNECTOR, LIMIT_A, past_days, past_limits, past_outages
from tests.support.world import World

# One in so many is told of while it runs, or ended wrongly at first.
_LATE, _CORRECTED = 20, 33


def prepare(csms: World, stations: int, sites: int) -> None:
    created = clock.to_text(csms.moment)
    for site in range(sites):
        csms.ports.sites.save(Site(f"site-{site}", f"Site {site}", created, ZONE.key, limit_a=LIMIT_A))
    for station in range(stations):
        csms.register(f"CP-{station}", site_id=f"site-{station % sites}", password_hash="-")
        csms.ports.stations.record_connector(f"cp-{station}", Connector(*CONNECTOR, "Available", created))
    for token in range(300):
        csms.token(f"TAG-{token}", group_id=GROUPS[token % len(GROUPS)])


def load(csms: World, session: PastSession) -> None:
    """As one message, told by a station that was offline: its start, its readings and its end. Some come in two: the
    first half of it while it runs, or an end that is corrected later."""
    transaction = None
    if session.number % _LATE == 0 or session.number % _CORRECTED == 1:
        half = replace(session, readings=session.readings[: max(len(session.readings) // 2, 1)])
        kind = EventKind.ENDED if session.number % _CORRECTED == 1 else EventKind.UPDATED
        transaction = _tell(csms, half, kind, None)
    _tell(csms, session, EventKind.ENDED, transaction)


def _tell(csms: World, session: PastSession, kind: EventKind, known: Transaction | None) -> Transaction:
    connection, number = _connection(session), str(session.number)
    begin = TransactionEvent(
        EventKind.STARTED, number, clock.to_text(session.started_at), evse=1, connector=1,
        token=f"TAG-{session.token}", register_wh=0.0,
    )  # fmt: skip
    samples = tuple(Sample(clock.to_text(at), float(wh)) for at, wh in session.readings)
    told = TransactionEvent(
        kind, number, clock.to_text(session.ended_at), evse=1, connector=1,
        register_wh=float(session.readings[-1][1]), samples=samples, stop_reason="EVDisconnected",
    )  # fmt: skip
    transaction_id = ids.transaction_id(connection.station_key, number)
    made = replace(apply(apply(blank_transaction(connection, begin, transaction_id), begin), told), token_known=True)
    csms.ports.transactions.record(
        replace(made, version=known.version + 1 if known else 0), told, "late" if known else "first", {}
    )
    add_session_usage(csms.ports, transaction_id)
    return made


def load_limits(csms: World, site_id: str) -> None:
    """As the planner's plans tell them: where they change."""
    days: dict[str, LimitDay] = {}
    before = None
    for limit in past_limits():
        parts = LimitParts(LIMIT_A, limit.booked_a, limit.building_a)
        if parts != before:
            day = limit.at.date().isoformat()
            known = days.setdefault(day, LimitDay(site_id, day))
            days[day], before = known.with_change(int(limit.at.timestamp()), parts), parts
    for made in days.values():
        csms.ports.site_limits.save(made)


def load_troubles(csms: World, stations: int, sites: int) -> None:
    for past in past_outages(stations):
        began_at, ended_at = clock.to_text(past.began_at), clock.to_text(past.ended_at)
        outage = Outage(f"cp-{past.station}", *past.place, past.kind, began_at, ended_at,
                        site_id=f"site-{past.station % sites}")  # fmt: skip
        csms.ports.outages.save(outage)
        add_outage(csms.ports, outage)
    for day in past_days(stations):
        boots = tuple(clock.to_text(at) for at in day.boots)
        deviations = {"MeterValues:kwh": day.deviations} if day.deviations else {}
        made = StationDay(f"cp-{day.station}", day.day, f"site-{day.station % sites}", boots, deviations, 1)
        csms.ports.station_days.save(made)
        add_station_day(csms.ports, made)


def _connection(session: PastSession) -> Connection:
    now: datetime = session.started_at
    key = f"cp-{session.station}"
    return Connection(
        "c", key, key.upper(), OcppVersion.V16, Registration.ACCEPTED, 1, clock.to_text(now), clock.to_text(now),
        site_id=f"site-{session.site}",
    )  # fmt: skip
