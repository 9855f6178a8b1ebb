"""A chain that an authority has issued, against the request that it is for. Every mistake names `certificate_chain`."""

from csms.application.ports import Ports
from csms.domain import clock, x509
from csms.domain.certificate_requests import CertificateRequest
from csms.domain.errors import InvalidError
from csms.domain.x509 import Certificate

MAX_CHARACTERS = 10_000
# 1.6 calls it CertificateSignedMaxChainSize, 2.x has the variable in SecurityCtrlr.
_LIMITS = ("CertificateSignedMaxChainSize", "SecurityCtrlr.MaxCertificateChainSize")


def chain_for(ports: Ports, request: CertificateRequest, text: str) -> list[Certificate]:
    """The chain, leaf first. Raises InvalidError where it is not one for this request and this station."""
    try:
        chain = ports.x509.read_chain(text)
    except InvalidError as error:
        raise _unfit(error.detail) from None
    _check_leaf(ports, request, chain[0])
    for certificate in chain[1:]:
        if not certificate.authority:
            raise _unfit("those after the first certificate must be authorities'")
        if weak := x509.weakness(certificate.key_algorithm, certificate.key_bits):
            raise _unfit(weak)
    _check_length(ports, request, chain)
    return chain


def _check_leaf(ports: Ports, request: CertificateRequest, leaf: Certificate) -> None:
    if leaf.key_fingerprint != request.key_fingerprint:
        raise _unfit("the first certificate is for another key than the CSR's")
    if (leaf.common_name, leaf.organization) != (request.common_name, request.organization):
        raise _unfit("the first certificate's CN and O are not the CSR's")
    if leaf.not_after <= clock.to_text(ports.now()):
        raise _unfit("the first certificate has expired")
    if leaf.authority:
        raise _unfit("the first certificate must be the station's, and not an authority's")


def _check_length(ports: Ports, request: CertificateRequest, chain: list[Certificate]) -> None:
    """By what the station has told of itself, at most what the message can carry."""
    told = ports.configurations.get(request.station_key)
    limits = (told.number(key) for key in _LIMITS)
    most = min([MAX_CHARACTERS, *(limit for limit in limits if limit is not None)])
    length = sum(len(certificate.pem) for certificate in chain)
    if length > most:
        raise _unfit(f"the chain has {length} characters, and the station takes {most}")


def _unfit(detail: str) -> InvalidError:
    return InvalidError(detail, "certificate_chain")
