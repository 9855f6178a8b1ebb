"""Sums of usage: which item of the store they are in, and what their members are called.

An item holds many sums, each a whole number under a short name, a letter and an index: so a year of hours is read in
a request or two. Letters:

    e  energy delivered, mWh               w  energy wanted: as if no limit had held a car back, mWh (sites only)
    o  seconds in a session (occupied)     c  of those, seconds in which energy flowed (charging)
    s  sessions started                    n  sessions ended
    u  energy short of the goal, mWh       r  and a currency: revenue in 1/10,000 of its unit
    f  faults                              x  seconds out of order          k  reboots
    q  silences                            d  days with deviations (q and d in weeks of troubles only)

In an item of a UTC day, e and w have an index per quarter of an hour (0 to 95), the others per hour (0 to 23).
"""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

Amounts = dict[str, int]
QUARTER_S, HOUR_S, DAY_S = 900, 3600, 86_400
QUARTERS, HOURS = 96, 24
# The operator's sums are spread over so many items: each takes some 10 writes a second at 100,000 stations.
SHARDS = 16
EVERYWHERE = "operator"
REVENUE_SCALE = 10_000
_NAME = re.compile(r"([a-z](?:[A-Z]{3})?)(\d+)")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, order=True)
class Key:
    """`scope` is whose sums they are, `period` when (`2026-11-27`, `2026-11`), for connectors and groups also which."""

    scope: str
    period: str


Contribution = dict[Key, Amounts]


def station(station_key: str) -> str:
    """Periods are `day#evse/connector`."""
    return f"station#{station_key}"


def site(site_id: str) -> str:
    return f"site#{site_id}"


def operator(shard: int) -> str:
    return f"operator#{shard}"


def shapes(scope: str) -> str:
    """Distributions of the sessions of a station, a site or an operator's shard, by local day."""
    return f"shapes#{scope}"


def groups(scope: str) -> str:
    """The same by local month and token group: periods are `month#group`."""
    return f"groups#{scope}"


def troubles(owner: str) -> str:
    """What went wrong at each station of a site, or EVERYWHERE, by week: periods are `monday#station_key`, every index
    is 0."""
    return f"troubles#{owner}"


def shard_of(owner: str) -> int:
    """Of a site, or of a station without one."""
    return zlib.crc32(owner.encode()) % SHARDS


def day_text(day: int) -> str:
    """`day` is counted from 1970."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def week_text(day: int) -> str:
    """The Monday of its week."""
    return day_text(day - (_EPOCH + timedelta(days=day)).weekday())


def day_start_s(period: str) -> int:
    """The epoch second at which a day of UTC begins."""
    return (date.fromisoformat(period[:10]) - _EPOCH).days * DAY_S


def at(epoch_s: int) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)


def add(amounts: Amounts, name: str, value: int) -> None:
    if value:
        amounts[name] = amounts.get(name, 0) + value


def merged(parts: Iterable[Mapping[str, int]]) -> Amounts:
    total: Amounts = {}
    for part in parts:
        for name, value in part.items():
            total[name] = total.get(name, 0) + value
    return total


def difference(wanted: Contribution, known: Contribution) -> Contribution:
    """What has to be added to `known`, item by item and without what stays, so that it becomes `wanted`."""
    found: Contribution = {}
    for key in sorted(wanted.keys() | known.keys()):
        new, old = wanted.get(key, {}), known.get(key, {})
        changed = {name: new.get(name, 0) - old.get(name, 0) for name in sorted(new.keys() | old.keys())}
        if changes := {name: value for name, value in changed.items() if value}:
            found[key] = changes
    return found


def summed(known: Contribution, more: Contribution) -> Contribution:
    """`known` with `more` in it; items and members that have come to nothing are gone."""
    total = {key: merged((known.get(key, {}), more.get(key, {}))) for key in known.keys() | more.keys()}
    whole = {key: {name: value for name, value in amounts.items() if value} for key, amounts in total.items()}
    return {key: amounts for key, amounts in whole.items() if amounts}


def split_name(name: str) -> tuple[str, int] | None:
    """(`e`, 17) of `e17`, (`rEUR`, 3) of `rEUR3`; None for what is no sum."""
    found = _NAME.fullmatch(name)
    return (found[1], int(found[2])) if found else None
