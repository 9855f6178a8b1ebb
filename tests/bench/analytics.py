"""`make bench-analytics`: a year of real-shaped sessions, each question of /api/analytics answered from the sums, with
its time and reads, and checked against a naive recomputation from the sessions."""

import argparse
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from csms import bootstrap
from csms.domain.usage.load import power_of_w
from csms.domain.usage.shapes import DURATION_MIN, ENERGY_KWH, IDLE_MIN
from tests.bench.history import ZONE, past_sessions
from tests.bench.loading import load, prepare
from tests.bench.naive import Naive
from tests.support.world import World, world
from tests.unit.operator_api.conftest import Api

START, UNTIL = datetime(2025, 1, 1, tzinfo=ZONE), datetime(2026, 1, 1, tzinfo=ZONE)
LOADED_AT = datetime(2026, 1, 3, tzinfo=UTC)
YEAR = {"from": START.isoformat(), "to": UNTIL.isoformat()}
SITE = 0
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Row:
    question: str
    took_ms: float
    reads: int
    off: float
    answer: str


Check = Callable[[Any, Naive], tuple[float, str]]


def main() -> int:
    options = _options()
    logging.disable(logging.CRITICAL)
    with world() as csms:
        csms.moment = LOADED_AT
        sessions = list(past_sessions(options.sessions, options.stations, options.sites))
        began = time.monotonic()
        prepare(csms, options.stations, options.sites)
        for session in sessions:
            load(csms, session)
            csms.journal.take()
        took_s = time.monotonic() - began
        print(f"{len(sessions)} sessions of a year at {options.stations} stations of {options.sites} sites: ", end="")
        print(f"{took_s:.0f} s through the stores, {took_s / len(sessions) * 1000:.1f} ms each")
        of_site = [session for session in sessions if session.site == SITE]
        rows = _rows(csms, Naive(of_site, START, UNTIL))
    print(f"{'question about a year of one site':<36}{'ms':>8}{'reads':>7}{'off by':>12}  answer")
    for row in rows:
        print(f"{row.question:<36}{row.took_ms:>8.0f}{row.reads:>7}{row.off:>12.4f}  {row.answer}")
    return 1 if any(row.off >= 1 for row in rows) else 0


def _rows(csms: World, naive: Naive) -> list[Row]:
    """`off` is the largest difference from the naive answer: in Wh, W, seconds or sessions."""
    original, bootstrap.ports = bootstrap.ports, lambda: csms.ports  # type: ignore[assignment]
    try:
        return [_row(Api(csms), question, query, check, naive) for question, query, check in QUESTIONS]
    finally:
        bootstrap.ports = original


def _row(api: Api, question: str, query: dict[str, Any], check: Check, naive: Naive) -> Row:
    api.csms.requests.clear()
    began = time.perf_counter()
    answer = api.get(f"/api/analytics/{question}", site=f"site-{SITE}", **YEAR, **query)
    took_ms = (time.perf_counter() - began) * 1000
    assert answer.status == 200, answer.text
    off, told = check(answer.body, naive)
    name = " ".join([question, *(str(value) for value in query.values())])
    return Row(name, took_ms, len(api.csms.requests), off, told)


def _days(body: Any, naive: Naive) -> tuple[float, str]:
    expected = naive.energy_by_day()
    found = {_local_day(item["start"]): item["energy_wh"] for item in body["items"]}
    assert found.keys() == expected.keys(), "other days"
    return max(abs(found[day] - expected[day]) for day in found), f"{body['total']['energy_wh'] / 1e6:.1f} MWh"


def _times(body: Any, naive: Naive) -> tuple[float, str]:
    total = body["total"]
    off = max(abs(total["occupied_s"] - naive.occupied_s()), abs(total["charging_s"] - naive.charging_s()))
    return float(off), f"{total['idle_s'] / total['occupied_s']:.0%} of the time idle"


def _week(body: Any, naive: Naive) -> tuple[float, str]:
    expected = naive.week()
    cells = {(_WEEKDAYS.index(c["weekday"]), c["hour"]): c["mean_power_w"] for c in body["items"]}
    top = max(body["items"], key=lambda cell: cell["mean_power_w"])
    return max(abs(cells[p] - expected[p]) for p in cells), f"{top['weekday']} {top['hour']}:00 is the fullest"


def _peak(body: Any, naive: Naive) -> tuple[float, str]:
    made = sum(share["power_w"] for share in body["sessions"]) + body["others_w"]
    off = max(abs(body["power_w"] - naive.peak_w()), abs(made - naive.peak_w()))
    return off, f"{body['power_w'] / 1000:.1f} kW by {len(body['sessions'])} sessions"


def _duration(body: Any, naive: Naive) -> tuple[float, str]:
    points = {p["percent"]: p["power_w"] for p in body["items"] if p["percent"] >= 1}
    return max(abs(points[p] - naive.reached_w(p)) for p in points), f"{points[5] / 1000:.1f} kW for 5 % of the time"


def _connection(body: Any, naive: Naive) -> tuple[float, str]:
    off, half = 0.0, next(item for item in body["items"] if item["limit_a"] == 20)
    for item in body["items"]:
        limited_s, held_back_wh = naive.held_back(power_of_w(item["limit_a"]))
        off = max(off, abs(item["limited_s"] - limited_s), abs(item["held_back_wh"] - held_back_wh))
    return off, f"20 A would have held back {half['held_back_wh'] / 1e6:.2f} MWh"


def _shape(body: Any, naive: Naive) -> tuple[float, str]:
    made = body["distribution"]
    expected = {
        "durations_min": naive.histogram("stay_s", DURATION_MIN, 60),
        "energy_kwh": naive.histogram("wh", ENERGY_KWH, 1000),
        "idle_min": naive.histogram("idle_s", IDLE_MIN, 60),
    }
    pairs = [
        (item["sessions"], right) for name in expected for item, right in zip(made[name], expected[name], strict=True)
    ]
    pairs += zip(made["arrivals"], naive.arrivals(), strict=True)
    return float(max(abs(one - other) for one, other in pairs)), f"{made['sessions']} sessions"


def _groups(body: Any, naive: Naive) -> tuple[float, str]:
    found = {item["group"]: item["distribution"]["energy_wh"] for item in body["items"]}
    expected = naive.energy_by_group()
    return max(abs(found[group] - expected[group]) for group in expected), f"{len(found)} groups"


def _local_day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(ZONE).date().isoformat()


QUESTIONS: tuple[tuple[str, dict[str, Any], Check], ...] = (
    ("usage", {"step": "day"}, _days),
    ("usage", {"step": "month"}, _times),
    ("heat-map", {}, _week),
    ("peak", {}, _peak),
    ("load-duration", {}, _duration),
    ("connection", {}, _connection),
    ("distributions", {}, _shape),
    ("token-groups", {}, _groups),
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.analytics")
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--stations", type=int, default=50)
    parser.add_argument("--sites", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
