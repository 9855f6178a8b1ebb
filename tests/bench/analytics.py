"""`make bench-analytics`: a year of real-shaped sessions, each question of /api/analytics answered from the sums, with
its time and reads, and checked against a naive recomputation from the sessions."""

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from csms import bootstrap
from tests.bench.analytics_checks import QUESTIONS, SITE, Check, Past
from tests.bench.history import ZONE, past_sessions
from tests.bench.loading import load, load_limits, load_troubles, prepare
from tests.bench.naive import Naive
from tests.bench.past_troubles import past_limits, past_outages
from tests.support.world import World, world
from tests.unit.operator_api.conftest import Api

START, UNTIL = datetime(2025, 1, 1, tzinfo=ZONE), datetime(2026, 1, 1, tzinfo=ZONE)
LOADED_AT = datetime(2026, 1, 3, tzinfo=UTC)
YEAR = {"from": START.isoformat(), "to": UNTIL.isoformat()}


@dataclass(frozen=True)
class Row:
    question: str
    took_ms: float
    reads: int
    off: float
    answer: str


def main() -> int:
    options = _options()
    logging.disable(logging.CRITICAL)
    with world() as csms:
        past = _load(csms, options.sessions, options.stations, options.sites)
        with _ports(csms):
            rows = [_row(Api(csms), path, query, check, past) for path, query, check in QUESTIONS]
    print(f"{'question about a year':<44}{'ms':>7}{'reads':>7}{'off by':>10}  answer")
    for row in rows:
        print(f"{row.question:<44}{row.took_ms:>7.0f}{row.reads:>7}{row.off:>10.4f}  {row.answer}")
    return 1 if any(row.off >= 1 for row in rows) else 0


def _load(csms: World, count: int, stations: int, sites: int) -> Past:
    sessions = list(past_sessions(count, stations, sites))
    csms.moment = START.astimezone(UTC)
    prepare(csms, stations, sites)
    csms.moment, began, busy = LOADED_AT, time.monotonic(), time.process_time()
    for session in sessions:
        load(csms, session)
        csms.journal.take()
    load_limits(csms, f"site-{SITE}")
    load_troubles(csms, stations, sites)
    took_s, busy_s = time.monotonic() - began, time.process_time() - busy
    print(f"{count} sessions of a year at {stations} stations of {sites} sites: ", end="")
    print(f"{took_s:.0f} s through the stores, {busy_s / count * 1000:.1f} ms of a core each", flush=True)
    of_site = Naive([one for one in sessions if one.site == SITE], START, UNTIL, past_limits())
    return Past(of_site, Naive(sessions, START, UNTIL), list(past_outages(stations)), stations, sites)


@contextmanager
def _ports(csms: World) -> Iterator[None]:
    original, bootstrap.ports = bootstrap.ports, lambda: csms.ports  # type: ignore[assignment]
    try:
        yield
    finally:
        bootstrap.ports = original


def _row(api: Api, path: str, query: dict[str, Any], check: Check, past: Past) -> Row:
    """`off` is the largest difference from the naive answer: in Wh, W, seconds, sessions or per cent."""
    api.csms.requests.clear()
    began = time.perf_counter()
    answer = api.get(f"/api/analytics/{path}", **YEAR, **query)
    took_ms = (time.perf_counter() - began) * 1000
    assert answer.status == 200, answer.text
    reads = len(api.csms.requests)
    off, told = check(answer.body, past)
    whose = query.get("site") or query.get("station") or ("" if "/" in path else "everything")
    return Row(" ".join(filter(None, [path, query.get("step"), whose])), took_ms, reads, off, told)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.analytics")
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--stations", type=int, default=50)
    parser.add_argument("--sites", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
