"""What a station reports about its own security, and which of it an operator must hear of
(2.0.1 part 2 appendix 1; 1.6 security whitepaper §8, whose names differ in a few places)."""

import uuid
from dataclasses import dataclass

_EVENTS = uuid.UUID("0d0c7c2e-5c43-4d52-8a3f-2f7f6a1f6f0b")
_EVERYDAY = frozenset({"firmwareupdated", "settingsystemtime", "startupofthedevice", "resetorreboot"})
_ALARMING = frozenset(
    {
        "securitylogwascleared",
        "memoryexhaustion",
        "tamperdetectionactivated",
        "maintenanceloginaccepted",
        "maintenanceloginfailed",
    }
)


@dataclass(frozen=True)
class SecurityEvent:
    """`occurred_at` by the station's clock, where that can be believed; `tech_info` in the station's own words."""

    id: str
    station_key: str
    identity: str
    type: str
    occurred_at: str
    received_at: str
    critical: bool
    tech_info: str | None = None


def event_id(station_key: str, type_: str, claimed_at: str, tech_info: str | None) -> str:
    """The same for the same report, however often the station sends it."""
    return str(uuid.uuid5(_EVENTS, "\0".join((station_key, type_, claimed_at, tech_info or ""))))


def is_critical(type_: str) -> bool:
    """Whether the specification calls it critical. A vendor's own types are not: nobody knows them."""
    return type_.strip().casefold() in _EVERYDAY | _ALARMING


def is_alarming(type_: str) -> bool:
    """Critical, and not what happens at every start, update or setting of the clock."""
    return type_.strip().casefold() in _ALARMING
