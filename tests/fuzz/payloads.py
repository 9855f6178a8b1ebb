"""Payloads made from the schemas that ship inside the `ocpp` package, for every message of every version."""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import ocpp

from csms.domain.stations import OcppVersion

OPTIONAL = 0.35  # how often a member that may be left out is there
MAX_ITEMS = 3
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ABC xyz,;:.-_/\\\"'{}[]",
    "äßΐ漢字🔌\u200b\u202e",
    "\x00\x01\t\n\r\x7f",
)
TIMES = (
    "2026-03-01T12:00:00Z",
    "2026-03-01T11:59:59.123Z",
    "2026-03-01T13:30:00+02:00",
    "2026-02-27T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "2199-12-31T23:59:59Z",
)
INTEGERS = (0, 1, 2, 3, -1, 42, 65_535, 2**31 - 1, -(2**31), 2**53)
# What the fuzzed station knows: its connectors, its token, its open transaction.
KNOWN: dict[str, tuple[Any, ...]] = {
    "idTag": ("TAG-1", "tag-1"),
    "idToken": ("TAG-1",),
    "connectorId": (0, 1, 2),
    "evseId": (0, 1, 2),
    "id": (1, 2),
    "transactionId": (1, 2, "tx-1"),
    "requestId": (1,),
    "value": ("1234.5", 1234.5),
}


@cache
def _schemas(version: OcppVersion) -> dict[str, Any]:
    """By name: 1.6 has X and XResponse, 2.x XRequest and XResponse, and 2.1's SEND no ending and no response."""
    folder = Path(ocpp.__file__).parent / f"v{version.value.replace('.', '')}" / "schemas"
    files = {path.stem.removesuffix("Request"): path for path in folder.glob("*.json")}
    return {name: json.loads(path.read_text("utf-8-sig")) for name, path in files.items()}


@cache
def actions(version: OcppVersion) -> tuple[str, ...]:
    """Every action, in either direction."""
    return tuple(sorted(name for name in _schemas(version) if not name.endswith("Response")))


def has_response(version: OcppVersion, action: str) -> bool:
    return f"{action}Response" in _schemas(version)


class Payloads:
    """Makes valid payloads; the same seed makes the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def request(self, version: OcppVersion, action: str) -> dict[str, Any]:
        """A payload as it is before JSON: fractions are floats of few digits."""
        return self._made(_schemas(version)[action])

    def response(self, version: OcppVersion, action: str) -> dict[str, Any]:
        return self._made(_schemas(version)[f"{action}Response"])

    def _made(self, schema: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self._value(schema, schema, "")
        return made

    def _value(self, schema: dict[str, Any], root: dict[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self._value(root["definitions"][schema["$ref"].rpartition("/")[2]], root, name)
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        match schema.get("type"):
            case "object":
                return self._object(schema, root)
            case "array":
                return [self._value(schema["items"], root, name) for _ in range(self._count(schema))]
            case None:
                return self._random.choice(["text", 7, 1.5, True, [1], {"a": {"b": None}}])
            case kind:
                return self._scalar(kind, schema, name)

    def _object(self, schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
        required = schema.get("required", ())
        members = schema.get("properties", {})
        chosen = [name for name in members if name in required or self._random.random() < OPTIONAL]
        made = {name: self._value(members[name], root, name) for name in chosen}
        if schema.get("additionalProperties", True) is not False and self._random.random() < OPTIONAL:
            made["vendorMember"] = self._random.choice([1, "x", None, [1.5], {"y": []}])
        return made

    def _count(self, schema: dict[str, Any]) -> int:
        least = schema.get("minItems", 0)
        return self._random.randint(least, max(least, min(schema.get("maxItems", MAX_ITEMS), MAX_ITEMS)))

    def _scalar(self, kind: str, schema: dict[str, Any], name: str) -> Any:
        known = [value for value in KNOWN.get(name, ()) if _fits(value, kind, schema)]
        if known and self._random.random() < 0.6:
            return self._random.choice(known)
        if kind == "boolean":
            return self._random.random() < 0.5
        return self._text(schema) if kind == "string" else self._number(kind, schema)

    def _text(self, schema: dict[str, Any]) -> str:
        if schema.get("format") == "date-time":
            return self._random.choice(TIMES)
        most = min(schema.get("maxLength", 60), 600)
        length = self._random.choice((0, 1, min(most, 12), self._random.randint(0, most), most))
        return "".join(self._random.choices(self._random.choice(ALPHABETS), k=length))

    def _number(self, kind: str, schema: dict[str, Any]) -> int | float:
        least, most = schema.get("minimum"), schema.get("maximum")
        number: int | float = self._random.choice(INTEGERS)
        if kind == "number" and self._random.random() < 0.6:
            number = round(self._random.uniform(-50, 5000), 1 if "multipleOf" in schema else 3)
        if least is not None and number < least:
            number = int(least)
        return number if most is None or number <= most else int(most)


def _fits(value: Any, kind: str, schema: dict[str, Any]) -> bool:
    kinds = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}
    if not isinstance(value, kinds[kind]):
        return False
    if kind == "string":
        return len(value) <= schema.get("maxLength", len(value)) and "format" not in schema
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)
