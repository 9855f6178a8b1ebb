"""Past sessions through the real stores and the real use case that adds their usage."""

from datetime import datetime

from csms.application.add_session_usage import add_session_usage
from csms.application.new_transaction import blank_transaction
from csms.domain import clock, ids
from csms.domain.metering import Sample
from csms.domain.sites import Site
from csms.domain.stations import Connection, OcppVersion, Registration
from csms.domain.transactions import EventKind, TransactionEvent, apply
from tests.bench.history import GROUPS, ZONE, PastSession
from tests.support.world import World


def prepare(csms: World, stations: int, sites: int) -> None:
    created = clock.to_text(csms.moment)
    for site in range(sites):
        csms.ports.sites.save(Site(f"site-{site}", f"Site {site}", created, ZONE.key, limit_a=40))
    for station in range(stations):
        csms.register(f"CP-{station}", site_id=f"site-{station % sites}", password_hash="-")
    for token in range(300):
        csms.token(f"TAG-{token}", group_id=GROUPS[token % len(GROUPS)])


def load(csms: World, session: PastSession) -> None:
    """As one message, told by a station that was offline: its start, its readings and its end."""
    connection = _connection(session)
    begin = TransactionEvent(
        EventKind.STARTED, str(session.number), clock.to_text(session.started_at), evse=1, connector=1,
        token=f"TAG-{session.token}", register_wh=0.0,
    )  # fmt: skip
    samples = tuple(Sample(clock.to_text(at), float(wh)) for at, wh in session.readings)
    end = TransactionEvent(
        EventKind.ENDED, str(session.number), clock.to_text(session.ended_at), evse=1, connector=1,
        register_wh=float(session.readings[-1][1]), samples=samples, stop_reason="EVDisconnected",
    )  # fmt: skip
    transaction_id = ids.transaction_id(connection.station_key, str(session.number))
    transaction = apply(apply(blank_transaction(connection, begin, transaction_id), begin), end)
    known = {**transaction.__dict__, "token_known": True}
    csms.ports.transactions.record(type(transaction)(**known), end, "end", {})
    add_session_usage(csms.ports, transaction_id)


def _connection(session: PastSession) -> Connection:
    now: datetime = session.started_at
    key = f"cp-{session.station}"
    return Connection(
        "c", key, key.upper(), OcppVersion.V16, Registration.ACCEPTED, 1, clock.to_text(now), clock.to_text(now),
        site_id=f"site-{session.site}",
    )  # fmt: skip
