"""Requests for certificates by station and status."""

from csms.application.list_filtered import fill_page
from csms.application.ports import CertificateRequestFilter, Page, Ports
from csms.domain.certificate_requests import CertificateRequest


def list_certificate_requests(
    ports: Ports, wanted: CertificateRequestFilter, limit: int, cursor: str | None
) -> Page[CertificateRequest]:
    """Newest first. One index answers a part of the filter, the rest is sifted: so pages are filled."""
    requests = ports.certificate_requests
    return fill_page(lambda size, after: requests.page(wanted, size, after), lambda _: True, limit, cursor)
