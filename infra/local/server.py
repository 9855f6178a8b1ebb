"""The local cloud's one process: MiniStack on one port, the edge on others. Started by infra/local/cloud.py."""

import argparse
import asyncio
import signal
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app as ministack
from ministack.core import lambda_runtime

from infra.local import doors, emulator
from infra.local.certificates import Certificates
from infra.local.edge import Application, Edge
from infra.local.ports import Ports

_LARGEST_MESSAGE_BYTES = 128 * 1024  # API Gateway's; a larger one closes the socket with 1009


async def run(ports: Ports, directory: Path) -> None:
    emulator.remember_connect_answers()
    emulator.run_frames_concurrently(workers=2)
    emulator.follow_streams_beside_queues()
    emulator.read_streams_anew()
    emulator.log_functions_to(directory / "functions.log")
    edge = Edge(ministack, cloud_port=ports.cloud, origins_file=directory / "origins.json")
    doors.remember_certificates()
    certificates = Certificates(directory)
    certificates.make()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, emulator.save_state)

    async def stopped() -> None:
        await stop.wait()
        await edge.close_sockets(timeout_s=20)

    plain = Config()
    plain.bind = [f"127.0.0.1:{ports.cloud}", f"127.0.0.1:{ports.edge}"]
    entrances: list[tuple[Application, Config]] = [(edge, plain)]
    for door, port in ((doors.TLS, ports.tls), (doors.CERTIFIED, ports.certified)):
        entrances.append((doors.behind(door, edge), doors.DoorConfig(port, door, certificates)))
    for _, config in entrances:
        config.keep_alive_timeout = 75
        config.websocket_max_message_size = _LARGEST_MESSAGE_BYTES
        config.graceful_timeout = 2
    await asyncio.gather(*(serve(app, config, shutdown_trigger=stopped) for app, config in entrances))  # type: ignore[arg-type]
    lambda_runtime.reset()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ports", type=Ports.from_text, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.ports, arguments.directory))
