"""Station passwords: made by us, high in entropy, kept only as a salted hash (2.0.1 A01.FR.08)."""

import hashlib
import hmac
import secrets

PASSWORD_LENGTH = 20
MIN_LENGTH, MAX_LENGTH = 16, 40
_ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


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
    return f"{salt.hex()}:{_digest(secret, salt)}"


def verify(presented: bytes, stored: str) -> bool:
    """Compare in constant time. A 1.6 key is also accepted as the raw bytes of its hex (OCPP-J 1.6 §6.2)."""
    salt_hex, _, digest = stored.partition(":")
    salt = bytes.fromhex(salt_hex)
    spellings = (presented, presented.hex().encode(), presented.hex().upper().encode())
    matches = [hmac.compare_digest(_digest(spelling, salt), digest) for spelling in spellings]
    return any(matches)


def _digest(password: bytes, salt: bytes) -> str:
    return hashlib.sha256(salt + password).hexdigest()
