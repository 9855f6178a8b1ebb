"""The root certificates that a station trusts."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.station_certificates import certificates_of, deletable, installable
from csms.domain import operations as op
from csms.domain.station_certificates import CertificateUse, InstalledCertificate
from csms.domain.x509 import HashAlgorithm
from operator_api import command_views, routing
from operator_api.calls import Caller, QueueableBody, operate
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, Page, PathName, Prefer, ShownTime, Time

router = routing.router()
Root = Literal[
    "CSMSRootCertificate",
    "CentralSystemRootCertificate",
    "ManufacturerRootCertificate",
    "V2GRootCertificate",
    "MORootCertificate",
    "OEMRootCertificate",
]
_EXAMPLE_PEM = "-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n"


class InstallBody(QueueableBody):
    """`CentralSystemRootCertificate` is 1.6's word for `CSMSRootCertificate`; either may be said to any station."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"type": "CSMSRootCertificate", "certificate": _EXAMPLE_PEM}]}
    )
    type: Root
    certificate: Annotated[str, Field(min_length=1, max_length=10_000, description="One certificate in PEM.")]


class ListBody(QueueableBody):
    """Without `types`, all that the station's version knows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"types": ["CSMSRootCertificate"]}]})
    types: Annotated[tuple[Root | Literal["V2GCertificateChain"], ...], Field(max_length=6)] = ()


class HashDataView(BaseModel):
    """A certificate as the station names it: hashes over its issuer and its serial number, in hex (RFC 6960)."""

    hash_algorithm: HashAlgorithm
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str


class StationCertificateView(BaseModel):
    """`certificate`, `subject`, `not_after` and `installed_at` are null where it got there by another way than this.

    `hash_data` is null where the issuer's key is in another certificate and the station has not listed it since.
    """

    id: str
    type: CertificateUse
    subject: str | None
    not_after: ShownTime | None
    installed_at: ShownTime | None
    hash_data: HashDataView | None
    certificate: str | None


class StationCertificatesView(Page[StationCertificateView]):
    """`listed_at`: when the station itself last told what it has; what it answered since is in the list too."""

    listed_at: ShownTime | None


@router.get("/api/stations/<identity>/certificates")
def list_known(identity: PathName) -> StationCertificatesView:
    """What the station trusts, as far as its answers tell."""
    ports = bootstrap.ports()
    known = certificates_of(ports, find_station(ports, identity))
    return StationCertificatesView(items=[_view(c) for c in known.certificates], listed_at=known.listed_at)


@router.post("/api/stations/<identity>/certificates", responses=command_views.DESCRIBED)
def install(
    identity: PathName, body: InstallBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Have the station trust a root certificate. It is in the station's list once the station has accepted it.

    422 for what is no certificate of an authority, has expired, or has a key that is too weak.
    """
    certificate = installable(bootstrap.ports(), body.certificate)
    wish = op.InstallCertificate(_use(body.type), certificate.pem)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/certificates/list", responses=command_views.DESCRIBED)
def ask_for_list(
    identity: PathName, body: ListBody | None = None, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Ask the station what it trusts; its answer replaces what was known of these types."""
    body = body or ListBody()
    wish = op.ListCertificates(tuple(_use(word) for word in body.types))
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.delete("/api/stations/<identity>/certificates/<certificate_id>", responses=command_views.DESCRIBED)
def delete(
    identity: PathName,
    certificate_id: PathName,
    last_root: Annotated[bool, Query(description="Delete it though no other CSMS root is known.")] = False,
    queue_until: Annotated[Time | None, Query(description="Wait for an offline station until then.")] = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[CommandView]:
    """Have the station forget a certificate, named as the station names it (M04.FR.07).

    409 for the last root by which it could verify this system, unless `last_root=true`.
    """
    ports = bootstrap.ports()
    named = deletable(ports, find_station(ports, identity), certificate_id, last_root)
    return operate(identity, op.DeleteCertificate(named), Caller(queue_until, prefer, idempotency_key))


def _use(word: str) -> CertificateUse:
    return CertificateUse.CSMS_ROOT if word == "CentralSystemRootCertificate" else CertificateUse(word)


def _view(known: InstalledCertificate) -> StationCertificateView:
    named = known.hash_data
    hashes: dict[str, Any] = {**named.__dict__, "hash_algorithm": named.algorithm} if named else {}
    return StationCertificateView(
        id=known.id,
        type=known.use,
        subject=known.subject,
        not_after=known.not_after,
        installed_at=known.installed_at,
        hash_data=HashDataView(**hashes) if named else None,
        certificate=known.pem,
    )
