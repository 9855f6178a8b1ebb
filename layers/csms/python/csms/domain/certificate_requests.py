"""A station's request for a certificate of its own, from the CSR until the station has the certificate."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from csms.domain import clock, x509
from csms.domain.certificates import ClientCertificate
from csms.domain.stations import Station
from csms.domain.x509 import Certificate, SigningRequest

_REQUESTS = uuid.UUID("7d3f4f1c-64f4-4f0a-8d1a-6a5b1b1b7c3e")
# As long a CSR that comes again is a repetition: later the station wants the next certificate for the same key.
REPEATED_WITHIN = timedelta(days=1)


class SigningUse(StrEnum):
    """By the names of 2.x; the first is the only one that 1.6 knows."""

    STATION = "ChargingStationCertificate"
    V2G = "V2GCertificate"
    V2G20 = "V2G20Certificate"


class RequestStatus(StrEnum):
    """`PENDING` waits for the authority, `SIGNED` is on its way to the station, `INSTALLED` is what it has accepted.

    `REFUSED`: the station did not want the certificate. `UNDELIVERED`: it never answered, or was not back in time.
    `REJECTED`: there is no certificate, for `reason`.
    """

    PENDING = "pending"
    SIGNED = "signed"
    INSTALLED = "installed"
    REFUSED = "refused"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"


@dataclass(frozen=True)
class CertificateRequest:
    """`csr` in PEM, or as it came where it cannot be read. `chain` in PEM, leaf first; `command_id` brings it.

    `station_request_id` is the station's own number for it (2.1). `decided_by` is the operator who signed or
    rejected it. A station that keeps its key sends the same CSR again when the certificate ends: `generation`
    counts these. `version` counts the changes; 0 is not stored yet.
    """

    id: str
    station_key: str
    identity: str
    use: SigningUse
    csr: str
    status: RequestStatus
    created_at: str
    changed_at: str
    generation: int = 1
    common_name: str | None = None
    organization: str | None = None
    key_algorithm: str | None = None
    key_bits: int | None = None
    key_fingerprint: str | None = None
    station_request_id: int | None = None
    reason: str | None = None
    decided_by: str | None = None
    chain: str | None = None
    serial_number: str | None = None
    not_after: str | None = None
    command_id: str | None = None
    version: int = 0

    def changed(self, status: RequestStatus, now: datetime, reason: str | None = None) -> Self:
        return replace(self, status=status, changed_at=clock.to_text(now), reason=reason)

    def signed(self, chain: list[Certificate], command_id: str, decided_by: str | None, now: datetime) -> Self:
        leaf = chain[0]
        return replace(
            self.changed(RequestStatus.SIGNED, now),
            chain="".join(certificate.pem for certificate in chain),
            serial_number=leaf.serial_number,
            not_after=leaf.not_after,
            command_id=command_id,
            decided_by=decided_by,
        )

    def by(self, operator: str | None) -> Self:
        return replace(self, decided_by=operator)

    def is_over(self, now: datetime) -> bool:
        """Whether the same CSR is a new request by now, and no repetition of this one."""
        if self.not_after is not None and self.not_after <= clock.to_text(now):
            return True
        told = self.status in (RequestStatus.INSTALLED, RequestStatus.REFUSED)
        return told and clock.parse_stored(self.changed_at) + REPEATED_WITHIN <= now


def request_id(station_key: str, use: SigningUse, fingerprint: str, generation: int) -> str:
    """The same for the same CSR, so that it gets one certificate however often it comes."""
    return str(uuid.uuid5(_REQUESTS, f"{station_key}/{use}/{fingerprint}/{generation}"))


def fault_of(asked: SigningRequest, use: SigningUse, station: Station, organization_name: str | None) -> str | None:
    """Why no authority should sign this for this station; None where nothing speaks against it.

    What a V2G certificate is called is between its authority and the car makers.
    """
    if not asked.signature_good:
        return "the CSR is not signed by the key that is in it"
    weak = x509.weakness(asked.key_algorithm, asked.key_bits)
    if weak or use is not SigningUse.STATION:
        return weak
    if asked.common_name is None:
        return "the subject has no CN, or more than one (A00.FR.511)"
    if organization_name is not None and asked.organization != organization_name:
        return f"the subject's O is {asked.organization or 'missing'}, and not {organization_name} (A00.FR.509)"
    return _fault_of_name(ClientCertificate(asked.common_name, asked.organization), station)


def _fault_of_name(asked: ClientCertificate, station: Station) -> str | None:
    """The CN holds the serial number (A00.FR.405, 511); of a station that tells none it is the identity.

    Whoever has come by certificate may change its CN if both hold the serial number: so the maker's certificate
    makes way for the operator's (A02.FR.01).
    """
    name, pinned = asked.common_name or "", station.certificate_cn
    serial_number = str(station.boot.get("serial_number") or "")
    if pinned is not None:
        both = asked.contains(serial_number) and ClientCertificate(pinned, None).contains(serial_number)
        fits = name.casefold() == pinned.casefold() or both
        return None if fits else f"the CN is {name}, and the station's is pinned to {pinned}"
    if serial_number:
        return None if asked.contains(serial_number) else f"the CN is {name}: the serial number is not in it"
    fits = name.casefold() == station.identity.casefold()
    return None if fits else f"the CN is {name}, and the station has told its identity only, no serial number"
