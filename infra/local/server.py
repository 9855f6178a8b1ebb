"""The local cloud's one process: MiniStack on one port, the edge on another. Started by infra/local/cloud.py."""

import argparse
import asyncio
import signal
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app as ministack
from ministack.core import lambda_runtime

from infra.local import emulator
from infra.local.edge import Edge

_LARGEST_MESSAGE_BYTES = 128 * 1024  # API Gateway's; a larger one closes the socket with 1009


async def run(port: int, cloud_port: int, directory: Path) -> None:
    emulator.remember_connect_answers()
    emulator.run_frames_concurrently(workers=2)
    emulator.log_functions_to(directory / "functions.log")
    edge = Edge(ministack, port=port, cloud_port=cloud_port, origins_file=directory / "origins.json")
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, emulator.save_state)

    async def stopped() -> None:
        await stop.wait()
        await edge.close_sockets(timeout_s=20)

    config = Config()
    config.bind = [f"127.0.0.1:{cloud_port}", f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    config.websocket_max_message_size = _LARGEST_MESSAGE_BYTES
    config.graceful_timeout = 2
    await serve(edge, config, shutdown_trigger=stopped)  # type: ignore[arg-type]
    lambda_runtime.reset()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cloud-port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.port, arguments.cloud_port, arguments.directory))
