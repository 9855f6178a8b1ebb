"""Requests for a certificate, in the spellings that stations know for them."""

import base64
import binascii
import hashlib
import re

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from csms.adapters.x509 import names
from csms.domain.errors import InvalidError
from csms.domain.x509 import SigningRequest

_ARMOUR = re.compile(r"-----(BEGIN|END) (NEW )?CERTIFICATE REQUEST-----")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def read(text: str) -> SigningRequest:
    """PEM (also as NEW CERTIFICATE REQUEST), its base64 alone, or, as the whitepaper's first edition had it, hex.

    Raises InvalidError for anything else.
    """
    try:
        request = x509.load_der_x509_csr(_der(text))
        public_key = request.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidError("the CSR is no PKCS #10 request in PEM", "csr") from None
    algorithm, bits = names.key_of(public_key)
    return SigningRequest(
        pem=request.public_bytes(Encoding.PEM).decode(),
        common_name=names.common_name(request.subject),
        organization=names.organization(request.subject),
        key_algorithm=algorithm,
        key_bits=bits,
        key_fingerprint=names.key_fingerprint(public_key),
        fingerprint=hashlib.sha256(request.public_bytes(Encoding.DER)).hexdigest(),
        signature_good=_signature_good(request),
    )


def _der(text: str) -> bytes:
    """Raises ValueError. A line break may have been escaped once too often."""
    body = re.sub(r"\s", "", _ARMOUR.sub("", text.replace("\\r", "").replace("\\n", "")))
    if _HEX.fullmatch(body):
        return bytes.fromhex(body)
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _signature_good(request: x509.CertificateSigningRequest) -> bool:
    try:
        return request.is_signature_valid
    except (UnsupportedAlgorithm, TypeError, ValueError):
        return False
