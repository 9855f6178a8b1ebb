"""The authority that signs stations' certificates."""

from enum import StrEnum

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from csms import bootstrap
from csms.application.ports import Ports
from csms.domain.errors import ConflictError
from operator_api import answers, routing
from operator_api.answers import JSON
from operator_api.fields import ShownTime

router = routing.router()
_MADE_WITHIN_S = 2


class Kind(StrEnum):
    """`built_in` signs by itself, with a key in AWS KMS; `external`: requests wait for whoever signs them."""

    BUILT_IN = "built_in"
    EXTERNAL = "external"


class CertificateAuthorityView(BaseModel):
    """`certificate` is the root in PEM, for the door for certificates to trust; null where there is none (yet).

    `fingerprint` is its SHA-256 in hex.
    """

    kind: Kind
    certificate: str | None = None
    subject: str | None = None
    not_after: ShownTime | None = None
    fingerprint: str | None = None


@router.get("/api/certificate-authority")
def read() -> CertificateAuthorityView:
    """Who signs stations' certificates, and the root they come from."""
    return _view(bootstrap.ports())


@router.post("/api/certificate-authority", responses=answers.ACCEPTED)
def make() -> Response[CertificateAuthorityView]:
    """Have the built-in authority make its root now, and not with the first certificate; 409 without one.

    Once made it stays the same.
    """
    ports = bootstrap.ports()
    if ports.certificate_authority is None:
        raise ConflictError("there is no built-in authority: deploy with certificate_authority=kms")
    ports.queues.after(_MADE_WITHIN_S, {"task": "make_root"})
    return Response(202, JSON, _view(ports))


def _view(ports: Ports) -> CertificateAuthorityView:
    authority = ports.certificate_authority
    if authority is None:
        return CertificateAuthorityView(kind=Kind.EXTERNAL)
    pem = authority.root()
    if pem is None:
        return CertificateAuthorityView(kind=Kind.BUILT_IN)
    root = ports.x509.read_certificate(pem)
    return CertificateAuthorityView(
        kind=Kind.BUILT_IN,
        certificate=pem,
        subject=root.subject,
        not_after=root.not_after,
        fingerprint=root.fingerprint,
    )
