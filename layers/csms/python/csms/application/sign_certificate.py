"""The decision on a station's request for a certificate: by the built-in authority, or by an operator."""

from typing import Any

from csms.application.deliver_certificate import deliver_certificate
from csms.application.issued_chain import chain_for
from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.domain.alarms import Alarm
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse
from csms.domain.commands import Command
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError, NotFoundError


def sign_waiting(ports: Ports, task: dict[str, Any]) -> None:
    """Sign; where the station asks `again`, bring what was signed before. What the built-in authority does not sign
    waits for an operator, who is told of it once.

    Raises what the authority raises: the queue brings the task again.
    """
    request = ports.certificate_requests.get(task["request_id"])
    if request is None:
        return
    try:
        if request.status is RequestStatus.PENDING:
            _sign(ports, request, tell=not task["again"])
        elif task["again"] and request.chain is not None and request.status is not RequestStatus.SIGNED:
            deliver_certificate(ports, request, ports.x509.read_chain(request.chain), request.decided_by)
    except (ConflictError, ConcurrentChangeError):  # the station may not have it now, or somebody else was quicker
        return


def _sign(ports: Ports, request: CertificateRequest, tell: bool) -> None:
    authority = ports.certificate_authority
    if authority is None or request.use is not SigningUse.STATION:
        if tell:
            kind, about = Alarm.CERTIFICATE_REQUEST, {"request": request.id, "type": request.use.value}
            raise_alarm(ports, request.station_key, kind, **about)
        return
    issued = authority.issue(request)
    try:
        chain = chain_for(ports, request, issued)
    except InvalidError as error:  # the station takes no chain of this length
        ports.certificate_requests.save(request.changed(RequestStatus.REJECTED, ports.now(), error.detail))
        return
    deliver_certificate(ports, request, chain, None)


def make_root(ports: Ports, task: dict[str, Any]) -> None:
    """The built-in authority's own certificate, before the first station needs it: a door must trust it first."""
    if ports.certificate_authority is not None:
        ports.certificate_authority.make_root()


def sign_by_hand(ports: Ports, request_id: str, chain: str, operator: str | None) -> Command:
    """Send what an authority outside has issued. Raises NotFoundError; ConflictError for a request that does not wait;
    InvalidError naming `certificate_chain`."""
    request = _waiting(ports, request_id)
    return deliver_certificate(ports, request, chain_for(ports, request, chain), operator)


def reject_by_hand(ports: Ports, request_id: str, reason: str, operator: str | None) -> CertificateRequest:
    """The station is not told: it has been told Accepted. Raises NotFoundError, ConflictError."""
    rejected = _waiting(ports, request_id).changed(RequestStatus.REJECTED, ports.now(), reason)
    return ports.certificate_requests.save(rejected.by(operator))


def find_request(ports: Ports, request_id: str) -> CertificateRequest:
    """Raises NotFoundError."""
    request = ports.certificate_requests.get(request_id)
    if request is None:
        raise NotFoundError(f"there is no certificate request {request_id}")
    return request


def _waiting(ports: Ports, request_id: str) -> CertificateRequest:
    request = find_request(ports, request_id)
    if request.status is not RequestStatus.PENDING:
        raise ConflictError(f"the request is {request.status}: only a pending one can be decided")
    return request
