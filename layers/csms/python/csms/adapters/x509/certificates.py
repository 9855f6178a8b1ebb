"""Certificates out of PEM."""

import hashlib
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from csms.adapters.x509 import names
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.x509 import Certificate, HashAlgorithm, HashData

_HASHES = {
    HashAlgorithm.SHA256: hashlib.sha256,
    HashAlgorithm.SHA384: hashlib.sha384,
    HashAlgorithm.SHA512: hashlib.sha512,
}
_NOT_ISSUED = (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError)


def read_one(text: str) -> Certificate:
    """Raises InvalidError where `text` is not exactly one certificate in PEM."""
    found = load(text)
    if len(found) > 1:
        raise InvalidError(f"these are {len(found)} certificates, and one is wanted")
    return _read(found[0])


def read_chain(text: str) -> list[Certificate]:
    """Leaf first. Raises InvalidError where one has not signed the one before it."""
    found = load(text)
    for position, (certificate, issuer) in enumerate(pairwise(found), start=1):
        try:
            certificate.verify_directly_issued_by(issuer)
        except _NOT_ISSUED:
            raise InvalidError(f"certificate {position} was not issued by the one that follows it") from None
    return [_read(certificate) for certificate in found]


def load(text: str) -> list[x509.Certificate]:
    """Raises InvalidError where there is none, or one that cannot be read."""
    try:
        found = x509.load_pem_x509_certificates(text.encode())
        for certificate in found:
            certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidError("this is no X.509 certificate in PEM") from None
    return found


def is_named_by(pem: str, named: HashData) -> bool:
    """Whether a station means this certificate. The issuer's key is compared where it is the certificate's own."""
    certificate = load(pem)[0]
    own = _hash_data(certificate, named.algorithm)
    if _self_signed(certificate):
        return own.same(named)
    return HashData(own.algorithm, own.issuer_name_hash, named.issuer_key_hash, own.serial_number).same(named)


def _read(certificate: x509.Certificate) -> Certificate:
    algorithm, bits = names.key_of(certificate.public_key())
    self_signed = _self_signed(certificate)
    return Certificate(
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        common_name=names.common_name(certificate.subject),
        organization=names.organization(certificate.subject),
        serial_number=_serial(certificate),
        not_before=clock.to_text(certificate.not_valid_before_utc),
        not_after=clock.to_text(certificate.not_valid_after_utc),
        authority=_is_authority(certificate, self_signed),
        self_signed=self_signed,
        key_algorithm=algorithm,
        key_bits=bits,
        key_fingerprint=names.key_fingerprint(certificate.public_key()),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        hash_data=_hash_data(certificate, HashAlgorithm.SHA256) if self_signed else None,
    )


def _hash_data(certificate: x509.Certificate, algorithm: HashAlgorithm) -> HashData:
    """RFC 6960 §4.1.1: over the DER of the issuer's name, and over the bits of its key (here: the own one)."""
    make = _HASHES[algorithm]
    return HashData(
        algorithm=algorithm,
        issuer_name_hash=make(certificate.issuer.public_bytes()).hexdigest(),
        issuer_key_hash=make(names.key_octets(certificate.public_key())).hexdigest(),
        serial_number=_serial(certificate),
    )


def _serial(certificate: x509.Certificate) -> str:
    return format(certificate.serial_number, "X")


def _self_signed(certificate: x509.Certificate) -> bool:
    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except _NOT_ISSUED:
        return False
    return True


def _is_authority(certificate: x509.Certificate, self_signed: bool) -> bool:
    """A root of version 1 has no way to say so."""
    if certificate.version is x509.Version.v1:
        return self_signed
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
