"""The station's own certificate: its key pair, the request for a signature, and what comes back. Pure."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .certificates import is_current, is_issued_by, is_strong

MAX_CHAIN_SIZE = 10_000
"""Characters in PEM."""


@dataclass
class OwnCertificate:
    """The private keys stay here (security whitepaper A02.FR.05)."""

    serial_number: str
    chain: tuple[x509.Certificate, ...] = ()
    """The leaf first; empty until one was accepted."""
    key: ec.EllipticCurvePrivateKey | None = None
    _new_key: ec.EllipticCurvePrivateKey | None = None

    def request(self, organization: str) -> str:
        """A certificate signing request in PEM, for a new key pair."""
        self._new_key = ec.generate_private_key(ec.SECP256R1())
        subject = [
            x509.NameAttribute(NameOID.COMMON_NAME, self.serial_number),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        ]
        request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
        signed = request.sign(self._new_key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    def forget_request(self) -> None:
        self._new_key = None

    def take(self, pem: str, roots: list[x509.Certificate], now: datetime) -> str | None:
        """Use the signed certificate from now on; otherwise why not (A02.FR.06)."""
        if len(pem) > MAX_CHAIN_SIZE:
            return "too large"
        try:
            chain = x509.load_pem_x509_certificates(pem.encode())
        except ValueError:
            return "not a certificate in PEM"
        if reason := self._unfit(chain, roots, now):
            return reason
        self.chain, self.key, self._new_key = tuple(chain), self._new_key, None
        return None

    def _unfit(self, chain: list[x509.Certificate], roots: list[x509.Certificate], now: datetime) -> str | None:
        if self._new_key is None:
            return "none was asked for"
        leaf = chain[0]
        if not is_strong(leaf) or leaf.public_key() != self._new_key.public_key():
            return "not for the key that was asked for"
        if not is_current(leaf, now):
            return "not valid now"
        names = [name.value for name in leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        if self.serial_number not in names:
            return "not in the station's name"
        return None if _leads_to(chain, roots) else "not of the operator's authority"


def _leads_to(chain: list[x509.Certificate], roots: list[x509.Certificate]) -> bool:
    """Without a root there is nothing to hold the chain against."""
    links = all(is_issued_by(lower, upper) for lower, upper in pairwise(chain))
    top = chain[-1]
    return links and (not roots or any(top == root or is_issued_by(top, root) for root in roots))
