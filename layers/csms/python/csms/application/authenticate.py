"""Is it who it says it is? OCPP's security profiles 1 and 2 by password, 3 by client certificate (2.0.1 A00)."""

import base64
import binascii
from dataclasses import dataclass

from csms.application.handshake import Handshake, Refusal
from csms.domain import passwords
from csms.domain.certificates import ClientCertificate
from csms.domain.ids import key_of
from csms.domain.stations import OcppVersion, Station, negotiate

CERTIFICATE_PROFILE = 3


@dataclass(frozen=True)
class Admitted:
    """The station of a good handshake and what was agreed with it; `certificate_cn` of one by certificate."""

    station: Station
    version: OcppVersion
    security_profile: int
    certificate_cn: str | None = None


def judge(station: Station | None, handshake: Handshake, organization_name: str | None) -> Admitted | Refusal:
    """A door of a lower profile than the station's is closed to it (A00.FR.002, A05.FR.07)."""
    if station is None:
        return Refusal.UNKNOWN_IDENTITY
    if handshake.security_profile < station.security_profile:
        return Refusal.SECURITY_PROFILE_TOO_LOW
    if handshake.security_profile == CERTIFICATE_PROFILE:
        good = by_certificate(station, handshake.certificate, organization_name)
        common_name = handshake.certificate.common_name if handshake.certificate else None
    else:
        good, common_name = by_password(station, handshake.authorization), None
    if not good:
        return Refusal.BAD_CREDENTIALS
    version = negotiate(handshake.subprotocols)
    if version is None:
        return Refusal.NO_COMMON_SUBPROTOCOL
    return Admitted(station, version, handshake.security_profile, common_name)


def by_password(station: Station, authorization: str | None) -> bool:
    """HTTP Basic with the identity as user name (A00.FR.204 ff)."""
    password = presented_password(station.key, authorization)
    if password is None or station.password_hash is None:
        return False
    return passwords.verify(password, station.password_hash)


def by_certificate(station: Station, certificate: ClientCertificate | None, organization_name: str | None) -> bool:
    """The edge has verified the chain; here the names are compared (A00.FR.404, 405).

    The CN is the one that the operator named, or that the station first came with. A first one must fit the
    serial number if the station has told it before.
    """
    if certificate is None or certificate.common_name is None:
        return False
    if organization_name is not None and certificate.organization != organization_name:
        return False
    if station.certificate_cn is not None:
        return certificate.common_name.casefold() == station.certificate_cn.casefold()
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
