"""A local cloud of a test session's own: free ports, a state of its own, the real stack deployed by `cdk deploy`."""

import socket
import ssl
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path

from infra.local import up
from infra.local.cloud import Cloud
from infra.local.deploy import deploy
from infra.local.ports import Ports

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
    def tls_ws_url(self) -> str:
        """The door of security profile 2."""
        return self.cloud.tls_station_url

    @property
    def certified_ws_url(self) -> str:
        """The door of security profile 3: with a certificate of an authority that `trust` names."""
        return self.cloud.certified_station_url

    def tls(self, certificate: Path | None = None) -> ssl.SSLContext:
        """What a charger needs for the doors with TLS: the authority it trusts, its key and chain."""
        context = ssl.create_default_context(cafile=self.cloud.certificates.authority)
        if certificate is not None:
            context.load_cert_chain(certificate)
        return context

    def trust(self, pem: str) -> None:
        self.cloud.certificates.trust(pem)

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
    deployed = DeployedCloud(Cloud(directory, Ports(*_free_ports()), CONTEXT))
    deployed.start()
    try:
        deploy(deployed.cloud)
    except BaseException:
        deployed.stop()
        raise
    return deployed


def _free_ports() -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in fields(Ports)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
