"""Every function is held to infra/access.py while it runs: what AWS would deny is a violation here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from infra.access import ACCESS

_READS = {"GetItem", "Query", "BatchGetItem"}
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}
_ACTIONS = {"Put": "write", "Update": "write", "Delete": "write", "ConditionCheck": "write", "Get": "read"}


@dataclass
class Guard:
    """`violations` say function, right and thing. Outside of `running` everything may be done: it is the test's."""

    prefix: str
    function: str | None = None
    violations: list[str] = field(default_factory=list)

    @contextmanager
    def running(self, function: str) -> Iterator[None]:
        before, self.function = self.function, function
        try:
            yield
        finally:
            self.function = before

    def database(self, operation: str, parameters: dict[str, Any]) -> None:
        for right, table in _touched(operation, parameters):
            self._check(right, table.removeprefix(f"{self.prefix}-"))

    def queue(self, name: str) -> None:
        self._check("send", name)

    def wake_up(self) -> None:
        self._check("set", "wake-ups")

    def sign(self) -> None:
        self._check("sign", "certificates")

    def connection(self) -> None:
        self._check("manage", "connections of stations")

    def publish(self) -> None:
        self._check("publish", "events")

    def archive(self) -> None:
        self._check("archive", "changes")

    def file(self, key: str = "") -> None:
        """What writes exports removes those that nobody wants any more."""
        if not (key.startswith("exports/") and self.function and ACCESS[self.function].writes_exports):
            self._check("read and remove", "files")

    def put_file(self, key: str) -> None:
        self._check("put", "exports" if key.startswith("exports/") else key)

    def _check(self, right: str, thing: str) -> None:
        if self.function and not _granted(self.function, right, thing):
            self.violations.append(f"{self.function} may not {right} {thing}")


def _granted(function: str, right: str, thing: str) -> bool:
    access = ACCESS[function]
    writes = access.writes.split()
    rights = {"read": writes + access.reads.split(), "write": writes, "send": access.sends.split()}
    flags = {
        "manage": access.manages_connections,
        "sign": access.signs,
        "set": access.sets_wake_ups,
        "publish": access.publishes,
        "archive": access.archives,
        "put": access.writes_exports and thing == "exports",
    }
    if right in flags:
        return flags[right]
    return access.keeps_files if thing == "files" else thing in rights.get(right, [])


def _touched(operation: str, parameters: dict[str, Any]) -> list[tuple[str, str]]:
    if operation in ("BatchGetItem", "BatchWriteItem"):
        return [("read" if operation in _READS else "write", table) for table in parameters["RequestItems"]]
    if operation in ("TransactWriteItems", "TransactGetItems"):
        return [
            (_ACTIONS[kind], member["TableName"])
            for item in parameters["TransactItems"]
            for kind, member in item.items()
        ]
    right = "read" if operation in _READS else "write" if operation in _WRITES else operation
    return [(right, parameters.get("TableName", "everything"))]
