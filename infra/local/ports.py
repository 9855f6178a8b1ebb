"""The ports of a local cloud, each with the name that moves it."""

import argparse
import json
from dataclasses import asdict, dataclass, fields
from typing import Self


@dataclass(frozen=True)
class Ports:
    """The edge without TLS (security profile 1), AWS's own APIs, and the doors of security profiles 2 and 3."""

    edge: int = 8080
    cloud: int = 4566
    tls: int = 8443
    certified: int = 8444

    def named(self) -> list[tuple[str, int]]:
        """By the variables of `make up`."""
        return list(zip(("PORT", "CLOUD_PORT", "TLS_PORT", "CERTIFIED_PORT"), asdict(self).values(), strict=True))

    def to_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(**json.loads(text))

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        flags = {"edge": "--port", "cloud": "--cloud-port", "tls": "--tls-port", "certified": "--certified-port"}
        for field in fields(cls):
            parser.add_argument(flags[field.name], dest=field.name, type=_port, default=field.default)

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Self:
        return cls(**{field.name: getattr(arguments, field.name) for field in fields(cls)})


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)
