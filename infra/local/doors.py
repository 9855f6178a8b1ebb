"""The edge's doors with TLS: a port each, as they are a distribution each on AWS."""

import ssl
from contextvars import ContextVar
from typing import Any

from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.config import Config

from infra.local.certificates import Certificates, as_cloudfront_tells
from infra.local.edge import Application, Door, Message, Receive, Send

TLS = Door(security_profile=2)
CERTIFIED = Door(security_profile=3, serves_api=False, asks_for_certificates=True)

# The certificate of the connection that a task serves, in DER; noted by `remember_certificates`.
_peer_certificate: ContextVar[bytes | None] = ContextVar("peer_certificate", default=None)


class DoorConfig(Config):
    def __init__(self, port: int, door: Door, certificates: Certificates) -> None:
        super().__init__()
        self.bind = [f"127.0.0.1:{port}"]
        self._door, self._certificates, self._trusted_at = door, certificates, 0

    @property
    def ssl_enabled(self) -> bool:
        return True

    def create_ssl_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._certificates.server)
        context.set_alpn_protocols(["http/1.1"])
        if self._door.asks_for_certificates:
            context.verify_mode = ssl.CERT_REQUIRED
            context.sni_callback = self._trust
        return context

    def _trust(self, _socket: Any, _name: str | None, context: ssl.SSLContext) -> None:
        """At each handshake: the authorities may have changed."""
        changed_at = self._certificates.station_authorities.stat().st_mtime_ns
        if changed_at != self._trusted_at:
            context.load_verify_locations(self._certificates.station_authorities)
            self._trusted_at = changed_at


def behind(door: Door, edge: Application) -> Application:
    """The edge as it is seen through a door. It has been started by its first one."""

    async def enter(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{kind}.complete"})
            return
        der = _peer_certificate.get() if door.asks_for_certificates else None
        await edge({**scope, "door": door, "certificate": as_cloudfront_tells(der) if der else []}, receive, send)

    return enter


def remember_certificates() -> None:
    """hypercorn tells an application nothing of the viewer's certificate; it is noted per connection here."""
    run = TCPServer.run

    async def run_and_remember(server: TCPServer) -> None:
        tls = server.writer.get_extra_info("ssl_object")
        _peer_certificate.set(tls.getpeercert(binary_form=True) if tls else None)
        await run(server)

    TCPServer.run = run_and_remember  # type: ignore[method-assign, assignment]
