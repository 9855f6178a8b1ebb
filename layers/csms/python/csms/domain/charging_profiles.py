"""Charging profiles in the 2.x vocabulary; 1.6 is the subset without ids of schedules (2.0.1 part 2 §2.9-2.12)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Purpose(StrEnum):
    """External constraints are the station's own: a CSMS never sends any (2.0.1 K01.FR.22)."""

    EXTERNAL_CONSTRAINTS = "ChargingStationExternalConstraints"
    STATION_MAX = "ChargingStationMaxProfile"
    TX_DEFAULT = "TxDefaultProfile"
    TX = "TxProfile"


class Kind(StrEnum):
    ABSOLUTE = "Absolute"
    RECURRING = "Recurring"
    RELATIVE = "Relative"


class RateUnit(StrEnum):
    AMPERE = "A"
    WATT = "W"


@dataclass(frozen=True)
class Period:
    """`limit` holds from `start_s` seconds after the schedule's start; A per phase or W in all."""

    start_s: int
    limit: float
    number_phases: int | None = None


@dataclass(frozen=True)
class ChargingProfile:
    """`start_schedule`, `valid_from`, `valid_to` are stored times; `duration_s` None runs on for ever."""

    id: int
    stack_level: int
    purpose: Purpose
    kind: Kind
    periods: tuple[Period, ...]
    rate_unit: RateUnit = RateUnit.AMPERE
    recurrency: str | None = None
    start_schedule: str | None = None
    duration_s: int | None = None
    min_charging_rate: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    transaction_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        members = {**self.__dict__, "periods": [dict(period.__dict__) for period in self.periods]}
        return {name: value for name, value in members.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(
            **{
                **members,
                "purpose": Purpose(members["purpose"]),
                "kind": Kind(members["kind"]),
                "rate_unit": RateUnit(members.get("rate_unit", RateUnit.AMPERE)),
                "periods": tuple(Period(**period) for period in members["periods"]),
            }
        )
