"""SignCertificate: the request is checked and kept, answered, and signed a moment later (2.0.1 A02, A03)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from csms.application.ports import CertificateRequestFilter, Ports, PreparedWrite
from csms.application.store_once import ATTEMPTS
from csms.domain import clock
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse, fault_of, request_id
from csms.domain.errors import ConcurrentChangeError, InvalidError
from csms.domain.ids import key_of
from csms.domain.stations import Connection, Station
from csms.domain.x509 import SigningRequest

# The station must have read the answer before the certificate comes.
SIGN_DELAY_S = 3
_SUPERSEDED_AT_ONCE = 20


@dataclass(frozen=True)
class RequestCertificate:
    """`csr` as it came; `station_request_id` of 2.1 goes back with the certificate."""

    csr: str
    use: SigningUse = SigningUse.STATION
    station_request_id: int | None = None


def request_certificate(ports: Ports, connection: Connection, wanted: RequestCertificate) -> bool:
    """Whether the request was accepted. One that comes again, as it does until the certificate is there (A02.FR.17),
    is the same request."""
    for _ in range(ATTEMPTS):
        try:
            return _request(ports, connection, wanted)
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the certificate request kept changing")


def sign_task(request: CertificateRequest, again: bool = False) -> dict[str, str | bool]:
    return {"task": "sign_certificate", "request_id": request.id, "again": again}


def _request(ports: Ports, connection: Connection, wanted: RequestCertificate) -> bool:
    station = ports.stations.get(connection.station_key)
    if station is None:
        return False
    asked = _read(ports, wanted.csr)
    fingerprint = asked.fingerprint if asked else hashlib.sha256(wanted.csr.encode()).hexdigest()
    known, generation = _known(ports, station.key, wanted.use, fingerprint)
    if known is not None and known.status is not RequestStatus.REJECTED:
        return _repeated(ports, known, wanted)
    if known is not None and known.decided_by is not None:
        return False
    request = known or _new(ports, station, wanted, fingerprint, generation)
    if asked is None:
        return _reject(ports, request, "it is no PKCS #10 request in PEM")
    fault = fault_of(asked, wanted.use, station, ports.organization_name) or _held_by_another(ports, station, asked)
    if fault is not None:
        return _reject(ports, _described(request, asked), fault)
    return _accept(ports, station, _described(request, asked))


def _read(ports: Ports, csr: str) -> SigningRequest | None:
    try:
        return ports.x509.read_request(csr)
    except InvalidError:
        return None


def _known(ports: Ports, station_key: str, use: SigningUse, fingerprint: str) -> tuple[CertificateRequest | None, int]:
    """The request that this CSR repeats; where there is none, the generation of a new one."""
    generation = 1
    while known := ports.certificate_requests.get(request_id(station_key, use, fingerprint, generation)):
        if not known.is_over(ports.now()):
            return known, generation
        generation += 1
    return None, generation


def _repeated(ports: Ports, known: CertificateRequest, wanted: RequestCertificate) -> bool:
    """What waits goes on waiting; a certificate that the station seems to have missed is sent again."""
    if known.status is not RequestStatus.SIGNED:
        ports.queues.after(SIGN_DELAY_S, sign_task(known, again=True))
    if known.station_request_id != wanted.station_request_id:
        ports.certificate_requests.save(replace(known, station_request_id=wanted.station_request_id))
    return True


def _new(
    ports: Ports, station: Station, wanted: RequestCertificate, fingerprint: str, generation: int
) -> CertificateRequest:
    now = clock.to_text(ports.now())
    return CertificateRequest(
        id=request_id(station.key, wanted.use, fingerprint, generation),
        generation=generation,
        station_key=station.key,
        identity=station.identity,
        use=wanted.use,
        csr=wanted.csr,
        status=RequestStatus.PENDING,
        created_at=now,
        changed_at=now,
        station_request_id=wanted.station_request_id,
    )


def _described(request: CertificateRequest, asked: SigningRequest) -> CertificateRequest:
    return replace(
        request,
        csr=asked.pem,
        common_name=asked.common_name,
        organization=asked.organization,
        key_algorithm=asked.key_algorithm.value,
        key_bits=asked.key_bits,
        key_fingerprint=asked.key_fingerprint,
    )


def _held_by_another(ports: Ports, station: Station, asked: SigningRequest) -> str | None:
    """A certificate of this name would open another station's door: serial numbers are what a station claims."""
    others = [key for key in ports.stations.holders_of(asked.common_name or "") if key != station.key]
    return f"another station's certificate has the CN {asked.common_name}" if others else None


def _reject(ports: Ports, request: CertificateRequest, reason: str) -> bool:
    ports.certificate_requests.save(request.changed(RequestStatus.REJECTED, ports.now(), reason))
    return False


def _accept(ports: Ports, station: Station, request: CertificateRequest) -> bool:
    ports.queues.after(SIGN_DELAY_S, sign_task(request))
    accepted = request.changed(RequestStatus.PENDING, ports.now())
    along = (*_claim(ports, station, request), *_superseded(ports, request))
    ports.certificate_requests.save(accepted, along)
    return True


def _superseded(ports: Ports, request: CertificateRequest) -> Iterator[PreparedWrite]:
    """A station that asks with a new key has given up the old one: nobody needs to sign that any more."""
    wanted = CertificateRequestFilter(request.station_key, RequestStatus.PENDING)
    for other in ports.certificate_requests.page(wanted, _SUPERSEDED_AT_ONCE, None).items:
        if other.use is request.use and other.id != request.id:
            reason = "the station has asked again, with another CSR"
            yield ports.certificate_requests.prepared_save(other.changed(RequestStatus.REJECTED, ports.now(), reason))


def _claim(ports: Ports, station: Station, request: CertificateRequest) -> tuple[PreparedWrite, ...]:
    """The name is this station's from now on: it logs in by it, and no other may have it."""
    name = request.common_name
    if request.use is not SigningUse.STATION or name is None or key_of(name) == key_of(station.certificate_cn or ""):
        return ()
    return (ports.stations.prepared_claim(station, name),)
