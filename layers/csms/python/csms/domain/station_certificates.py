"""The root certificates that a station trusts, as far as the CSMS knows."""

import uuid
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from csms.domain.x509 import Certificate, HashAlgorithm, HashData

_CERTIFICATES = uuid.UUID("b2ac1c0b-3e0d-4b51-9d2c-0f3a0b6c6a55")


class CertificateUse(StrEnum):
    """By the names of 2.x; 1.6 knows the first two, and calls the first CentralSystemRootCertificate.

    V2G_CHAIN is a station's own, and can only be listed.
    """

    CSMS_ROOT = "CSMSRootCertificate"
    MANUFACTURER_ROOT = "ManufacturerRootCertificate"
    V2G_ROOT = "V2GRootCertificate"
    MO_ROOT = "MORootCertificate"
    OEM_ROOT = "OEMRootCertificate"
    V2G_CHAIN = "V2GCertificateChain"


@dataclass(frozen=True)
class InstalledCertificate:
    """`hash_data` in the station's own spelling once it has listed its certificates; None where neither the station
    nor we can say it. `pem` and what stands in it only where the certificate went through the CSMS."""

    id: str
    use: CertificateUse
    hash_data: HashData | None
    pem: str | None = None
    subject: str | None = None
    not_after: str | None = None
    installed_at: str | None = None

    @classmethod
    def of(cls, use: CertificateUse, certificate: Certificate, installed_at: str) -> Self:
        return cls(
            id=_id(use, certificate.fingerprint),
            use=use,
            hash_data=certificate.hash_data,
            pem=certificate.pem,
            subject=certificate.subject,
            not_after=certificate.not_after,
            installed_at=installed_at,
        )

    @classmethod
    def listed(cls, use: CertificateUse, named: HashData) -> Self:
        """One of which only its name is known."""
        return cls(_id(use, *named.comparable()), use, named)

    def to_dict(self) -> dict[str, Any]:
        hashes = {**self.hash_data.__dict__} if self.hash_data else None
        members = {**self.__dict__, "hash_data": hashes}
        return {name: value for name, value in members.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        hashes = members.get("hash_data")
        if hashes:
            hashes = HashData(**{**hashes, "algorithm": HashAlgorithm(hashes["algorithm"])})
        return cls(**{**members, "use": CertificateUse(members["use"]), "hash_data": hashes})


@dataclass(frozen=True)
class StationCertificates:
    """`listed_at`: when the station itself last told. `version` counts the changes; 0 is not stored yet."""

    station_key: str
    certificates: tuple[InstalledCertificate, ...] = ()
    listed_at: str | None = None
    version: int = 0

    def find(self, certificate_id: str) -> InstalledCertificate | None:
        return next((known for known in self.certificates if known.id == certificate_id), None)

    def with_installed(self, installed: InstalledCertificate) -> Self:
        others = [known for known in self.certificates if known.id != installed.id]
        return replace(self, certificates=(*others, installed))

    def without(self, named: HashData) -> Self:
        """A station deletes by hash data, whatever it has the certificate for."""
        kept = [known for known in self.certificates if known.hash_data is None or not known.hash_data.same(named)]
        return replace(self, certificates=tuple(kept))

    def of_use(self, use: CertificateUse) -> list[InstalledCertificate]:
        return [known for known in self.certificates if known.use is use]

    def with_listed(self, asked: frozenset[CertificateUse], listed: tuple[InstalledCertificate, ...], now: str) -> Self:
        """The station's word for all certificates of the uses it was asked about."""
        kept = [known for known in self.certificates if known.use not in asked]
        return replace(self, certificates=(*kept, *listed), listed_at=now)


def _id(use: CertificateUse, *names: str) -> str:
    return str(uuid.uuid5(_CERTIFICATES, "/".join((use, *names))))
