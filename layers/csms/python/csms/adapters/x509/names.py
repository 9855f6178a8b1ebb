"""Names and keys of certificates and requests."""

import hashlib
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from csms.domain.x509 import KeyAlgorithm


def common_name(name: x509.Name) -> str | None:
    return _only(name, NameOID.COMMON_NAME)


def organization(name: x509.Name) -> str | None:
    return _only(name, NameOID.ORGANIZATION_NAME)


def key_of(public_key: Any) -> tuple[KeyAlgorithm, int]:
    """The algorithm and the size in bits."""
    if isinstance(public_key, RSAPublicKey):
        return KeyAlgorithm.RSA, public_key.key_size
    if isinstance(public_key, EllipticCurvePublicKey):
        return KeyAlgorithm.EC, public_key.key_size
    return KeyAlgorithm.OTHER, 0


def key_fingerprint(public_key: Any) -> str:
    return hashlib.sha256(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def key_octets(public_key: Any) -> bytes:
    """The bits of the key without algorithm, tag and length, as RFC 6960 hashes them."""
    if isinstance(public_key, EllipticCurvePublicKey):
        return public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if isinstance(public_key, RSAPublicKey):
        return public_key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    encoded: bytes = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def _only(name: x509.Name, oid: ObjectIdentifier) -> str | None:
    """Of two none counts: an ambiguous name is nobody's."""
    values = [str(attribute.value) for attribute in name.get_attributes_for_oid(oid)]
    return values[0] if len(values) == 1 and values[0] else None
