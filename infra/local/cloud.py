"""The local cloud as seen from outside: start it, stop it, talk to it."""

import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3

from infra import cdk_cli
from infra.errors import UserError
from infra.lambda_assets import ROOT
from infra.local.certificates import Certificates
from infra.local.ports import Ports
from infra.local.process import Background

REGION = "eu-north-1"
ACCOUNT = "000000000000"
_READY_WITHIN_S = 60
_INHERITED = (
    "PATH", "HOME", "LANG", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS",
)  # fmt: skip


@dataclass(frozen=True)
class Cloud:
    """One local cloud: its ports, the directory that holds its state, and the CDK context deployed into it."""

    directory: Path = ROOT / ".local"
    ports: Ports = field(default_factory=Ports)
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def stack(self) -> str:
        return self.context.get("prefix", "csms")

    @property
    def cloud_port(self) -> int:
        return self.ports.cloud

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ports.edge}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    @property
    def station_url(self) -> str:
        return f"ws://localhost:{self.ports.edge}/ocpp"

    @property
    def tls_station_url(self) -> str:
        return f"wss://localhost:{self.ports.tls}/ocpp"

    @property
    def certified_station_url(self) -> str:
        return f"wss://localhost:{self.ports.certified}/ocpp"

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.directory)

    @property
    def endpoint(self) -> str:
        """The cloud's own port, where AWS's APIs are."""
        return f"http://127.0.0.1:{self.cloud_port}"

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def environment(self) -> dict[str, str]:
        """For a command that talks to this cloud: never the caller's own AWS account."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return cdk_cli.environment(inherited) | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def start(self) -> None:
        """Start the process, unless it runs, and wait until it serves."""
        process = self.process
        if process.alive():
            self._refuse_other_ports()
            return
        for name, port in self.ports.named():
            _refuse_taken(name, port)
        options = ["--ports", self.ports.to_text(), "--directory", str(self.directory)]
        command = [sys.executable, "-m", "infra.local.server", *options]
        environment = self._server_environment()
        self._ports_file.write_text(self.ports.to_text())
        process.start(command, environment, cwd=ROOT)
        deadline = time.monotonic() + _READY_WITHIN_S
        while not self.serves():
            if not process.alive() or time.monotonic() > deadline:
                raise UserError(f"The local cloud did not start: {process.last_words()} (all of it: {process.log})")
            time.sleep(0.1)

    def stop(self) -> bool:
        return self.process.stop()

    def save(self) -> None:
        """Have the state written now, and not only at a graceful end."""
        self.process.send(signal.SIGUSR1)

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=5):
                return True
        except OSError:
            return False

    @property
    def process(self) -> Background:
        return Background("cloud", self.directory)

    def as_it_runs(self) -> "Cloud":
        """This cloud on the ports it was started with."""
        if not self.process.alive():
            raise UserError("The local cloud is not running: `make up` starts it.")
        return replace(self, ports=Ports.from_text(self._ports_file.read_text()))

    def _refuse_other_ports(self) -> None:
        running = self.as_it_runs()
        if running != self:
            ports = ", ".join(str(port) for _, port in running.ports.named())
            raise UserError(f"The local cloud runs on the ports {ports} already: `make down` first, to move it.")

    @property
    def _ports_file(self) -> Path:
        return self.directory / "ports.json"

    def _server_environment(self) -> dict[str, str]:
        workers = self.directory / "workers"
        workers.mkdir(parents=True, exist_ok=True)
        return self.environment() | {
            "GATEWAY_PORT": str(self.cloud_port),
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.directory / "state"),
            "TMPDIR": str(workers),
            "LOG_LEVEL": "WARNING",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }


def _refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UserError(
                f"Port {port} is taken by another program: stop that, or choose another with `make up {name}=...`."
            ) from None
