"""Certificates by the `cryptography` package, imported at the first use: most frames are about none."""

from csms.domain.x509 import Certificate, HashData, SigningRequest


class CryptographyX509:
    def read_certificate(self, text: str) -> Certificate:
        from csms.adapters.x509 import certificates

        return certificates.read_one(text)

    def read_chain(self, text: str) -> list[Certificate]:
        from csms.adapters.x509 import certificates

        return certificates.read_chain(text)

    def is_named_by(self, pem: str, named: HashData) -> bool:
        from csms.adapters.x509 import certificates

        return certificates.is_named_by(pem, named)

    def read_request(self, text: str) -> SigningRequest:
        from csms.adapters.x509 import requests

        return requests.read(text)
