"""Certificates of a station, and those that it trusts."""

from dataclasses import dataclass

from csms.domain.certificate_requests import SigningUse
from csms.domain.station_certificates import CertificateUse
from csms.domain.x509 import HashData


@dataclass(frozen=True)
class InstallCertificate:
    use: CertificateUse
    pem: str


@dataclass(frozen=True)
class DeleteCertificate:
    named: HashData


@dataclass(frozen=True)
class ListCertificates:
    """Empty asks for all uses that the station's version knows."""

    uses: tuple[CertificateUse, ...] = ()


@dataclass(frozen=True)
class SendCertificate:
    """What a station has asked for: the chain in PEM, its own certificate first; `station_request_id` is 2.1's."""

    chain: str
    use: SigningUse
    station_request_id: int | None = None
