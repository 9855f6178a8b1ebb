import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import islice
from random import Random
from threading import Thread

import pytest

from infra.local.fleet.__main__ import parse_arguments
from infra.local.fleet.drivers import visits
from infra.local.fleet.fleet import Fleet, Plan
from infra.local.fleet.operator_api import OperatorApi
from infra.local.fleet.timing import Timing

from .csms import Csms

CALM = {
    "Authorize", "BootNotification", "Heartbeat", "MeterValues", "StartTransaction", "StatusNotification",
    "StopTransaction", "TransactionEvent",
}  # fmt: skip
"""What a station says without being asked for more."""
Put = tuple[str, str | None, object]


def test_drivers_come_as_the_seed_says() -> None:
    def first(seed: str) -> list[object]:
        return list(islice(visits(Random(seed), ["A", "B"]), 5))

    assert first("1") == first("1")
    assert first("1") != first("2")


async def test_drivers_charge_and_leave_while_links_break(csms: Csms) -> None:
    timing = Timing(speed=36_000, tick_s=0.02, sample_s=0, backoff_min_s=0.02, backoff_max_s=0.05)
    fleet = Fleet(Plan(csms.url, stations=3, outages_per_day=24, timing=timing))
    stop = asyncio.Event()
    running = asyncio.create_task(fleet.run(stop))
    try:
        assert await csms.until(lambda: csms.seen("StopTransaction"))
        assert await csms.until(lambda: csms.seen("TransactionEvent", eventType="Ended"))
        assert await csms.until(lambda: len(csms.handshakes) > 3)
    finally:
        stop.set()
        await running
    assert {identity for identity, _ in csms.handshakes} == {"DEMO-001", "DEMO-002", "DEMO-003"}
    assert "0/3 stations online" in fleet.summary()
    assert {frame.action for frame in csms.frames} <= CALM


async def test_the_command_ends_cleanly_on_sigterm(csms: Csms) -> None:
    command = ["-m", "infra.local.fleet", "--url", csms.url, "--stations", "1", "--versions", "2.0.1"]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert await csms.until(lambda: csms.seen("StatusNotification"), 20)
    process.send_signal(signal.SIGTERM)
    output, _ = await process.communicate()
    assert process.returncode == 0
    assert b"DEMO-001 boot Accepted" in output


@pytest.mark.parametrize("arguments", [["--versions", "1.5"], ["--password", "short"]])
def test_the_command_refuses_nonsense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    assert arguments[0] in capsys.readouterr().err


@pytest.fixture
def operator_api() -> Iterator[tuple[str, list[Put]]]:
    """Its URL and what is PUT there."""
    puts: list[Put] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            puts.append((self.path, self.headers["Authorization"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api", puts
        server.shutdown()
        thread.join()


def test_registers_stations_and_drivers(operator_api: tuple[str, list[Put]]) -> None:
    url, puts = operator_api
    fleet = Fleet(Plan("ws://nowhere", stations=1, prefix="A B"))
    fleet.register(OperatorApi(url, "secret"), "site-1")
    path, authorization, body = puts[0]
    assert (path, authorization) == ("/api/stations/A%20B-001", "Bearer secret")
    assert isinstance(body, dict)
    assert len(body.pop("password")) == 20
    assert body == {"security_profile": 1, "site_id": "site-1"}
    assert puts[1][0] == "/api/tokens/A%20B-DRIVER-01"
    assert puts[1][2] == {"type": "ISO14443", "status": "accepted"}
    assert len(puts) == 1 + len(fleet.tokens)
