"""The built-in authority's certificates: its own root, and those of stations. Whoever signs them holds the key."""

import hashlib
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from csms.domain import clock
from csms.domain.certificate_requests import CertificateRequest

ROOT_VALID_FOR = timedelta(days=20 * 365)
STATION_VALID_FOR = timedelta(days=365)
# A station whose clock is a little behind shall not find its certificate to be of the future.
CLOCKS_DIFFER_BY = timedelta(hours=1)


def make_root(signer: EllipticCurvePrivateKey, organization_name: str | None, now: datetime) -> str:
    """A root that may sign certificates of stations, and no further authorities, in PEM."""
    organization = organization_name or "CSMS"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organization} charging stations"[:64]),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(signer.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_second(now - CLOCKS_DIFFER_BY))
        .not_valid_after(_second(now + ROOT_VALID_FOR))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer.public_key()), critical=False)
    )
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def issue(signer: EllipticCurvePrivateKey, root_pem: str, request: CertificateRequest) -> str:
    """A TLS client certificate in PEM. All of it follows from the request, but for the bits of the signature."""
    root = x509.load_pem_x509_certificate(root_pem.encode())
    asked = x509.load_pem_x509_csr(request.csr.encode())
    created = clock.parse_stored(request.created_at)
    public_key = asked.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(asked))
        .issuer_name(root.subject)
        .public_key(public_key)
        .serial_number(_serial_number(request))
        .not_valid_before(_second(created - CLOCKS_DIFFER_BY))
        .not_valid_after(min(_second(created + STATION_VALID_FOR), root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(_key_identifier(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def _subject(asked: x509.CertificateSigningRequest) -> x509.Name:
    """What has been checked, and nothing else that a station may write there."""
    wanted = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    return x509.Name([a for oid in wanted for a in asked.subject.get_attributes_for_oid(oid)])


def _serial_number(request: CertificateRequest) -> int:
    """159 bits, positive (RFC 5280 §4.1.2.2)."""
    return int.from_bytes(hashlib.sha256(request.id.encode()).digest()[:20]) >> 1 or 1


def _key_identifier(public_key: bytes) -> x509.SubjectKeyIdentifier:
    """RFC 7093 §2: by SHA-256."""
    return x509.SubjectKeyIdentifier(hashlib.sha256(public_key).digest()[:20])


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
