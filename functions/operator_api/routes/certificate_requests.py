"""Stations' requests for certificates of their own, and the decision on those that wait for somebody."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.list_certificate_requests import list_certificate_requests
from csms.application.ports import CertificateRequestFilter
from csms.application.sign_certificate import find_request, reject_by_hand, sign_by_hand
from csms.domain import ids
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse
from operator_api import access, command_views, routing
from operator_api.command_views import CommandView
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, Prefer, ShownTime

router = routing.router()
Wanted = Annotated[str | None, Query(min_length=1, max_length=255, pattern=r"\S")]
_EXAMPLE_PEM = "-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n"


class CertificateRequestView(BaseModel):
    """`pending` waits for the authority, `signed` is on its way to the station, `installed` was accepted by it.

    `refused`: the station did not want it. `undelivered`: no answer. `rejected`: there is no certificate; `reason`
    says why. `command` brings `certificate_chain` to the station; `decided_by` is the operator who decided.
    """

    id: str
    station: str
    type: SigningUse
    status: RequestStatus
    reason: str | None
    common_name: str | None
    organization: str | None
    key_algorithm: str | None
    key_bits: int | None
    created_at: ShownTime
    changed_at: ShownTime
    decided_by: str | None
    serial_number: str | None
    not_after: ShownTime | None
    command: str | None


class DetailedRequestView(CertificateRequestView):
    """With the request as an authority takes it, and what it has made of it; both in PEM."""

    csr: str
    certificate_chain: str | None


class SignBody(Body):
    """What an authority has issued for the request: the station's certificate, then those of the authorities between
    it and the root, in PEM. The station must trust the root, and so must the door for certificates."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"certificate_chain": _EXAMPLE_PEM}]})
    certificate_chain: Annotated[str, Field(min_length=1, max_length=20_000)]


class RejectBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "not one of ours"}]})
    reason: Name


@router.get("/api/certificate-requests")
def list_all(
    station: Wanted = None,
    status: RequestStatus | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[CertificateRequestView]:
    """Requests of all stations, the newest first. A page may hold fewer than `limit` while `next_cursor` leads on."""
    wanted = CertificateRequestFilter(ids.key_of(station) if station else None, status)
    return Page.of(list_certificate_requests(bootstrap.ports(), wanted, limit, cursor), _view)


@router.get("/api/certificate-requests/<request_id>")
def read(request_id: PathName) -> DetailedRequestView:
    """A request with its CSR, and the certificate where there is one."""
    return _detailed(find_request(bootstrap.ports(), request_id))


@router.post("/api/certificate-requests/<request_id>/sign", responses=command_views.DESCRIBED)
def sign(request_id: PathName, body: SignBody, prefer: Prefer = None) -> Response[CommandView]:
    """Send the station the certificate that an authority has issued for its pending request.

    422 where it is for another key or another name, has expired, or is not signed by what follows it. A station that
    is offline gets it when it is back.
    """
    ports = bootstrap.ports()
    command = sign_by_hand(ports, request_id, body.certificate_chain, access.user(routing.event()))
    station = find_station(ports, find_request(ports, request_id).identity)
    return command_views.answer(ports, station, [command], prefer)


@router.post("/api/certificate-requests/<request_id>/reject")
def reject(request_id: PathName, body: RejectBody) -> DetailedRequestView:
    """Decide that a pending request gets no certificate. The station, which has been told Accepted, hears nothing."""
    operator = access.user(routing.event())
    return _detailed(reject_by_hand(bootstrap.ports(), request_id, body.reason, operator))


def _detailed(request: CertificateRequest) -> DetailedRequestView:
    shown = _view(request).model_dump()
    return DetailedRequestView(**shown, csr=request.csr, certificate_chain=request.chain)


def _view(request: CertificateRequest) -> CertificateRequestView:
    return CertificateRequestView(
        id=request.id,
        station=request.identity,
        type=request.use,
        status=request.status,
        reason=request.reason,
        common_name=request.common_name,
        organization=request.organization,
        key_algorithm=request.key_algorithm,
        key_bits=request.key_bits,
        created_at=request.created_at,
        changed_at=request.changed_at,
        decided_by=request.decided_by,
        serial_number=request.serial_number,
        not_after=request.not_after,
        command=ids.join(request.station_key, request.command_id) if request.command_id else None,
    )
