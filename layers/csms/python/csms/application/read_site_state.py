"""All that a planning run knows of a site, read at one moment in a bounded number of requests."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.application.quirks_of import quirks_of
from csms.application.read_load import load_until
from csms.application.read_month_peak import read_month_peak
from csms.domain import clock, sites
from csms.domain.goals import Goal, GoalSource
from csms.domain.habits import Habits
from csms.domain.ids import key_of
from csms.domain.plans import SitePlan
from csms.domain.prices import PricePoint
from csms.domain.profile_capacity import max_periods
from csms.domain.quirks import Quirks
from csms.domain.sites import Site
from csms.domain.stations import Connection, Registration, Station, is_online
from csms.domain.tokens import Token
from csms.domain.transactions import Transaction
from csms.scheduling.site_state import MAX_PERIODS, RunningSession, SiteState, StationState
from csms.scheduling.targets import LONGEST
from csms.scheduling.tariffs import PRICED


def read_site_state(ports: Ports, site: Site, stations: list[Station], previous: SitePlan | None) -> SiteState:
    now = ports.now().replace(microsecond=0)
    return SiteState(
        site=site,
        schedules=tuple(ports.schedules.of_site(site.id)),
        stations=tuple(_station_states(ports, site, stations, _max_periods(ports, stations, previous))),
        now=now,
        load=load_until(ports, site.id, now + LONGEST),
        prices=_prices(ports, site, now),
        habits=_habits(ports, site, stations),
        metered_peak_w=read_month_peak(ports, site, now, previous),
    )


def site_stations(ports: Ports, site_id: str, previous: SitePlan | None) -> list[Station]:
    """The site's, and those that left for no other site with a fail-safe profile of this one."""
    members = ports.stations.of_site(site_id)
    known = {station.key for station in members}
    held = previous.fail_safes if previous else ()
    gone = {part.station_key for part in held if not part.control.empty} - known
    leavers = [station for key in sorted(gone) if (station := ports.stations.get(key)) is not None]
    return [*members, *(station for station in leavers if station.site_id in (None, site_id))]


def _habits(ports: Ports, site: Site, stations: list[Station]) -> Habits:
    """Only where there is somebody to guess about."""
    if not any(station.open_transactions for station in stations):
        return Habits()
    return ports.past_visits.of_site(site.id, sites.zone(site))


def _prices(ports: Ports, site: Site, now: datetime) -> tuple[PricePoint, ...]:
    """Only for a strategy that looks at them."""
    if site.price_zone is None or site.strategy not in PRICED:
        return ()
    return ports.prices.between(site.price_zone, now, now + LONGEST)


def _max_periods(ports: Ports, stations: list[Station], previous: SitePlan | None) -> dict[str, int]:
    """By station with a session; the settings are read for those only of whom the plan before says nothing."""
    known = {evse.station_key: evse.max_periods for evse in previous.evses if evse.max_periods} if previous else {}
    new = [station.key for station in stations if station.open_transactions and station.key not in known]
    told = {key: max_periods(found) for key, found in ports.configurations.get_many(new).items()}
    return {key: min(number, MAX_PERIODS) for key, number in {**known, **told}.items() if number}


def _station_states(
    ports: Ports, site: Site, stations: list[Station], periods: Mapping[str, int]
) -> list[StationState]:
    connections = ports.connections.get_many([s.connection_id for s in stations if s.connection_id])
    wanted = [transaction_id for station in stations for transaction_id in station.open_transactions]
    transactions = {transaction.id: transaction for transaction in ports.transactions.get_many(wanted)}
    tokens = _tokens(ports, transactions)
    zone = sites.zone(site)
    return [
        StationState(
            key=station.key,
            identity=station.identity,
            evses=station.evses,
            node_id=station.node_id,
            min_a=station.evse_min_current_a,
            max_a=station.evse_max_current_a,
            step_a=station.evse_current_step_a,
            steerable=_steerable(ports, station, connections.get(station.connection_id or "")),
            seen=station.last_seen is not None,
            member=station.site_id == site.id,
            booted_at=clock.parse_stored(station.booted_at) if station.booted_at else None,
            sessions=_sessions(station, transactions, tokens, zone),
            max_periods=periods.get(station.key, MAX_PERIODS),
            watts_per_a=_watts_per_a(quirks),
            absolute_profiles=not quirks.relative_profiles_only,
            external_limits=station.external_limits,
        )
        for station, quirks in ((station, quirks_of(ports, station)) for station in stations)
    ]


def _tokens(ports: Ports, transactions: dict[str, Transaction]) -> dict[str, Token]:
    return ports.tokens.get_many(sorted({key_of(found.token) for found in transactions.values() if found.token}))


def _steerable(ports: Ports, station: Station, connection: Connection | None) -> bool:
    online = is_online(connection, ports.now(), ports.heartbeat_interval_s)
    return online and station.registration is Registration.ACCEPTED and station.ocpp_version is not None


def _watts_per_a(quirks: Quirks) -> float | None:
    """Only where the make says on how many phases it charges."""
    return quirks.watts_per_ampere if quirks.number_phases else None


def _sessions(
    station: Station, transactions: dict[str, Transaction], tokens: dict[str, Token], zone: ZoneInfo
) -> tuple[RunningSession, ...]:
    found = []
    for transaction_id, place in station.open_transactions.items():
        transaction = transactions.get(transaction_id)
        if transaction is None or not transaction.open:
            continue
        token_key = key_of(transaction.token) if transaction.token else None
        token, live = tokens.get(token_key or ""), transaction.live
        found.append(
            RunningSession(
                transaction_id=transaction_id,
                ocpp_transaction_id=transaction.ocpp_transaction_id,
                evse=int(transaction.evse or place.get("evse") or 1),
                started_at=clock.parse_stored(transaction.started_at),
                measured_a=live.current_a,
                measured_at=clock.parse_stored(live.current_at) if live.current_at else None,
                power_w=live.power_w,
                soc_percent=live.soc_percent,
                phases=live.phases,
                delivered_wh=transaction.energy_wh or 0.0,
                goals=_goals(transaction, station, token, zone),
                token_key=token_key,
                ev_needs=transaction.ev_needs,
                group_key=key_of(token.group_id) if token and token.group_id else None,
            )
        )
    return tuple(found)


def _goals(transaction: Transaction, station: Station, token: Token | None, zone: ZoneInfo) -> tuple[Goal, ...]:
    started_at = clock.parse_stored(transaction.started_at)
    standing = ((GoalSource.TOKEN, token.goal if token else None), (GoalSource.STATION, station.goal))
    return (
        *transaction.goals,
        *(goal.of_session(source, started_at, zone) for source, goal in standing if goal is not None),
    )
