"""python -m infra.local up | down | token | fleet: what the Makefile calls."""

import argparse
import os
import sys

from infra.errors import UserError
from infra.local import up
from infra.local.cloud import Cloud
from infra.local.ports import Ports
from infra.local.users import ROLES


def main() -> None:
    options = _arguments()
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "localhost", "127.0.0.1"]))
    cloud = Cloud(ports=Ports.of(options))
    try:
        if options.command == "up":
            up.up(cloud, stations=options.stations if options.fleet else 0, speed=options.speed)
        elif options.command == "down":
            up.down(cloud)
        elif options.command == "token":
            print(up.token_of(cloud.as_it_runs(), options.role))
        else:
            up.run_fleet(cloud.as_it_runs(), stations=options.stations, speed=options.speed)
    except UserError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "token", "fleet"])
    Ports.add_arguments(parser)
    parser.add_argument("--role", choices=ROLES, default="operator")
    parser.add_argument("--fleet", type=int, choices=[0, 1], default=1)
    parser.add_argument("--stations", type=int, default=6)
    parser.add_argument("--speed", type=float, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
