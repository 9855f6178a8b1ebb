"""Is it who it says it is? OCPP's security profiles 1 and 2: HTTP Basic, over TLS or not (2.0.1 A00.FR.204 ff)."""

import base64
import binascii

from csms.domain import passwords
from csms.domain.ids import key_of
from csms.domain.stations import Station


def authenticated(station: Station, authorization: str | None) -> bool:
    """HTTP Basic with the identity as user name."""
    password = presented_password(station.key, authorization)
    if password is None or station.password_hash is None:
        return False
    return passwords.verify(password, station.password_hash)


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
