"""Thousands of sites with something booked for the same minute: how far apart are their plans?

`python -m tests.bench.same_minute [sites]` books for that many sites, each with a station that charges a car, a
limit from the same minute on, rings every wake-up of that minute and runs site_planner on what EventBridge
Scheduler would put into its queue, in batches as Lambda gets them. Every station has to be told something then: the
plans that the bookings asked for are left out. The stores are moto's, in this process (6 GB for 2,000 sites), and no
wire is.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from csms.adapters.wake_ups import message
from csms.application.book_schedule import book_schedule
from csms.application.save_site import save_site
from csms.domain import clock
from csms.domain.passwords import hash_password
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from infra.scheduling import PLAN_DELAY_S
from tests.support.world import PASSWORD, World, world

SITES, BATCH = 300, 10
WORKERS = (5, 50, 500)
RINGS_PER_S = 1000
"""EventBridge Scheduler's quota of invocations, by default in the larger Regions."""


def main(count: int) -> None:
    logging.disable(logging.INFO)
    with world() as csms, ExitStack() as stack:
        made, _ = timed(lambda: list(sites(csms, count)))
        starts = csms.moment.replace(second=0, microsecond=0) + timedelta(minutes=2)
        booked, _ = timed(lambda: book(csms, count, starts))
        rung = [
            wake_up
            for wake_up in csms.wake_ups.kept.values()
            if wake_up.expression == f"at({starts:%Y-%m-%dT%H:%M:%S})"
        ]
        csms.moment = starts + timedelta(seconds=PLAN_DELAY_S)
        csms.link.sent.clear()
        stack.enter_context(patch("csms.bootstrap.ports", lambda: csms.ports))
        before = len(csms.requests)
        spans = plan([message(wake_up) for wake_up in rung])
        requests = (len(csms.requests) - before) / len(rung)
        changed = sum(json.loads(text)[2] == "SetChargingProfile" for _, text in csms.link.sent)
        report(count, made, booked, len(rung), spans, changed)
        print(f"a plan makes {requests:.1f} requests to DynamoDB")


def sites(csms: World, count: int) -> Iterator[None]:
    csms.token(max_open_transactions=None)
    password_hash = hash_password(PASSWORD)
    for number in range(count):
        site_id, identity = f"site-{number}", f"CP-{number}"
        save_site(csms.ports, Site(site_id, site_id, clock.to_text(csms.moment)))
        csms.register(identity, site_id=site_id, password_hash=password_hash)
        charger = csms.connect(OcppVersion.V16, identity)
        charger.boot()
        start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
        charger.ask("StartTransaction", start)
        yield


def book(csms: World, count: int, starts: datetime) -> None:
    ends = clock.to_text(starts + timedelta(hours=1))
    for number in range(count):
        now = clock.to_text(csms.moment)
        book_schedule(
            csms.ports,
            Schedule("b", f"site-{number}", "", now, 10.0, Recurrence.ONCE, clock.to_text(starts), ends),
        )


def plan(bodies: Sequence[str]) -> list[float]:
    """The seconds of each batch."""
    from site_planner.handler import handler

    events = [event_of(bodies[first : first + BATCH]) for first in range(0, len(bodies), BATCH)]
    return [timed(partial(run, handler, event))[0] for event in events]


def run(handler: Any, event: dict[str, Any]) -> None:
    failed = handler(event, Context())["batchItemFailures"]
    assert failed == [], failed


class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "site_planner", 1024, "arn", "id"


def event_of(bodies: Sequence[str]) -> dict[str, Any]:
    records = [
        {
            "messageId": f"m{number}",
            "body": body,
            "attributes": {"MessageGroupId": json.loads(body)["site_id"], "ApproximateReceiveCount": "1"},
            "eventSource": "aws:sqs",
        }
        for number, body in enumerate(bodies)
    ]
    return {"Records": records}


def timed(work: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def report(count: int, made_s: float, booked_s: float, rung: int, spans: Sequence[float], changed: int) -> None:
    ordered = sorted(span / BATCH * 1000 for span in spans)
    p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    print(f"{count} sites made in {made_s:.0f} s, booked in {booked_s:.1f} s: {rung} wake-ups for one minute")
    print(f"{changed} stations were sent a new profile")
    print(f"a plan takes {p50:.1f} ms at the median, {p95:.1f} at 95 %, {ordered[-1]:.1f} at most")
    for workers in WORKERS:
        last_s = PLAN_DELAY_S + rung / RINGS_PER_S + sum(spans) / workers
        print(f"{workers:5} planners at once: the last site is planned {last_s:.1f} s after the minute begins")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SITES)
