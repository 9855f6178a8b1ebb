"""A charger boots, and a signed request arrives at a receiver: streams, functions and queues of the deployed stack."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.e2e.charger import BOOT, Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

Request = tuple[dict[str, str], bytes]
RECEIVED: list[Request] = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        RECEIVED.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/events"
    server.shutdown()
    thread.join()
    server.server_close()


def signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As https://www.standardwebhooks.com has it."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


async def test_a_boot_arrives_at_a_receiver(cloud: DeployedCloud, receiver: str) -> None:
    operator = Operator(cloud.api_url, cloud.token("admin"))
    made = await operator.ask("POST", "/webhooks", {"url": receiver, "events": ["station.booted"]})
    assert made.status == 201, made
    registered = await operator.ask("PUT", "/stations/HOOKED")
    async with Charger(cloud.ws_url, "HOOKED", registered.body["password"], "ocpp2.0.1") as charger:
        await charger.ask("BootNotification", BOOT["ocpp2.0.1"])
        path = f"/webhooks/{made.body['id']}/deliveries?status=delivered"
        delivered = await operator.until(path, lambda body: any(map(_is_stored, body["items"])))
    [(headers, body)] = [(headers, body) for headers, body in RECEIVED if _station(body) == "HOOKED"]
    assert headers["webhook-id"] in {delivery["event_id"] for delivery in delivered["items"]}
    assert headers["webhook-signature"] == signed(made.body["secret"], headers, body)
    event = await operator.get(f"/events/{headers['webhook-id']}")
    assert json.loads(body) == event
    assert event["data"]["vendor"] == "V"
    await operator.ask("DELETE", f"/webhooks/{made.body['id']}")


def _station(body: bytes) -> str:
    return str(json.loads(body)["subject"]["station"])


def _is_stored(delivery: dict[str, Any]) -> bool:
    """The delivery of the boot: other tests' stations boot too."""
    mine = [headers["webhook-id"] for headers, body in RECEIVED if _station(body) == "HOOKED"]
    return delivery["event_id"] in mine
