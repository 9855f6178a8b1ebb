"""The health of a station: eight reads, and one for each of the newest sessions that its clock is judged by."""

from collections.abc import Iterator

from csms.application.evidence import TIMESTAMP_REPLACED
from csms.application.ports import Ports, TransactionFilter
from csms.application.read_outages import read_outages
from csms.application.read_usage import Scope, read_history
from csms.domain import clock
from csms.domain.clock_skew import Stamp, clock_skew
from csms.domain.link_quality import link_quality
from csms.domain.station_days import StationDay
from csms.domain.station_health import Health
from csms.domain.stations import Station
from csms.domain.transactions import Transaction
from csms.domain.usage.amounts import DAY_S, at, day_text
from csms.domain.usage.history import Span
from csms.domain.usage.sessions import epoch_s

_SESSIONS, _READINGS = 5, 50


def read_station_health(ports: Ports, station: Station, span: Span) -> Health:
    sums = read_history(ports, Scope(station_key=station.key), span)
    now_s, since_s = int(ports.now().timestamp()), epoch_s(station.created_at)
    sessions = _newest(ports, station, span)
    trusted = [session for session in sessions if TIMESTAMP_REPLACED not in session.notes]
    known_s = min(span.until_s, now_s) - max(span.start_s, since_s)
    return Health(
        days=max(known_s, 0) / DAY_S,
        faults=sums.total("f"),
        reboots=sums.total("k"),
        deviant=_deviant(ports, station, span),
        clock=clock_skew(list(_stamps(ports, session.id)) for session in trusted),
        impossible_times=len(sessions) - len(trusted),
        link=link_quality(span, station.recent_logins, read_outages(ports, station, span), now_s),
        refusals=_refusals(ports, station, span),
    )


def _deviant(ports: Ports, station: Station, span: Span) -> tuple[StationDay, ...]:
    first, last = day_text(span.days[0]), day_text(span.days[-1])
    return tuple(day for day in ports.station_days.between(station.key, first, last) if day.deviations)


def _newest(ports: Ports, station: Station, span: Span) -> list[Transaction]:
    """Of those that began in the span."""
    start, last = (clock.to_text(at(epoch)) for epoch in (span.start_s, span.until_s))
    wanted = TransactionFilter(station_key=station.key, started_from=start, started_to=last)
    return ports.transactions.page(wanted, _SESSIONS, None).items


def _stamps(ports: Ports, transaction_id: str) -> Iterator[Stamp]:
    """Of some messages of the session; of one with many readings the newest of them says when it was made."""
    for event in ports.transactions.events(transaction_id, _READINGS, None).items:
        made_at = event["occurred_at"]
        if event["kind"] == "meter_values":
            made_at = max((sample["at"] for sample in event["samples"]), default=made_at)
        yield Stamp(*(clock.parse_stored(text).timestamp() for text in (made_at, event["received_at"])))


def _refusals(ports: Ports, station: Station, span: Span) -> int:
    refused = ports.refused_connections.get(station.key)
    return refused.count if refused and span.start_s <= epoch_s(refused.last_refused_at) < span.until_s else 0
