"""What a make of station needs to be told differently: tolerances as data, not as code.

A member that is None says nothing: the station is then spoken to as the specification has it.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from csms.domain.charging_profiles import RateUnit
from csms.domain.power import AC_PHASES, NOMINAL_V


class KeyText(StrEnum):
    """How a 1.6 station wants its AuthorizationKey written: the hex of its bytes (whitepaper A01), or as it is."""

    HEX = "hex"
    TEXT = "text"


@dataclass(frozen=True)
class Quirks:
    """`rate_unit` is the only unit whose limits it keeps to; amperes become watts, and the other way round, with
    `voltage_v` (phase to neutral, 230) and `number_phases` (3), which is also said in every period that says none.

    `max_stack_level`: higher ones are sent as this one. `relative_profiles_only`: it ignores those with a start.
    `clear_profile_first`: it takes a new profile only where there is none. `lower_case_keys`: it knows configuration
    keys in lower case only. `trigger_without_connector`: it refuses a TriggerMessage that names one (evcc #16327).
    """

    rate_unit: RateUnit | None = None
    max_stack_level: int | None = None
    relative_profiles_only: bool | None = None
    clear_profile_first: bool | None = None
    number_phases: int | None = None
    voltage_v: float | None = None
    authorization_key: KeyText | None = None
    lower_case_keys: bool | None = None
    trigger_without_connector: bool | None = None

    def stated(self) -> dict[str, Any]:
        """The members that say something."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def over(self, less_specific: Self) -> Self:
        """Both, member by member: what this one says goes."""
        return replace(less_specific, **self.stated())

    @property
    def watts_per_ampere(self) -> float:
        """With all phases in use."""
        return self.watts_of_phases(None)

    def watts_of_phases(self, number_phases: int | None) -> float:
        """What an ampere per phase is in watts in all."""
        return (self.voltage_v or NOMINAL_V) * (number_phases or self.number_phases or AC_PHASES)

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        """Members that this version does not know are left out: an older function may read what a newer one wrote."""
        known = {field.name for field in fields(cls)}
        stated: dict[str, Any] = {name: value for name, value in members.items() if name in known}
        for name, kind in _KINDS.items():
            if name in stated:
                stated[name] = kind(stated[name])
        return cls(**stated)


_KINDS: dict[str, Any] = {
    "rate_unit": RateUnit,
    "authorization_key": KeyText,
    "max_stack_level": int,
    "number_phases": int,
    "voltage_v": float,
}
