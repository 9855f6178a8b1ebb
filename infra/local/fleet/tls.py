"""TLS as a station speaks it: whom it trusts, and with what it shows who it is."""

import os
import ssl
import tempfile
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .own_certificate import OwnCertificate


def trust(context: ssl.SSLContext, roots: Iterable[x509.Certificate]) -> None:
    for root in roots:
        context.load_verify_locations(cadata=root.public_bytes(Encoding.PEM).decode())


def csms_context(roots: Iterable[x509.Certificate], own: OwnCertificate | None = None) -> ssl.SSLContext:
    """For a CSMS of the operator's own authorities and no other, with the station's certificate if it has to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    trust(context, roots)
    if own and own.key:
        _show(context, own)
    return context


def _show(context: ssl.SSLContext, own: OwnCertificate) -> None:
    """The ssl module takes a key from a file only; nobody else can read it, and it is gone at once."""
    assert own.key
    key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key + b"".join(certificate.public_bytes(Encoding.PEM) for certificate in own.chain))
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
