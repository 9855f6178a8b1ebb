"""What is told of stations and their connectors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Registration:
    """`registration` is the operator's decision: accepted, pending or rejected."""

    registration: str
    security_profile: int


@dataclass(frozen=True)
class StationChange:
    """As `Registration`; `changed` names the settings that differ from before, without a secret."""

    registration: str
    security_profile: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Connected:
    """`silent_since`: the last word of the station before it was away; null for its first connection."""

    ocpp_version: str | None
    silent_since: str | None


@dataclass(frozen=True)
class Disconnected:
    """`ocpp_version` is what the station spoke last."""

    ocpp_version: str | None


@dataclass(frozen=True)
class Boot:
    """What the station says it is."""

    ocpp_version: str | None
    vendor: str | None
    model: str | None
    serial_number: str | None
    firmware_version: str | None


@dataclass(frozen=True)
class ConnectorStatus:
    """The station's words; EVSE 0 is the station as a whole."""

    status: str
    previous_status: str | None
    error_code: str | None
    info: str | None


@dataclass(frozen=True)
class UnknownToken:
    """A token that nobody knows; `sightings` counts all of them, at all stations."""

    token: str
    token_type: str | None
    sightings: int
