"""The two ends of a WebSocket, which need not agree."""

from dataclasses import dataclass
from typing import Protocol


class Peer(Protocol):
    identity: str
    subprotocol: str

    def connected(self, socket: "Socket") -> None: ...
    def refused(self, status: int) -> None: ...
    def closed(self, socket: "Socket") -> None: ...
    def received(self, socket: "Socket", text: str) -> None: ...


@dataclass
class Socket:
    """Each end has its own opinion of whether it is open."""

    id: str
    peer: Peer
    station_end: bool = True
    gateway_end: bool = True
    announced: bool = False
