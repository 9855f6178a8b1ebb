"""Is it who it says it is? OCPP's security profiles 1 and 2 by password, 3 by client certificate (2.0.1 A00)."""

import base64
import binascii
from dataclasses import dataclass

from csms.application.handshake import Handshake, Refusal
from csms.domain import passwords
from csms.domain.certificates import ClientCertificate
from csms.domain.ids import key_of
from csms.domain.passwords import Decision, PendingPassword
from csms.domain.stations import OcppVersion, Station, negotiate

CERTIFICATE_PROFILE = 3


@dataclass(frozen=True)
class Admitted:
    """The station of a good handshake and what was agreed with it; `certificate_cn` of one by certificate.

    `pending_password`: what a login by password decides about the new one.
    """

    station: Station
    version: OcppVersion
    security_profile: int
    certificate_cn: str | None = None
    pending_password: Decision | None = None


def judge(station: Station | None, handshake: Handshake, organization_name: str | None) -> Admitted | Refusal:
    """A door of a lower profile than the station's is closed to it (A00.FR.002, A05.FR.07)."""
    if station is None:
        return Refusal.UNKNOWN_IDENTITY
    if handshake.security_profile < station.security_profile:
        return Refusal.SECURITY_PROFILE_TOO_LOW
    version = negotiate(handshake.subprotocols)
    credentials = _credentials(station, handshake, organization_name)
    if credentials is None:
        return Refusal.BAD_CREDENTIALS
    if version is None:
        return Refusal.NO_COMMON_SUBPROTOCOL
    return Admitted(station, version, handshake.security_profile, credentials.common_name, credentials.pending_password)


@dataclass(frozen=True)
class _Credentials:
    common_name: str | None = None
    pending_password: Decision | None = None


def _credentials(station: Station, handshake: Handshake, organization_name: str | None) -> _Credentials | None:
    if handshake.security_profile != CERTIFICATE_PROFILE:
        return _by_password(station, handshake.authorization)
    certificate = handshake.certificate
    if certificate is None or not _by_certificate(station, certificate, organization_name):
        return None
    return _Credentials(common_name=certificate.common_name)


def _by_password(station: Station, authorization: str | None) -> _Credentials | None:
    """HTTP Basic with the identity as user name (A00.FR.204 ff).

    While a new password is on its way both are good. A login with the new one decides for it. One with the old
    decides against it, unless the station may still answer, or has said that it takes it when it starts again.
    """
    password, pending = presented_password(station.key, authorization), station.pending_password
    if password is None:
        return None
    if station.password_hash is not None and passwords.verify(password, station.password_hash):
        waits = pending is not None and (pending.reboot or _is_in_flight(station, pending))
        return _Credentials(pending_password=Decision.NOT_TAKEN if pending and not waits else None)
    if pending is not None and passwords.verify(password, pending.hash):
        return _Credentials(pending_password=Decision.TAKEN)
    return None


def _is_in_flight(station: Station, pending: PendingPassword) -> bool:
    return station.in_flight is not None and station.in_flight.message_id == pending.message_id


def _by_certificate(station: Station, certificate: ClientCertificate, organization_name: str | None) -> bool:
    """The edge has verified the chain; here the names are compared (A00.FR.404, 405).

    The CN is the one that the operator named, that the station first came with, or that it has since asked a
    certificate for. A first one must fit the serial number if the station has told it before.
    """
    if certificate.common_name is None:
        return False
    if organization_name is not None and certificate.organization != organization_name:
        return False
    if station.certificate_cn is not None:
        names = {station.certificate_cn.casefold(), (station.next_certificate_cn or station.certificate_cn).casefold()}
        return certificate.common_name.casefold() in names
    serial_number = station.boot.get("serial_number")
    return serial_number is None or certificate.contains(serial_number)


def presented_password(station_key: str, authorization: str | None) -> bytes | None:
    """The password that comes with the station's own name. It is bytes: 1.6 keys need not be text."""
    scheme, _, encoded = (authorization or "").strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        name = user.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if colon and key_of(name) == station_key else None
