"""The charging profiles that a station holds now: what it accepted, settled by what has happened since."""

from csms.application.ports import Ports, TransactionFilter
from csms.domain import clock
from csms.domain.installed_profiles import InstalledProfile, first_start, settled
from csms.domain.stations import Station
from csms.domain.transactions import Transaction

# Sessions that a station begins while it owes us one that we asked for.
_RECENT = 50


def read_installed_profiles(ports: Ports, station: Station) -> tuple[InstalledProfile, ...]:
    """Oldest first."""
    return settle(ports, station, running_transactions(ports, station))


def settle(ports: Ports, station: Station, running: list[Transaction]) -> tuple[InstalledProfile, ...]:
    """The same, where the station's running transactions are known already."""
    booted_at = clock.parse_stored(station.booted_at) if station.booted_at else None
    held = ports.installed_profiles.of_station(station.key)
    since = first_start(held)
    recent = _recent(ports, station, since) if since else []
    return settled(held, [*running, *recent], booted_at, ports.now())


def running_transactions(ports: Ports, station: Station) -> list[Transaction]:
    return [one for one in ports.transactions.get_many(sorted(station.open_transactions)) if one.open]


def _recent(ports: Ports, station: Station, since: str) -> list[Transaction]:
    """Those that are over among them: a profile of a remote start may have come and gone."""
    wanted = TransactionFilter(station_key=station.key, started_from=since)
    return ports.transactions.page(wanted, _RECENT, None).items
