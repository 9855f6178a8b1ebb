"""Keys, certificates and requests of a small world: an authority, a manufacturer, stations."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
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


@cache
def forged_csr() -> str:
    """The key of one in the request, the signature of another under it."""
    mine, other = (x509.load_pem_x509_csr(csr("SN-7", whose=whose).encode()) for whose in ("mine", "other"))
    body, signature = mine.public_bytes(Encoding.DER), mine.signature
    forged = body[: -len(signature)] + other.signature
    if len(forged) != len(body):  # an ECDSA signature has 70 to 72 bytes: cut at the same length it is still a bad one
        forged = body[:-1] + bytes([body[-1] ^ 1])
    return x509.load_der_x509_csr(forged).public_bytes(Encoding.PEM).decode()


def for_csr(text: str, issuer: str, issuer_key: Any, **more: Any) -> str:
    """What an authority issues for a CSR: a certificate in PEM."""
    request = x509.load_pem_x509_csr(text.encode())
    builder = (
        x509.CertificateBuilder()
        .subject_name(more.get("subject") or request.subject)
        .issuer_name(name(issuer))
        .public_key(request.public_key())  # type: ignore[arg-type]
        .serial_number(more.get("serial") or x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=more.get("days", 365)))
    )
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def verify(chain: str, root_pem: str) -> None:
    """Every certificate is issued by the next, the last by the root. Raises where one is not."""
    certificates = [*x509.load_pem_x509_certificates(chain.encode()), x509.load_pem_x509_certificate(root_pem.encode())]
    for issued, issuer in pairwise(certificates):
        issued.verify_directly_issued_by(issuer)


def same_key(chain: str, request: str) -> bool:
    leaf = x509.load_pem_x509_certificates(chain.encode())[0]
    return leaf.public_key() == x509.load_pem_x509_csr(request.encode()).public_key()
