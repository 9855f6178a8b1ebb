"""The middleware between a viewer and an API, with the API played by the test."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.edge import Application, Edge, Message, Receive, Send, connect_answer

_PORT = 8080


class Viewer:
    """Sends one request through the edge and keeps what comes back."""

    def __init__(self, directory: Path, api: Application) -> None:
        self._origins = directory / "origins.json"
        self._origins.write_text(json.dumps({"station_api": "ws1", "operator_api": "http1", "secret": "s3cret"}))
        self.edge = Edge(api, cloud_port=4566, origins_file=self._origins)
        self.sent: list[Message] = []

    async def request(self, kind: str, path: str, headers: dict[str, str] | None = None, port: int = _PORT) -> None:
        async def receive() -> Message:
            return {"type": f"{kind}.connect"}

        async def send(message: Message) -> None:
            self.sent.append(message)

        pairs = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {"type": kind, "raw_path": path.encode(), "path": path, "query_string": b"", "headers": pairs}
        scope |= {"server": ("127.0.0.1", port), "client": ("192.0.2.7", 1), "subprotocols": ["ocpp2.0.1", "ocpp1.6"]}
        await self.edge(scope, receive, send)


def _connect_function(answer: dict[str, Any]) -> Application:
    """MiniStack's side of a handshake, as far as the edge sees it."""

    async def api(_scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        holder = connect_answer.get()
        assert holder is not None
        holder.update(answer)
        accepted = 200 <= answer["statusCode"] < 300
        await send({"type": "websocket.accept"} if accepted else {"type": "websocket.close", "code": 1008})

    return api


@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_a_charger_sees_the_status_of_connect(tmp_path: Path, status: int) -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="ocpp"'} if status == 401 else {}
    viewer = Viewer(tmp_path, _connect_function({"statusCode": status, "headers": challenge}))
    await viewer.request("websocket", "/ocpp/CP-1")
    start, _body = viewer.sent
    assert (start["type"], start["status"]) == ("websocket.http.response.start", status)
    assert (b"www-authenticate" in dict(start["headers"])) == (status == 401)


@pytest.mark.parametrize(("answered", "echoed"), [("ocpp1.6", "ocpp1.6"), ("ocpp9", None), (None, None)])
async def test_the_subprotocol_is_the_one_connect_chose_if_it_was_offered(
    tmp_path: Path, answered: str | None, echoed: str | None
) -> None:
    headers = {"sec-websocket-protocol": answered} if answered else {}
    viewer = Viewer(tmp_path, _connect_function({"statusCode": 200, "headers": headers}))
    await viewer.request("websocket", "/ocpp/CP-1")
    assert viewer.sent == [{"type": "websocket.accept", "subprotocol": echoed}]


async def test_the_api_sees_what_cloudfront_would_send(tmp_path: Path) -> None:
    seen: list[Message] = []

    async def api(scope: Message, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    viewer = Viewer(tmp_path, api)
    spoofed = {"host": "localhost:8080", "x-origin-secret": "guess", "x-forwarded-for": "198.51.100.1", "a": "b"}
    spoofed |= {"x-origin-viewer-address": "198.51.100.1", "x-origin-security-profile": "3"}
    spoofed |= {"cloudfront-viewer-cert-present": "1", "cloudfront-viewer-cert-subject": "CN=somebody else"}
    await viewer.request("http", "/api/stations/CP%201", spoofed)
    await viewer.request("websocket", "/ocpp/CP%201", spoofed)
    http, socket = seen
    assert http["raw_path"] == b"/_aws/execute-api/http1/$default/api/stations/CP%201"
    assert (socket["path"], socket["query_string"]) == ("/_aws/execute-api/ws1/ocpp", b"identity=CP%201")
    for scope in seen:
        assert dict(scope["headers"]) == {
            b"a": b"b",
            b"host": b"localhost:4566",
            b"x-forwarded-for": b"198.51.100.1, 192.0.2.7",
            b"x-origin-secret": b"s3cret",
            b"x-origin-security-profile": b"1",
            b"x-origin-viewer-address": b"192.0.2.7",
        }


@pytest.mark.parametrize(("kind", "path", "status"), [("http", "/ocpp/CP-1", 426), ("websocket", "/api/x", 404)])
async def test_the_wrong_protocol_for_a_path_is_refused(tmp_path: Path, kind: str, path: str, status: int) -> None:
    viewer = Viewer(tmp_path, _connect_function({"statusCode": 200}))
    await viewer.request(kind, path)
    assert viewer.sent[0]["status"] == status


async def test_before_the_first_deployment_nothing_is_there(tmp_path: Path) -> None:
    viewer = Viewer(tmp_path, _connect_function({"statusCode": 200}))
    (tmp_path / "origins.json").unlink()
    await viewer.request("http", "/api/health")
    assert viewer.sent[0]["status"] == 503


async def test_the_clouds_own_port_is_left_alone(tmp_path: Path) -> None:
    seen: list[Message] = []

    async def cloud(scope: Message, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    await Viewer(tmp_path, cloud).request("http", "/_ministack/health", port=4566)
    assert seen[0]["raw_path"] == b"/_ministack/health"
