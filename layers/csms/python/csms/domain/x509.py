"""What the system needs to know of certificates (RFC 5280) and of requests for them (RFC 2986), read elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

MIN_RSA_BITS = 2048
MIN_EC_BITS = 256


class HashAlgorithm(StrEnum):
    SHA256 = "SHA256"
    SHA384 = "SHA384"
    SHA512 = "SHA512"


class KeyAlgorithm(StrEnum):
    RSA = "RSA"
    EC = "EC"
    OTHER = "other"


@dataclass(frozen=True)
class HashData:
    """A certificate as stations name it: hashes of its issuer and its serial number, in hex (RFC 6960 §4.1.1)."""

    algorithm: HashAlgorithm
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str

    def same(self, other: "HashData") -> bool:
        """In whichever case, and with or without leading zeros, they are written."""
        return self.algorithm is other.algorithm and self.comparable() == other.comparable()

    def comparable(self) -> tuple[str, str, str]:
        names = (self.issuer_name_hash.casefold(), self.issuer_key_hash.casefold())
        return (*names, self.serial_number.casefold().lstrip("0"))


@dataclass(frozen=True)
class Certificate:
    """`serial_number` and `fingerprint` (SHA-256) in hex; `pem` as we write it; times as they are stored.

    `hash_data` (SHA256) is None where another certificate holds the issuer's key.
    """

    pem: str
    subject: str
    issuer: str
    common_name: str | None
    organization: str | None
    serial_number: str
    not_before: str
    not_after: str
    authority: bool
    self_signed: bool
    key_algorithm: KeyAlgorithm
    key_bits: int
    key_fingerprint: str
    fingerprint: str
    hash_data: HashData | None


@dataclass(frozen=True)
class SigningRequest:
    """A PKCS #10 request. `signature_good`: whoever made it holds the private key."""

    pem: str
    common_name: str | None
    organization: str | None
    key_algorithm: KeyAlgorithm
    key_bits: int
    key_fingerprint: str
    fingerprint: str
    signature_good: bool


def weakness(algorithm: KeyAlgorithm, bits: int) -> str | None:
    """Why a key will not do (2.0.1 A00.FR.501-504, the whitepaper's of the same number); None for a good one."""
    if algorithm is KeyAlgorithm.OTHER:
        return "the key is neither RSA nor ECDSA"
    minimum = MIN_RSA_BITS if algorithm is KeyAlgorithm.RSA else MIN_EC_BITS
    return None if bits >= minimum else f"the {algorithm} key has {bits} bits, fewer than {minimum}"
