"""Is a firmware image what its manufacturer signed? Pure."""

import base64
import binascii
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from .certificates import is_current, is_issued_by, is_strong, parse


def signing_certificate(pem: str, roots: list[x509.Certificate], now: datetime) -> x509.Certificate | None:
    """Valid now and signed by a manufacturer's root itself: intermediates are not allowed (L01, remarks)."""
    certificate = parse(pem)
    if certificate is None or not is_current(certificate, now) or not is_strong(certificate):
        return None
    known = any(certificate == root or is_issued_by(certificate, root) for root in roots)
    return certificate if known else None


def is_signed_by(image: bytes, signature: str, pem: str) -> bool:
    """SHA-256 with ECDSA, RSA-PSS (L01.FR.04), or what `openssl dgst -sign` makes of an RSA key."""
    certificate = parse(pem)
    try:
        signed = base64.b64decode(signature, validate=True)
    except binascii.Error:
        return False
    key = certificate.public_key() if certificate else None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _verifies_ecdsa(key, signed, image)
    return isinstance(key, rsa.RSAPublicKey) and _verifies_rsa(key, signed, image)


def _verifies_ecdsa(key: ec.EllipticCurvePublicKey, signature: bytes, image: bytes) -> bool:
    try:
        key.verify(signature, image, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _verifies_rsa(key: rsa.RSAPublicKey, signature: bytes, image: bytes) -> bool:
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
    for scheme in (pss, padding.PKCS1v15()):
        try:
            key.verify(signature, image, scheme, hashes.SHA256())
        except InvalidSignature:
            continue
        return True
    return False
