"""What an operator can ask of any station, free of its OCPP version; a dialect turns it into a CALL."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from csms.domain.certificate_requests import SigningUse
from csms.domain.charging_profiles import ChargingProfile, Purpose
from csms.domain.local_lists import Change
from csms.domain.station_certificates import CertificateUse
from csms.domain.x509 import HashData

Item = TypeVar("Item")


@dataclass(frozen=True)
class RemoteStart:
    token: str
    token_type: str
    remote_start_id: int
    evse: int | None = None
    profile: ChargingProfile | None = None


@dataclass(frozen=True)
class RemoteStop:
    ocpp_transaction_id: str


class ResetKind(StrEnum):
    """Hard and soft of 1.6, Immediate and OnIdle of 2.x: the same two wishes."""

    IMMEDIATE = "immediate"
    ON_IDLE = "on_idle"


@dataclass(frozen=True)
class Reset:
    kind: ResetKind
    evse: int | None = None


@dataclass(frozen=True)
class Unlock:
    evse: int
    connector: int = 1


@dataclass(frozen=True)
class ChangeAvailability:
    operative: bool
    evse: int | None = None
    connector: int | None = None


@dataclass(frozen=True)
class Trigger:
    """`message` by its 2.x name, or as the station's version names it."""

    message: str
    evse: int | None = None
    connector: int | None = None


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
class UpdateFirmware:
    """Times are stored ones. With a signature the station checks it, and the certificate, before it installs (L01)."""

    location: str
    retrieve_at: str
    install_at: str | None = None
    request_id: int | None = None
    signature: str | None = None
    signing_certificate: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None


@dataclass(frozen=True)
class GetDiagnostics:
    """The upload of 1.6 that has no request id."""

    location: str
    oldest_at: str | None = None
    latest_at: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None


@dataclass(frozen=True)
class GetLog:
    """`log_type` is `diagnostics` or `security` (2.0.1 N01; 1.6 security whitepaper)."""

    log_type: str
    request_id: int
    location: str
    oldest_at: str | None = None
    latest_at: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None


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


@dataclass(frozen=True)
class TransferData:
    """A message of the vendor's own; `data` is text in 1.6, anything in 2.x."""

    vendor_id: str
    message_id: str | None = None
    data: Any = None


@dataclass(frozen=True)
class SetChargingProfile:
    evse: int
    profile: ChargingProfile


@dataclass(frozen=True)
class ClearChargingProfile:
    """The members AND together; none of them means every profile (1.6 errata 3.25)."""

    profile_id: int | None = None
    evse: int | None = None
    purpose: Purpose | None = None
    stack_level: int | None = None


@dataclass(frozen=True)
class GetCompositeSchedule:
    evse: int
    duration_s: int
    rate_unit: str | None = None


@dataclass(frozen=True)
class RaiseSecurityProfile:
    """To `profile` (1, 2 or 3), from a lower one: down there is no way by OCPP (A00.FR.005)."""

    profile: int


@dataclass(frozen=True)
class InstallCertificate:
    use: CertificateUse
    pem: str


@dataclass(frozen=True)
class DeleteCertificate:
    named: HashData


@dataclass(frozen=True)
class ListCertificates:
    """Empty asks for all uses that the station's version knows."""

    uses: tuple[CertificateUse, ...] = ()


@dataclass(frozen=True)
class ReserveNow:
    """`evse` 0 is any of the station's; `expires_at` as stored."""

    number: int
    evse: int
    token: str
    token_type: str
    expires_at: str
    group_id: str | None = None
    connector_type: str | None = None


@dataclass(frozen=True)
class CancelReservation:
    number: int


@dataclass(frozen=True)
class SendCertificate:
    """What a station has asked for: the chain in PEM, its own certificate first; `station_request_id` is 2.1's."""

    chain: str
    use: SigningUse
    station_request_id: int | None = None


@dataclass(frozen=True)
class SendLocalList:
    """`full` replaces the whole list by what `changes` bring; without any it empties it."""

    version: int
    full: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class GetLocalListVersion:
    """Which list the station holds."""


@dataclass(frozen=True)
class ClearCache:
    """Forget the tokens that the station remembers from former answers."""


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
)


@dataclass(frozen=True)
class OutboundCall:
    """An action and its payload in the dialect of one station."""

    action: str
    payload: dict[str, Any]
