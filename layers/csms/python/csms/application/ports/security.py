"""Security events, certificates, and who signs them."""

from dataclasses import dataclass
from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.certificate_requests import CertificateRequest, RequestStatus
from csms.domain.security_events import SecurityEvent
from csms.domain.station_certificates import StationCertificates
from csms.domain.x509 import Certificate, HashData, SigningRequest


@dataclass(frozen=True)
class SecurityEventFilter:
    station_key: str | None = None
    type: str | None = None
    critical: bool | None = None
    occurred_from: str | None = None
    occurred_to: str | None = None


@dataclass(frozen=True)
class CertificateRequestFilter:
    station_key: str | None = None
    status: RequestStatus | None = None


class SecurityEvents(Protocol):
    def add(self, event: SecurityEvent) -> None:
        """One that is known is written again, the same."""

    def page(self, wanted: SecurityEventFilter, limit: int, cursor: str | None) -> Page[SecurityEvent]: ...


class StationCertificatesStore(Protocol):
    def get(self, station_key: str) -> StationCertificates | None: ...
    def remove(self, station_key: str) -> None: ...
    def prepared_save(self, changed: StationCertificates) -> PreparedWrite:
        """Holds only while the stored one has the version that `changed` was made from."""


class CertificateRequests(Protocol):
    def get(self, request_id: str) -> CertificateRequest | None: ...
    def page(self, wanted: CertificateRequestFilter, limit: int, cursor: str | None) -> Page[CertificateRequest]: ...
    def save(self, request: CertificateRequest, along: tuple[PreparedWrite, ...] = ()) -> CertificateRequest:
        """As it is stored. Raises ConcurrentChangeError where the stored one is not the one that it was made from, or
        a write `along` does not hold."""

    def prepared_save(self, request: CertificateRequest) -> PreparedWrite: ...


class CertificateAuthority(Protocol):
    def issue(self, request: CertificateRequest) -> str:
        """The chain in PEM, the station's certificate first, without the root. The same request is given the same
        certificate, but for the bits of its signature."""

    def root(self) -> str | None:
        """Its own certificate in PEM, for stations' doors to trust; None before it is made."""

    def make_root(self) -> str:
        """The same at every call."""


class X509(Protocol):
    """Reads certificates and requests for them; every method raises InvalidError for what is none."""

    def read_certificate(self, text: str) -> Certificate:
        """Exactly one, in PEM."""

    def read_chain(self, text: str) -> list[Certificate]:
        """In PEM, leaf first, each signed by the one that follows it."""

    def is_named_by(self, pem: str, named: HashData) -> bool:
        """Whether a station means this certificate."""

    def read_request(self, text: str) -> SigningRequest:
        """A CSR in any of the spellings that stations have for it."""
