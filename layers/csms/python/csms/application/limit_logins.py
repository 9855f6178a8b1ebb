"""Failed logins cost a budget; who has none left is refused before anything is computed or written."""

from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.domain import login_budget, logins
from csms.domain.alarms import Alarm
from csms.domain.stations import Station


def may_try(ports: Ports, key: str, station: Station | None, source: str) -> bool:
    """One read of two counters, and none where the station itself has lately come from this source."""
    if station is not None and logins.known(station.recent_logins, source):
        return True
    counted = login_budget.counters(key, station, source, ports.now())
    failures = ports.login_failures.counts([counted.source, counted.pair])
    return not login_budget.exhausted(
        ports.login_limits,
        source_failures=failures.get(counted.source, 0),
        pair_failures=failures.get(counted.pair, 0),
        registered=station is not None,
    )


def count_failure(ports: Ports, key: str, station: Station | None, source: str) -> bool:
    """Whether the budget covers this failure, so that more may be written about it."""
    counted = login_budget.counters(key, station, source, ports.now())
    expires, limits, failures = counted.expires_epoch_s, ports.login_limits, ports.login_failures
    of_source = failures.add(counted.source, expires)
    of_pair = failures.add(counted.pair, expires)
    if station is not None and failures.add(counted.station, expires) == limits.alarm:
        raise_alarm(
            ports, station.key, Alarm.FAILED_LOGINS,
            failures=limits.alarm, window_s=login_budget.WINDOW_S, last_source=source,
        )  # fmt: skip
    return of_source <= limits.source and of_pair <= limits.pair
