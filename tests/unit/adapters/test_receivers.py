"""Requests to receivers: real ones to a server on this machine, and none to where none may go."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from csms.adapters import receivers
from csms.adapters.receivers import HttpReceivers
from csms.domain.webhooks import check_url, is_public


class Receiver(BaseHTTPRequestHandler):
    seen: list[tuple[str, dict[str, str], bytes]] = []  # noqa: RUF012
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.status)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Receiver.seen, Receiver.status = [], 204
    served = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://localhost:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_request_arrives_whole(server: str) -> None:
    answer = HttpReceivers(private=True).post(f"{server}/events?a=b", {"webhook-id": "e"}, b'{"x":"\xc3\xa5"}')
    assert (answer.status_code, answer.error) == (204, None)
    [(path, headers, body)] = Receiver.seen
    assert (path, body) == ("/events?a=b", b'{"x":"\xc3\xa5"}')
    assert headers["host"] == server.removeprefix("http://")
    assert (headers["webhook-id"], headers["user-agent"]) == ("e", "csms-webhooks/1")


def test_redirects_are_not_followed(server: str) -> None:
    Receiver.status = 307
    assert HttpReceivers(private=True).post(server, {}, b"").status_code == 307
    assert len(Receiver.seen) == 1


def test_no_network_of_our_own_is_called(server: str) -> None:
    answer = HttpReceivers(private=False).post(server, {}, b"")
    assert (answer.status_code, answer.error) == (None, "the host has no public IPv4 address")
    assert Receiver.seen == []


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(receivers.socket, "getaddrinfo", lambda *args: found)
    answer = HttpReceivers(private=False).post("https://rebinding.example/", {}, b"")
    assert answer.error == "the host has no public IPv4 address"


def test_what_can_go_wrong_has_a_name(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = HttpReceivers(private=True)
    assert there.post("http://no-such-host.invalid/", {}, b"").error == "the host is not found"
    assert there.post(f"http://{'x' * 70}.example/", {}, b"").error == "the host is not found"
    assert there.post("http://127.0.0.1:1/", {}, b"").error == "the connection failed"
    assert there.post(server.replace("http", "https"), {}, b"").error == "its TLS certificate is not valid"
    monkeypatch.setattr(receivers, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = there.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", {}, b"")
    assert answer.error == "no answer within 0.1 s"
    assert answer.duration_ms >= 100


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_what_is_not_on_the_internet(address: str) -> None:
    assert not is_public(address)


def test_what_is() -> None:
    assert is_public("93.184.216.34")
    check_url("https://example.com:8443/a?b=c", private=False)
    check_url("http://localhost:9000/", private=True)
