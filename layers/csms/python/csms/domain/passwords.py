"""Station passwords: made by us, high in entropy, kept only as a salted hash (2.0.1 A01.FR.08)."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import Enum

PASSWORD_LENGTH = 20
MIN_LENGTH, MAX_LENGTH = 16, 40
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){16,40}")
_ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class PendingPassword:
    """Sent to the station by the command `message_id`; valid beside the old one until it is known which counts.

    `reboot`: the station has agreed, and takes it when it starts again.
    """

    hash: str
    message_id: str
    reboot: bool = False


class Decision(Enum):
    """What an answer, or a login, says about the new password."""

    TAKEN = "taken"
    TAKEN_AT_REBOOT = "taken_at_reboot"
    NOT_TAKEN = "not_taken"


def generate() -> str:
    """20 characters: 16-40 for 2.x, and 20 bytes for the AuthorizationKey of 1.6."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PASSWORD_LENGTH))


def acceptable(password: str) -> bool:
    """What 2.x calls a passwordString (A00.FR.205); for 1.6 its 40 characters are the hex of a 20-byte key."""
    return MIN_LENGTH <= len(password) <= MAX_LENGTH and password.isprintable()


def hash_password(password: str | bytes, salt: bytes | None = None) -> str:
    """`salt:digest` in hex. SHA-256: a slow hash would be paid at each of 139 reconnects a second."""
    salt = salt if salt is not None else secrets.token_bytes(16)
    secret = password.encode() if isinstance(password, str) else password
    secret = secret.lower() if _HEX.fullmatch(secret) else secret
    return f"{salt.hex()}:{_digest(secret, salt)}"


def verify(presented: bytes, stored: str) -> bool:
    """Compare in constant time. A key that is kept as hex is also accepted as its raw bytes (OCPP-J 1.6 §6.2), and
    the other way round: some stations send the hex text that they were given."""
    salt_hex, _, digest = stored.partition(":")
    salt = bytes.fromhex(salt_hex)
    spellings = [presented, presented.hex().encode(), presented.hex().upper().encode()]
    if _HEX.fullmatch(presented):
        spellings += [presented.lower(), presented.upper(), bytes.fromhex(presented.decode())]
    matches = [hmac.compare_digest(_digest(spelling, salt), digest) for spelling in spellings]
    return any(matches)


def _digest(password: bytes, salt: bytes) -> str:
    return hashlib.sha256(salt + password).hexdigest()
