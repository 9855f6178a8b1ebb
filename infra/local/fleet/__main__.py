"""python -m infra.local.fleet --url ws://localhost:8080 --stations 20 --speed 60"""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path
from urllib.error import URLError

from .fleet import Fleet, Plan
from .operator_api import OperatorApi
from .timing import Timing
from .versions import DIALECTS


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.fleet", description="A demo fleet of chargers")
    parser.add_argument("--url", default="ws://localhost:8080", help="stations connect to URL/ocpp/IDENTITY")
    parser.add_argument("--tls-url", help="of security profile 2; default: the same with TLS")
    parser.add_argument("--certified-url", help="of security profile 3; default: the same with TLS")
    parser.add_argument("--stations", type=int, default=20)
    parser.add_argument("--speed", type=float, default=60.0, help="simulated seconds per second")
    parser.add_argument("--versions", type=_versions, default=list(DIALECTS), help="comma-separated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prefix", default="DEMO", help="of identities and driver tokens")
    parser.add_argument("--password", type=_password, help="20 characters; default: each station its own")
    parser.add_argument("--sample", type=int, default=15, help="seconds between meter values")
    parser.add_argument("--outages", type=float, default=2.0, help="lost links per station and simulated day")
    parser.add_argument("--api", help="register stations and drivers here first")
    parser.add_argument("--token-file", type=Path, default=Path(".local/operator-token"))
    parser.add_argument("--site", help="site to register the stations at")
    parser.add_argument("--verbose", action="store_true", help="print every frame")
    return parser.parse_args(arguments)


def _versions(text: str) -> list[str]:
    versions = text.split(",")
    if unknown := set(versions) - set(DIALECTS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return versions


def _password(text: str) -> str:
    if len(text.encode()) != 20:
        raise argparse.ArgumentTypeError("a password has 20 characters")
    return text


async def run(fleet: Fleet) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await fleet.run(stop)


def main() -> int | str:
    options = parse_arguments()
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    logging.getLogger("fleet").setLevel(logging.INFO)
    logging.getLogger("ocpp").setLevel(logging.INFO if options.verbose else logging.CRITICAL)
    timing = Timing(speed=options.speed, sample_s=options.sample)
    doors = {number: url for number, url in ((2, options.tls_url), (3, options.certified_url)) if url}
    plan = Plan(
        options.url, options.stations, options.versions, options.seed, options.prefix, options.password,
        options.outages, timing, doors,
    )  # fmt: skip
    fleet = Fleet(plan)
    if options.api:
        try:
            fleet.register(OperatorApi(options.api, options.token_file.read_text().strip()), options.site)
        except (URLError, OSError) as error:
            return f"cannot register the fleet at {options.api}: {error}"
    asyncio.run(run(fleet))
    return 0


if __name__ == "__main__":
    sys.exit(main())
