"""Identifiers: how spellings compare, and how a child's id carries its parent's key."""

import base64
import hashlib
import uuid

_TRANSACTIONS = uuid.UUID("5b8dd5c6-5d0e-4d86-9f5c-0d6f4c7c2c11")


def key_of(identifier: str) -> str:
    """Station identities and id tokens compare without case (2.0.1 part 2 §3 `identifierString`)."""
    return identifier.strip().casefold()


def number_of(text: str) -> int:
    """A positive 31-bit number, the same for the same text: for ids that OCPP has as integers."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % (2**31 - 1) + 1


def log_reference(station_key: str) -> str:
    """What logs call a station: 12 hex digits from which nobody reads the identity that it logs in with."""
    return hashlib.sha256(station_key.encode()).hexdigest()[:12]


def transaction_id(station_key: str, ocpp_transaction_id: str) -> str:
    """Our id of a transaction: the same for the same station and wire id, so no index is needed to find it."""
    return str(uuid.uuid5(_TRANSACTIONS, f"{station_key}/{ocpp_transaction_id}"))


def join(parent_key: str, child: str) -> str:
    """A public id from which the parent's partition can be read back."""
    return f"{child}.{base64.urlsafe_b64encode(parent_key.encode()).decode().rstrip('=')}"


def split(public_id: str) -> tuple[str, str] | None:
    """(parent_key, child), or None when `public_id` was not made by `join`."""
    child, _, encoded = public_id.partition(".")
    try:
        parent_key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return None
    return (parent_key, child) if parent_key and child else None
