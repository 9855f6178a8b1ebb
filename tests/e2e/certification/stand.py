"""What a case is played on: an operator with a token, and a charge point of two connectors with a real WebSocket."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.charger import Charger
from tests.e2e.operator import Operator

TAG, PARENT, SIBLING = "CERT-TAG", "CERT-PARENT", "CERT-SIBLING"
BLOCKED, EXPIRED = "CERT-BLOCKED", "CERT-EXPIRED"
CONNECTORS = (1, 2)


def wire_time(moment: datetime | None = None, **delta: float) -> str:
    return ((moment or datetime.now(UTC)) + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Stand:
    """`point` is the charge point's side, `operator` the operator's; `path` names the station in the API."""

    operator: Operator
    point: Charger
    number: int | None = None
    started_at: str = field(default_factory=wire_time)

    @property
    def path(self) -> str:
        return f"/stations/{self.point.identity}"

    async def boot(self) -> None:
        await self.point.boot()
        for connector in (0, *CONNECTORS):
            await self.status(connector, "Available")

    async def status(self, connector: int, status: str, error: str = "NoError", **members: Any) -> None:
        payload = {"connectorId": connector, "status": status, "errorCode": error, **members}
        assert await self.point.ask("StatusNotification", payload) == {}

    async def authorize(self, tag: str = TAG) -> str:
        answer = await self.point.ask("Authorize", {"idTag": tag})
        return str(answer["idTagInfo"]["status"])

    async def start(self, tag: str = TAG, connector: int = 1, **members: Any) -> str:
        """The status of the token; `number` is the transaction's."""
        payload = {"connectorId": connector, "idTag": tag, "meterStart": 1000, "timestamp": wire_time(), **members}
        answer = await self.point.ask("StartTransaction", payload)
        self.number, self.started_at = answer["transactionId"], payload["timestamp"]
        assert answer["transactionId"] > 0
        return str(answer["idTagInfo"]["status"])

    async def charge(self, tag: str = TAG, connector: int = 1) -> None:
        """From cable to current."""
        await self.status(connector, "Preparing")
        assert await self.authorize(tag) == "Accepted"
        assert await self.start(tag, connector) == "Accepted"
        await self.status(connector, "Charging")

    async def stop(self, reason: str, tag: str | None = TAG, **members: Any) -> dict[str, Any]:
        payload = {"transactionId": self.number, "meterStop": 6250, "timestamp": wire_time(), "reason": reason}
        return await self.point.ask("StopTransaction", payload | ({"idTag": tag} if tag else {}) | members)

    async def transaction(self) -> dict[str, Any]:
        """The newest transaction of the station, as the operator sees it."""
        page = await self.operator.get(f"/transactions?station={self.point.identity}")
        return dict(page["items"][0])

    async def connector(self, number: int = 1) -> dict[str, Any]:
        station = await self.operator.get(self.path)
        evse = next(evse for evse in station["evses"] if evse["id"] == number)
        return dict(evse["connectors"][0])

    async def operate(self, door: str, body: Any = None, method: str = "POST") -> dict[str, Any]:
        """The command as it ended. `door` is below the station, or a path of its own."""
        path = door if door.startswith("/") else f"{self.path}/{door}"
        answer = await self.operator.ask(method, path, body, Prefer="wait=20")
        assert answer.status in (200, 201, 202), answer
        return dict(answer.body)

    def asked(self, action: str) -> dict[str, Any]:
        """The newest request of this action that the charge point has got."""
        return next(payload for name, payload in reversed(self.point.asked) if name == action)

    async def asked_soon(self, action: str) -> dict[str, Any]:
        return await self.point.until_asked(action)

    async def eventually(self, path: str, wanted: Any) -> Any:
        return await self.operator.until(path, wanted, 20)


async def reconnected(stand: Stand, **changes: Any) -> Charger:
    """The charge point has gone and comes back with the same identity, through another door where `ws_url` says so."""
    await stand.point.__aexit__()
    old = stand.point
    kept = {name: getattr(old, name) for name in ("ws_url", "identity", "password", "subprotocol", "tls", "answers")}
    stand.point = await Charger(**{**kept, **changes}).__aenter__()
    return stand.point
