"""What a station trusts: read and changed by its answers, never before it has answered."""

from dataclasses import dataclass, replace

from csms.application.ports import Effects, Ports
from csms.domain import clock, x509
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConflictError, InvalidError, NotFoundError
from csms.domain.station_certificates import CertificateUse, InstalledCertificate, StationCertificates
from csms.domain.stations import Station
from csms.domain.x509 import Certificate, HashData


@dataclass(frozen=True)
class Installation:
    use: CertificateUse
    pem: str
    accepted: bool


@dataclass(frozen=True)
class Deletion:
    """`gone`: the station has deleted it, or has none of that name."""

    named: HashData
    gone: bool


@dataclass(frozen=True)
class Listing:
    """`asked` are the uses that the station was asked about: all that it did not list are not there."""

    asked: frozenset[CertificateUse]
    listed: tuple[tuple[CertificateUse, HashData], ...]
    answered: bool


def certificates_of(ports: Ports, station: Station) -> StationCertificates:
    return ports.station_certificates.get(station.key) or StationCertificates(station.key)


def installable(ports: Ports, text: str) -> Certificate:
    """A root certificate that a station could want. Raises InvalidError naming `certificate`."""
    try:
        certificate = ports.x509.read_certificate(text)
    except InvalidError as error:
        raise InvalidError(error.detail, "certificate") from None
    now = clock.to_text(ports.now())
    if not certificate.authority:
        raise InvalidError("this is no certificate of an authority (its basic constraints say no CA)", "certificate")
    if certificate.not_after <= now:
        raise InvalidError(f"the certificate has expired on {certificate.not_after}", "certificate")
    if weak := x509.weakness(certificate.key_algorithm, certificate.key_bits):
        raise InvalidError(weak, "certificate")
    return certificate


def deletable(ports: Ports, station: Station, certificate_id: str, last_root: bool) -> HashData:
    """Raises NotFoundError; ConflictError where its name is not known, or no other CSMS root would be left."""
    known = certificates_of(ports, station)
    found = known.find(certificate_id)
    if found is None:
        raise NotFoundError(f"station {station.identity} has no certificate {certificate_id} that we know of")
    if found.hash_data is None:
        raise ConflictError("the station's name for it is not known: have the station list its certificates first")
    if found.use is CertificateUse.CSMS_ROOT and len(known.of_use(found.use)) == 1 and not last_root:
        raise ConflictError(
            "it is the last root that the station can verify this system by, as far as we know: without one it"
            " cannot come back by TLS; `last_root=true` deletes it all the same"
        )
    return found.hash_data


def certificate_installed(ports: Ports, command: Command, outcome: Outcome, facts: Installation) -> Effects:
    """2.0.1 M05, 1.6 security whitepaper M05."""
    if outcome.status is not CommandStatus.DONE or not facts.accepted:
        return Effects()
    try:
        certificate = ports.x509.read_certificate(facts.pem)
    except InvalidError:  # by the raw door anything may be sent, and a station may accept it
        return Effects()
    installed = InstalledCertificate.of(facts.use, certificate, outcome.finished_at)
    known = ports.station_certificates.get(command.station_key) or StationCertificates(command.station_key)
    return Effects((ports.station_certificates.prepared_save(known.with_installed(installed)),))


def certificate_deleted(ports: Ports, command: Command, outcome: Outcome, facts: Deletion) -> Effects:
    """2.0.1 M04, 1.6 security whitepaper M04."""
    if outcome.status is not CommandStatus.DONE or not facts.gone:
        return Effects()
    known = ports.station_certificates.get(command.station_key)
    if known is None:
        return Effects()
    return Effects((ports.station_certificates.prepared_save(known.without(facts.named)),))


def certificates_listed(ports: Ports, command: Command, outcome: Outcome, facts: Listing) -> Effects:
    """2.0.1 M03, 1.6 security whitepaper M03."""
    if outcome.status is not CommandStatus.DONE or not facts.answered:
        return Effects()
    known = ports.station_certificates.get(command.station_key) or StationCertificates(command.station_key)
    listed = tuple(_recognized(ports, known, use, named) for use, named in facts.listed)
    changed = known.with_listed(facts.asked, listed, outcome.finished_at)
    return Effects((ports.station_certificates.prepared_save(changed),))


def _recognized(ports: Ports, known: StationCertificates, use: CertificateUse, named: HashData) -> InstalledCertificate:
    """The certificate that we installed, under the station's own name for it (M04.FR.07)."""
    for candidate in known.of_use(use):
        if candidate.pem is not None and ports.x509.is_named_by(candidate.pem, named):
            return replace(candidate, hash_data=named)
    return InstalledCertificate.listed(use, named)
