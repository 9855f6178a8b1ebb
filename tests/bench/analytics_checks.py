"""The questions about a year, and how each answer is held against the naive one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from csms.domain.outages import WHOLE, OutageKind
from csms.domain.usage.connection_findings import LIMITED_SHARE
from csms.domain.usage.shapes import DURATION_MIN, ENERGY_KWH, IDLE_MIN
from tests.bench.history import ZONE
from tests.bench.naive import Naive, outage_s
from tests.bench.past_troubles import CONNECTOR, LIMIT_A, PastOutage, past_days

SITE, STATION = 0, 0
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR_S = 365 * 86_400


@dataclass(frozen=True)
class Past:
    """What was loaded, the naive way: of SITE, and of all."""

    site: Naive
    everything: Naive
    outages: list[PastOutage]
    stations: int
    sites: int


Check = Callable[[Any, Past], tuple[float, str]]


def _days(body: Any, past: Past) -> tuple[float, str]:
    expected = past.site.energy_by_day()
    found = {_local_day(item["start"]): item["energy_wh"] for item in body["items"]}
    assert found.keys() == expected.keys(), "other days"
    return max(abs(found[day] - expected[day]) for day in found), f"{body['total']['energy_wh'] / 1e6:.1f} MWh"


def _times(body: Any, past: Past) -> tuple[float, str]:
    return _utilisation(body["total"], past.site, len(range(SITE, past.stations, past.sites)))


def _all_times(body: Any, past: Past) -> tuple[float, str]:
    return _utilisation(body["total"], past.everything, past.stations)


def _utilisation(total: Any, naive: Naive, connectors: int) -> tuple[float, str]:
    pairs = [
        (total["occupied_s"], naive.occupied_s()),
        (total["charging_s"], naive.charging_s()),
        (total["connector_s"], connectors * _YEAR_S),
        (100 * total["occupied_share"], 100 * naive.occupied_s() / (connectors * _YEAR_S)),
    ]
    return _most(pairs), f"occupied {total['occupied_share']:.1%}, charging {total['charging_share']:.1%}"


def _week(body: Any, past: Past) -> tuple[float, str]:
    expected = past.site.week()
    cells = {(_WEEKDAYS.index(c["weekday"]), c["hour"]): c["mean_power_w"] for c in body["items"]}
    top = max(body["items"], key=lambda cell: cell["mean_power_w"])
    return _most((cells[p], expected[p]) for p in cells), f"{top['weekday']} {top['hour']}:00 is the fullest"


def _peak(body: Any, past: Past) -> tuple[float, str]:
    made = sum(share["power_w"] for share in body["sessions"]) + body["others_w"]
    right = past.site.peak_w()
    return _most([(body["power_w"], right), (made, right)]), (
        f"{body['power_w'] / 1000:.1f} kW by {len(body['sessions'])} sessions, limit {body['limit_w'] / 1000:.1f}"
    )


def _all_peak(body: Any, past: Past) -> tuple[float, str]:
    right, of_sites = past.everything.peak_w(), sum(site["power_w"] for site in body["sites"])
    return _most([(body["power_w"], right), (of_sites, right)]), f"{right / 1000:.1f} kW at {len(body['sites'])} sites"


def _duration(body: Any, past: Past) -> tuple[float, str]:
    points = {p["percent"]: p["power_w"] for p in body["items"] if p["percent"] >= 1}
    told = f"{points[5] / 1000:.1f} kW for 5 % of the time"
    return _most((points[p], past.site.reached_w(p)) for p in points), told


def _connection(body: Any, past: Past) -> tuple[float, str]:
    found = body["in_force"]
    limited_s, held_back_wh, by_holder = past.site.held_back(LIMIT_A)
    pairs = [(found["limited_s"], limited_s), (found["held_back_wh"], held_back_wh)]
    pairs += [(found[name], seconds) for name, seconds in by_holder.items()]
    for item in body["items"]:
        limited_s, held_back_wh, _ = past.site.held_back(item["limit_a"])
        pairs += [(item["limited_s"], limited_s), (item["held_back_wh"], held_back_wh)]
    hours = {name: found[f"{name}_s"] / 3600 for name in ("connection", "booked", "building")}
    return _most(pairs), f"bound {found['times']} times: " + ", ".join(f"{h:.0f} h {name}" for name, h in hours.items())


def _shape(body: Any, past: Past) -> tuple[float, str]:
    return _shape_of(body["distribution"], past.site)


def _all_shape(body: Any, past: Past) -> tuple[float, str]:
    return _shape_of(body["distribution"], past.everything)


def _shape_of(made: Any, naive: Naive) -> tuple[float, str]:
    expected = {
        "durations_min": naive.histogram("stay_s", DURATION_MIN, 60),
        "energy_kwh": naive.histogram("wh", ENERGY_KWH, 1000),
        "idle_min": naive.histogram("idle_s", IDLE_MIN, 60),
    }
    pairs = [
        (item["sessions"], right) for name in expected for item, right in zip(made[name], expected[name], strict=True)
    ]
    return _most([*pairs, *zip(made["arrivals"], naive.arrivals(), strict=True)]), f"{made['sessions']} sessions"


def _groups(body: Any, past: Past) -> tuple[float, str]:
    return _groups_of(body, past.site)


def _all_groups(body: Any, past: Past) -> tuple[float, str]:
    return _groups_of(body, past.everything)


def _groups_of(body: Any, naive: Naive) -> tuple[float, str]:
    found = {item["group"]: item["distribution"]["energy_wh"] for item in body["items"]}
    expected = naive.energy_by_group()
    return _most((found[group], expected[group]) for group in expected), f"{len(found)} groups"


def _availability(body: Any, past: Past) -> tuple[float, str]:
    pairs = []
    for item in body["items"]:
        number, [connector] = int(item["station"].partition("-")[2]), item["connectors"]
        lost_s = outage_s([one for one in past.outages if one.station == number and one.place in (CONNECTOR, WHOLE)])
        pairs.append((connector["outage_minutes"], lost_s / 60))
        pairs.append((connector["uptime_percent"], 100 * (1 - lost_s / _YEAR_S)))
    return _most(pairs), f"{body['uptime_percent']:.2f} % up, {len(pairs) // 2} connectors"


def _health(body: Any, past: Past) -> tuple[float, str]:
    faults = sum(one.station == STATION and one.kind is OutageKind.FAULTED for one in past.outages)
    silences = sum(one.station == STATION and one.kind is OutageKind.OFFLINE for one in past.outages)
    days = [day for day in past_days(past.stations) if day.station == STATION]
    pairs = [
        (body["faults"], faults),
        (body["link"]["silences"], silences),
        (body["reboots"], sum(len(day.boots) for day in days)),
        (sum(body["deviations"].values()), sum(day.deviations for day in days)),
    ]
    return _most(pairs), f"{faults} faults, {body['reboots']} boots, {silences} silences"


def _findings(body: Any, past: Past) -> tuple[float, str]:
    found = {item["kind"]: item["numbers"] for item in body["items"]}
    limited_s, idle_share = past.site.held_back(LIMIT_A)[0], 1 - past.site.charging_s() / past.site.occupied_s()
    pairs = [(100 * found["idle_share"]["idle_share"], 100 * idle_share)]
    if limited_s >= LIMITED_SHARE * _YEAR_S:
        pairs.append((found["limit_binds"]["limited_s"], limited_s))
    return _most(pairs), ", ".join(found)


def _most(pairs: Any) -> float:
    return float(max(abs(found - right) for found, right in pairs))


def _local_day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).astimezone(ZONE).date().isoformat()


_SITE = {"site": f"site-{SITE}"}
QUESTIONS: tuple[tuple[str, dict[str, Any], Check], ...] = (
    ("usage", {**_SITE, "step": "day"}, _days),
    ("usage", {**_SITE, "step": "month"}, _times),
    ("usage", {"step": "month"}, _all_times),
    ("heat-map", _SITE, _week),
    ("peak", _SITE, _peak),
    ("peak", {}, _all_peak),
    ("load-duration", _SITE, _duration),
    ("connection", _SITE, _connection),
    ("distributions", _SITE, _shape),
    ("distributions", {}, _all_shape),
    ("token-groups", _SITE, _groups),
    ("token-groups", {}, _all_groups),
    ("availability", _SITE, _availability),
    (f"station-health/CP-{STATION}", {}, _health),
    ("findings", _SITE, _findings),
)
