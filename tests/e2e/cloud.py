"""A local cloud of a test session's own: free ports, a state of its own, the real stack deployed by `cdk deploy`."""

import socket
from dataclasses import dataclass
from pathlib import Path

from infra.local import up
from infra.local.cloud import Cloud
from infra.local.deploy import deploy

# Quick, so that a test need not wait: what production does every five minutes happens every minute.
CONTEXT = {"plan_period_minutes": "1", "heartbeat_interval_s": "60", "command_timeout_s": "5"}


@dataclass
class DeployedCloud:
    """What a test may do with the deployed system."""

    cloud: Cloud

    @property
    def ws_url(self) -> str:
        """Chargers connect to `{ws_url}/{identity}`."""
        return self.cloud.station_url

    @property
    def api_url(self) -> str:
        return self.cloud.api_url

    @property
    def cloud_endpoint(self) -> str:
        """AWS's own APIs, to look behind the scenes with boto3."""
        return self.cloud.endpoint

    @property
    def functions_log(self) -> Path:
        return self.cloud.directory / "functions.log"

    def token(self, role: str) -> str:
        return up.token_of(self.cloud, role)

    def stop(self) -> None:
        """As `make down` does."""
        self.cloud.stop()

    def start(self) -> None:
        """As `make up` does when nothing has changed: what runs is what the state holds."""
        self.cloud.start()


def launch(directory: Path) -> DeployedCloud:
    port, cloud_port = _free_ports()
    deployed = DeployedCloud(Cloud(directory, port, cloud_port, CONTEXT))
    deployed.start()
    try:
        deploy(deployed.cloud)
    except BaseException:
        deployed.stop()
        raise
    return deployed


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
