"""The certificates of authorities that a station trusts, by what for. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp

CSMS_ROOT, MANUFACTURER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"
MAX_ROOTS = 10
ALGORITHMS: dict[str, hashes.SHA256 | hashes.SHA384 | hashes.SHA512] = {
    "SHA256": hashes.SHA256(), "SHA384": hashes.SHA384(), "SHA512": hashes.SHA512(),
}  # fmt: skip
MIN_RSA_BITS, MIN_CURVE_BITS = 2048, 224


class Root(NamedTuple):
    use: str
    """In the words of 2.x."""
    certificate: x509.Certificate


class CertificateHash(NamedTuple):
    """What a certificate is known by (RFC 6960); digests and number in hexadecimal, as OCPP writes them."""

    algorithm: str
    issuer_name: str
    issuer_key: str
    serial_number: str

    def matches(self, other: "CertificateHash") -> bool:
        return [text.lower() for text in self] == [text.lower() for text in other]


class TrustStore:
    def __init__(self) -> None:
        self.roots: list[Root] = []

    def of(self, use: str, now: datetime) -> list[x509.Certificate]:
        return [root.certificate for root in self.roots if root.use == use and is_current(root.certificate, now)]

    def install(self, use: str, pem: str, now: datetime) -> str | None:
        """Keep one more; otherwise why not."""
        certificate = parse(pem)
        if certificate is None:
            return "not a certificate in PEM"
        root = Root(use, certificate)
        if reason := _unfit_as_authority(certificate, now):
            return reason
        if root not in self.roots and len(self.roots) >= MAX_ROOTS:
            return "no space left"
        self.roots = [*(r for r in self.roots if r != root), root]
        return None

    def hashes(self, uses: Iterable[str] | None = None) -> Iterator[tuple[str, CertificateHash]]:
        """Of one use, several or all of them."""
        for root in self.roots:
            if uses is None or root.use in uses:
                yield root.use, self.hash(root.certificate)

    def hash(self, certificate: x509.Certificate, algorithm: str = "SHA256") -> CertificateHash:
        issuers = [root.certificate for root in self.roots if is_issued_by(certificate, root.certificate)]
        issuer = issuers[0] if issuers else certificate
        request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, ALGORITHMS[algorithm]).build()
        return CertificateHash(
            algorithm, request.issuer_name_hash.hex(), request.issuer_key_hash.hex(), f"{certificate.serial_number:X}"
        )

    def delete(self, wanted: CertificateHash) -> bool:
        kept = [r for r in self.roots if not self.hash(r.certificate, wanted.algorithm).matches(wanted)]
        deleted = len(kept) < len(self.roots)
        self.roots = kept
        return deleted


def parse(pem: str) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def is_current(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def is_strong(certificate: x509.Certificate) -> bool:
    """112 bits of security at least (security whitepaper A00.FR.501-503)."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= MIN_CURVE_BITS


def _unfit_as_authority(certificate: x509.Certificate, now: datetime) -> str | None:
    if not is_current(certificate, now):
        return "not valid now"
    if not is_strong(certificate):
        return "its key is too weak"
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return "not of an authority"
    return None if constraints.value.ca else "not of an authority"
