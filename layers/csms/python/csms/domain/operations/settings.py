"""What a station is set to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A 1.6 configuration key is a variable without component; `value` only when it is set.

    `instance` is the component's, `variable_instance` its own."""

    name: str
    component: str | None = None
    instance: str | None = None
    evse: int | None = None
    attribute: str | None = None
    value: str | None = None
    connector: int | None = None
    variable_instance: str | None = None


@dataclass(frozen=True)
class GetVariables:
    """Empty asks a 1.6 station for all of its keys."""

    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True)
class SetVariables:
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class ReadConfiguration:
    """Everything that the station can be set to; a 2.x station reports it in parts that name `request_id`."""

    request_id: int


@dataclass(frozen=True)
class RaiseSecurityProfile:
    """To `profile` (1, 2 or 3), from a lower one: down there is no way by OCPP (A00.FR.005)."""

    profile: int
