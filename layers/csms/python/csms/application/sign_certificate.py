"""From a request to the certificate in the station: signed by the built-in authority or by an operator, sent, and
known as installed when the station has said so."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from csms.application.ports import Effects, Ports
from csms.application.raise_alarm import raise_alarm
from csms.application.send_command import CommandRequest, send_command
from csms.domain import clock, x509
from csms.domain.alarms import Alarm
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError, NotFoundError
from csms.domain.operations import SendCertificate
from csms.domain.x509 import Certificate

MAX_CHAIN_CHARACTERS = 10_000
# A station may be away for a while; a command is forgotten after 90 days.
DELIVERY_TIME = timedelta(days=30)
_ORIGIN = "certificate-request:"
_WITHOUT_ANSWER = {
    CommandStatus.TIMED_OUT: "the station did not answer",
    CommandStatus.EXPIRED: "the station was not back in time",
    CommandStatus.CANCELLED: "an operator took the command back, or the station's connection was gone",
}


@dataclass(frozen=True)
class Delivery:
    accepted: bool


def sign_waiting(ports: Ports, task: dict[str, Any]) -> None:
    """Sign, or bring `again` what was signed before. What the built-in authority does not sign waits for an operator.

    Raises what the authority raises: the queue brings the task again.
    """
    request = ports.certificate_requests.get(task["request_id"])
    if request is None:
        return
    try:
        if request.status is RequestStatus.PENDING:
            _sign(ports, request)
        elif task["again"] and request.chain is not None and request.status is not RequestStatus.SIGNED:
            _send(ports, request, ports.x509.read_chain(request.chain), request.decided_by)
    except (ConflictError, ConcurrentChangeError):  # the station may not have it now, or somebody else was quicker
        return


def make_root(ports: Ports, task: dict[str, Any]) -> None:
    """The built-in authority's own certificate, before the first station needs it: a door must trust it first."""
    if ports.certificate_authority is not None:
        ports.certificate_authority.make_root()


def sign_by_hand(ports: Ports, request_id: str, chain: str, operator: str | None) -> Command:
    """Send what an authority outside has issued. Raises NotFoundError; ConflictError for a request that does not wait;
    InvalidError naming `certificate_chain`."""
    request = find_request(ports, request_id)
    _must_wait(request)
    return _send(ports, request, _issued_for(ports, request, chain), operator)


def reject_by_hand(ports: Ports, request_id: str, reason: str, operator: str | None) -> CertificateRequest:
    """The station is not told: it has been told Accepted. Raises NotFoundError, ConflictError."""
    request = find_request(ports, request_id)
    _must_wait(request)
    rejected = request.changed(RequestStatus.REJECTED, ports.now(), reason)
    return ports.certificate_requests.save(rejected.by(operator))


def find_request(ports: Ports, request_id: str) -> CertificateRequest:
    """Raises NotFoundError."""
    request = ports.certificate_requests.get(request_id)
    if request is None:
        raise NotFoundError(f"there is no certificate request {request_id}")
    return request


def certificate_delivered(ports: Ports, command: Command, outcome: Outcome, facts: Delivery) -> Effects:
    """The end of a CertificateSigned that brought what a request asked for."""
    origin = command.origin or ""
    request = ports.certificate_requests.get(origin.removeprefix(_ORIGIN)) if origin.startswith(_ORIGIN) else None
    if request is None or request.command_id != command.message_id:
        return Effects()
    status, reason = _end_of(outcome, facts)
    return Effects((ports.certificate_requests.prepared_save(request.changed(status, ports.now(), reason)),))


def _end_of(outcome: Outcome, facts: Delivery) -> tuple[RequestStatus, str | None]:
    if outcome.status in _WITHOUT_ANSWER:
        return RequestStatus.UNDELIVERED, _WITHOUT_ANSWER[outcome.status]
    if outcome.status is CommandStatus.FAILED:
        return RequestStatus.REFUSED, f"the station answered {(outcome.error or {}).get('code') or 'with an error'}"
    if facts.accepted:
        return RequestStatus.INSTALLED, None
    return RequestStatus.REFUSED, "the station did not accept the certificate"


def _sign(ports: Ports, request: CertificateRequest) -> None:
    authority = ports.certificate_authority
    if authority is None or request.use is not SigningUse.STATION:
        raise_alarm(ports, request.station_key, Alarm.CERTIFICATE_REQUEST, request=request.id, type=request.use.value)
        return
    _send(ports, request, ports.x509.read_chain(authority.issue(request)), None)


def _send(ports: Ports, request: CertificateRequest, chain: list[Certificate], operator: str | None) -> Command:
    """The command and what it means for the request are stored as one."""
    station = ports.stations.get(request.station_key)
    if station is None or station.ocpp_version is None:
        raise ConflictError(f"station {request.identity} has been removed")
    signed = request.signed(chain, ports.new_id(), operator, ports.now())
    wish = SendCertificate(signed.chain or "", request.use, request.station_request_id)
    call = ports.encode(station.ocpp_version, wish)
    wanted = CommandRequest(
        action=call.action,
        request=json.dumps(call.payload, separators=(",", ":")),
        queue_until=min(ports.now() + DELIVERY_TIME, clock.parse_stored(chain[0].not_after)),
        origin=f"{_ORIGIN}{request.id}",
        requested_by=operator,
        message_id=signed.command_id,
        along=(ports.certificate_requests.prepared_save(signed),),
    )
    return send_command(ports, station, wanted)


def _must_wait(request: CertificateRequest) -> None:
    if request.status is not RequestStatus.PENDING:
        raise ConflictError(f"the request is {request.status}: only a pending one can be decided")


def _issued_for(ports: Ports, request: CertificateRequest, text: str) -> list[Certificate]:
    try:
        chain = ports.x509.read_chain(text)
    except InvalidError as error:
        raise _unfit(error.detail) from None
    leaf, *authorities = chain
    if leaf.key_fingerprint != request.key_fingerprint:
        raise _unfit("the first certificate is for another key than the CSR's")
    if (leaf.common_name, leaf.organization) != (request.common_name, request.organization):
        raise _unfit("the first certificate's CN and O are not the CSR's")
    if leaf.not_after <= clock.to_text(ports.now()):
        raise _unfit("the first certificate has expired")
    if leaf.authority or not all(certificate.authority for certificate in authorities):
        raise _unfit("the first certificate must be the station's, those after it must be authorities'")
    for certificate in authorities:
        if weak := x509.weakness(certificate.key_algorithm, certificate.key_bits):
            raise _unfit(weak)
    if sum(len(certificate.pem) for certificate in chain) > MAX_CHAIN_CHARACTERS:
        raise _unfit(f"the chain is longer than a station takes ({MAX_CHAIN_CHARACTERS} characters)")
    return chain


def _unfit(detail: str) -> InvalidError:
    return InvalidError(detail, "certificate_chain")
