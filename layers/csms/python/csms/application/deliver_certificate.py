"""CertificateSigned: the certificate on its way to the station, and what its answer means for the request."""

import json
from dataclasses import dataclass
from datetime import timedelta

from csms.application.ports import Effects, Ports
from csms.application.send_command import CommandRequest, send_command
from csms.domain import clock
from csms.domain.certificate_requests import CertificateRequest, RequestStatus
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConflictError
from csms.domain.operations import SendCertificate
from csms.domain.x509 import Certificate

# A station may be away for a while; a command is forgotten after 90 days.
DELIVERY_TIME = timedelta(days=30)
_ORIGIN = "certificate-request:"
_WITHOUT_ANSWER = {
    CommandStatus.TIMED_OUT: "the station did not answer",
    CommandStatus.EXPIRED: "the station was not back in time",
    CommandStatus.CANCELLED: "the command was taken back before it was sent",
}


@dataclass(frozen=True)
class Delivery:
    accepted: bool


def deliver_certificate(
    ports: Ports, request: CertificateRequest, chain: list[Certificate], operator: str | None
) -> Command:
    """The command and what it means for the request are stored as one; a station that is away gets it later.

    Raises ConflictError where there is no such station, or its registration is rejected; ConcurrentChangeError where
    the request has changed in between.
    """
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
