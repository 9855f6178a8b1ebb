"""Every wish, in parts where it is long, and the CALL that a dialect makes of one."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from csms.domain.operations.certificates import DeleteCertificate, InstallCertificate, ListCertificates, SendCertificate
from csms.domain.operations.charging import ClearChargingProfile, GetCompositeSchedule, SetChargingProfile
from csms.domain.operations.control import (
    ChangeAvailability,
    ClearCache,
    RemoteStart,
    RemoteStop,
    Reset,
    ShowCost,
    ShowFinalCost,
    TransferData,
    Trigger,
    Unlock,
)
from csms.domain.operations.files import GetDiagnostics, GetLog, UpdateFirmware
from csms.domain.operations.settings import GetVariables, RaiseSecurityProfile, ReadConfiguration, SetVariables
from csms.domain.operations.tokens import CancelReservation, GetLocalListVersion, ReserveNow, SendLocalList

Item = TypeVar("Item")


def parts_of(wish: "Operation", at_once: int) -> tuple["Operation", ...]:
    """A long list as several wishes of at most `at_once` items each: a station takes so many in one message (2.0.1
    B05.FR.11, B06.FR.05 ItemsPerMessage; a 1.6 ChangeConfiguration or GetInstalledCertificateIds carries one)."""
    if isinstance(wish, ListCertificates):
        return tuple(ListCertificates(uses) for uses in _chunks(wish.uses, at_once)) or (wish,)
    if not isinstance(wish, GetVariables | SetVariables) or len(wish.variables) <= at_once:
        return (wish,)
    return tuple(replace(wish, variables=variables) for variables in _chunks(wish.variables, at_once))


def _chunks(items: tuple[Item, ...], at_once: int) -> list[tuple[Item, ...]]:
    return [items[start : start + at_once] for start in range(0, len(items), at_once)]


Operation = (
    RemoteStart
    | RemoteStop
    | Reset
    | Unlock
    | ChangeAvailability
    | Trigger
    | GetVariables
    | SetVariables
    | TransferData
    | ReadConfiguration
    | UpdateFirmware
    | GetDiagnostics
    | GetLog
    | SetChargingProfile
    | ClearChargingProfile
    | GetCompositeSchedule
    | ReserveNow
    | CancelReservation
    | SendLocalList
    | GetLocalListVersion
    | ClearCache
    | RaiseSecurityProfile
    | InstallCertificate
    | DeleteCertificate
    | ListCertificates
    | SendCertificate
    | ShowCost
    | ShowFinalCost
)


@dataclass(frozen=True)
class OutboundCall:
    """An action and its payload in the dialect of one station."""

    action: str
    payload: dict[str, Any]
