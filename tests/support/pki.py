"""Keys, certificates and requests of a small world: an authority, a manufacturer, stations."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

START = datetime(2026, 1, 1, tzinfo=UTC)
_KINDS: dict[str, Any] = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "rsa-1024": lambda: rsa.generate_private_key(public_exponent=65537, key_size=1024),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ec-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ec-224": lambda: ec.generate_private_key(ec.SECP224R1()),
    "ed25519": lambda: ed25519.Ed25519PrivateKey.generate(),
}


@cache
def key(kind: str, whose: str = "") -> Any:
    """The same for the same words: making an RSA key takes its time."""
    return _KINDS[kind]()


def name(common_name: str | None, organization: str | None = "Our Charging") -> x509.Name:
    parts = [(NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common_name)]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value is not None])


@cache
def certificate(
    subject: str,
    subject_key: Any,
    issuer: str,
    issuer_key: Any,
    *,
    authority: bool = True,
    days: int = 3650,
    serial: int = 0xABCDEF,
) -> str:
    """In PEM, valid from the start of 2026; the same for the same words."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(subject_key.public_key())
        .serial_number(serial)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def root(kind: str = "ec", subject: str = "Our Root", **more: Any) -> str:
    own = key(kind, subject)
    return certificate(subject, own, subject, own, **more)


@cache
def csr(
    common_name: str | None = "SN-7",
    organization: str | None = "Our Charging",
    kind: str = "ec",
    whose: str = "station",
) -> str:
    own = key(kind, whose)
    builder = x509.CertificateSigningRequestBuilder().subject_name(name(common_name, organization))
    signed = builder.sign(own, None if kind == "ed25519" else hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()
