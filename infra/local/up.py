"""`make up`: the local cloud, the stack deployed into it, demo data, and a first command to try."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from infra.errors import UserError
from infra.lambda_assets import ROOT
from infra.local.cloud import Cloud
from infra.local.deploy import deploy, outputs
from infra.local.process import Background
from infra.local.users import token

DEMO_SITE = "demo"
_ANSWERS_WITHIN_S = 60


def up(cloud: Cloud, *, stations: int, speed: float) -> None:
    say = _Progress()
    say(f"Local cloud on {cloud.endpoint} ...")
    cloud.start()
    deploy(cloud, say)
    say("Waiting for the API to answer ...")
    _wait_for_health(cloud)
    admin = token_of(cloud, "admin")
    token_file = cloud.directory / "operator-token"
    token_file.write_text(admin)
    token_file.chmod(0o600)
    if stations:
        say(f"Demo fleet of {stations} chargers, {speed:g} times as fast as life ...")
        request(cloud, "PUT", f"/sites/{DEMO_SITE}", admin, {"name": "Demo site", "time_zone": "UTC", "limit_a": 63})
        _start_fleet(cloud, stations, speed, admin)
    _print_first_steps(cloud, admin)


def down(cloud: Cloud) -> None:
    stopped = [process.name for process in (_fleet(cloud), cloud.process) if process.stop()]
    kept = f"State is kept in {cloud.directory}."
    print(f"Stopped: {' and '.join(stopped)}. {kept}" if stopped else "Nothing was running.")


def token_of(cloud: Cloud, role: str) -> str:
    return token(cloud, outputs(cloud), role)


def run_fleet(cloud: Cloud, *, stations: int, speed: float) -> None:
    """In the foreground, until Ctrl-C, beside the fleet of `make up`."""
    token_file = cloud.directory / "operator-token"
    token_file.write_text(token_of(cloud, "admin"))
    finished = subprocess.run(_fleet_command(cloud, stations, speed, "FLEET"), cwd=ROOT, check=False)
    if finished.returncode:
        raise UserError("The fleet ended with an error.")


def request(cloud: Cloud, method: str, path: str, bearer: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(cloud.api_url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(call, timeout=60) as response:
            return json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        answer = error.read().decode(errors="replace")
        raise UserError(f"{method} {cloud.api_url}{path} answered {error.code}: {answer}") from None


def _wait_for_health(cloud: Cloud) -> None:
    deadline = time.monotonic() + _ANSWERS_WITHIN_S
    while True:
        try:
            request(cloud, "GET", "/health", "")
            return
        except (UserError, OSError) as error:
            if time.monotonic() > deadline:
                log = cloud.directory / "functions.log"
                raise UserError(f"The deployed API does not answer: {error} (see {log})") from None
            time.sleep(0.2)


def _fleet(cloud: Cloud) -> Background:
    return Background("fleet", cloud.directory)


def _start_fleet(cloud: Cloud, stations: int, speed: float, bearer: str) -> None:
    """Until its first charger is online; one of the same size that runs already goes on."""
    fleet, command = _fleet(cloud), _fleet_command(cloud, stations, speed, "DEMO")
    if fleet.runs(command):
        return
    fleet.stop()
    fleet.start(command, cloud.environment(), cwd=ROOT)
    deadline = time.monotonic() + _ANSWERS_WITHIN_S
    while not any(station["online"] for station in request(cloud, "GET", "/stations", bearer)["items"]):
        if not fleet.alive() or time.monotonic() > deadline:
            raise UserError(f"The demo fleet did not come online: {fleet.last_words()} (all of it: {fleet.log})")
        time.sleep(0.2)


def _fleet_command(cloud: Cloud, stations: int, speed: float, prefix: str) -> list[str]:
    options = {
        "url": f"ws://localhost:{cloud.ports.edge}",
        "tls-url": f"wss://localhost:{cloud.ports.tls}",
        "certified-url": f"wss://localhost:{cloud.ports.certified}",
        "api": cloud.api_url,
        "token-file": str(cloud.directory / "operator-token"),
        "stations": str(stations),
        "speed": f"{speed:g}",
        "site": DEMO_SITE,
        "prefix": prefix,
    }
    arguments = [argument for name, value in options.items() for argument in (f"--{name}", value)]
    return [sys.executable, "-m", "infra.local.fleet", *arguments]


class _Progress:
    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"[{time.monotonic() - self._started:5.1f} s] {text}", flush=True)


def _print_first_steps(cloud: Cloud, bearer: str) -> None:
    print(f"""
The charging station management system is up.

  Chargers connect to   {cloud.station_url}/{{identity}}
  with TLS to           {cloud.tls_station_url}/{{identity}} (trusting {cloud.certificates.authority})
  with certificate to   {cloud.certified_station_url}/{{identity}} (trusted: {cloud.certificates.station_authorities})
  Operators call        {cloud.api_url}
  API documentation     {cloud.api_url}/docs
  Logs                  {cloud.directory}/functions.log, fleet.log, cloud.log
  Operator token        {cloud.directory}/operator-token (24 hours; `make token` prints another)

{bearer}

Try it:

  curl -H "Authorization: Bearer $(cat {cloud.directory}/operator-token)" {cloud.api_url}/stations

`make down` stops everything and keeps its state.""")
