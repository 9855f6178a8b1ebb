"""Where a station's settings differ from those that its models want."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from csms.domain.configuration import Configuration, Setting
from csms.domain.station_models import Wanted, folded
from csms.domain.stations import OcppVersion
from csms.domain.variable_keys import variable_of


class DriftState(StrEnum):
    """`unknown`: never read. `missing`: the station does not have the key. `read_only`: differs, and must.
    `reboot_required`: the station has taken the value and will use it after its next boot."""

    IN_STEP = "in_step"
    DIFFERS = "differs"
    MISSING = "missing"
    READ_ONLY = "read_only"
    UNKNOWN = "unknown"
    REBOOT_REQUIRED = "reboot_required"


_LONGEST_NAME = 50
_LONGEST_VALUE = {OcppVersion.V16: 500, OcppVersion.V201: 1000, OcppVersion.V21: 2500}
_TO_APPLY = frozenset({DriftState.DIFFERS, DriftState.UNKNOWN})


@dataclass(frozen=True)
class Drift:
    """`source` is the station model that wants `wanted`; `actual` was so at `read_at`."""

    key: str
    wanted: str
    source: str
    state: DriftState
    actual: str | None = None
    read_at: str | None = None


def drift(wanted: Iterable[Wanted], known: Configuration, booted_at: str | None) -> list[Drift]:
    """One for each wanted setting, by key."""
    return [_compared(want, known, booted_at) for want in sorted(wanted, key=lambda want: folded(want.key))]


def to_apply(found: Iterable[Drift], version: OcppVersion) -> dict[str, str]:
    """Key → value of what is to be sent to bring a station in step: what can be said to it and may be changed."""
    return {item.key: item.wanted for item in found if item.state in _TO_APPLY and _sayable(item, version)}


def _sayable(item: Drift, version: OcppVersion) -> bool:
    """Within what the version's messages hold."""
    variable = variable_of(item.key, version)
    if variable is None or len(item.wanted) > _LONGEST_VALUE[version]:
        return False
    return max(len(variable.name), len(variable.component or "")) <= _LONGEST_NAME


def _compared(want: Wanted, known: Configuration, booted_at: str | None) -> Drift:
    setting = known.settings.get(folded(want.key))
    if setting is None:
        absent = folded(want.key) in known.unknown or known.complete_at is not None
        state = DriftState.MISSING if absent else DriftState.UNKNOWN
        return Drift(want.key, want.value, want.source, state)
    actual = setting.value_since(booted_at)
    return Drift(setting.key, want.value, want.source, _state(want.value, setting, booted_at), actual, setting.read_at)


def _state(wanted: str, setting: Setting, booted_at: str | None) -> DriftState:
    if setting.waits_for_reboot(booted_at):
        return DriftState.REBOOT_REQUIRED if same_value(wanted, setting.pending or "") else DriftState.DIFFERS
    if same_value(wanted, setting.value_since(booted_at) or ""):
        return DriftState.IN_STEP
    return DriftState.READ_ONLY if setting.read_only else DriftState.DIFFERS


def same_value(one: str, other: str) -> bool:
    """Blanks around a value or its list's items mean nothing; the case of true and false neither."""
    return _plain(one) == _plain(other)


def _plain(value: str) -> tuple[str, ...]:
    items = tuple(item.strip() for item in value.split(","))
    return tuple(item.casefold() if item.casefold() in ("true", "false") else item for item in items)
