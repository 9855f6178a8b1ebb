"""The local cloud's own authority, and what its doors need of certificates; made once and kept."""

from pathlib import Path

import trustme
from cryptography import x509


class Certificates:
    """`authority` is what a charger has to trust, `server` key and chain of the doors, `station_authorities` those
    that a charger's certificate may come from (on AWS: context `station_ca_bundle`)."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "tls"
        self.authority = self.directory / "ca.pem"
        self.server = self.directory / "server.pem"
        self.station_authorities = self.directory / "station-ca.pem"

    def make(self) -> None:
        if self.server.exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA(organization_name="Local CSMS")
        authority.cert_pem.write_to_path(str(self.authority))
        authority.cert_pem.write_to_path(str(self.station_authorities))
        self.server.touch(mode=0o600)
        issued = authority.issue_cert("localhost", "127.0.0.1")
        issued.private_key_and_cert_chain_pem.write_to_path(str(self.server))

    def trust(self, pem: str) -> None:
        """One authority more whose certificates let a charger in; from its next handshake on."""
        known = self.station_authorities.read_text()
        if pem.strip() not in known:
            self.station_authorities.write_text(f"{known.rstrip()}\n{pem.strip()}\n")


def as_cloudfront_tells(der: bytes) -> list[tuple[bytes, bytes]]:
    """CloudFront's viewer mTLS headers, as far as station_connect reads them."""
    subject = x509.load_der_x509_certificate(der).subject.rfc4514_string()
    return [(b"cloudfront-viewer-cert-present", b"1"), (b"cloudfront-viewer-cert-subject", subject.encode())]
