"""What stations' answers about their certificates change; 1.6 and 2.x spell them nearly alike."""

from typing import Any

from csms.application.deliver_certificate import Delivery, certificate_delivered
from csms.application.station_certificates import (
    Deletion,
    Installation,
    Listing,
    certificate_deleted,
    certificate_installed,
    certificates_listed,
)
from csms.domain.station_certificates import CertificateUse
from csms.domain.x509 import HashAlgorithm, HashData
from csms.ocpp.dialect import OutcomeRow, OutcomeTable, Payload

CSMS_ROOT_16 = "CentralSystemRootCertificate"


def use_of(word: Any) -> CertificateUse:
    """Raises ValueError."""
    return CertificateUse.CSMS_ROOT if word == CSMS_ROOT_16 else CertificateUse(word)


def hash_data(named: Payload) -> HashData:
    return HashData(
        algorithm=HashAlgorithm(named["hashAlgorithm"]),
        issuer_name_hash=str(named["issuerNameHash"]),
        issuer_key_hash=str(named["issuerKeyHash"]),
        serial_number=str(named["serialNumber"]),
    )


def wire_hash_data(named: HashData) -> Payload:
    return {
        "hashAlgorithm": named.algorithm.value,
        "issuerNameHash": named.issuer_name_hash,
        "issuerKeyHash": named.issuer_key_hash,
        "serialNumber": named.serial_number,
    }


def _installation(request: Payload, response: Payload) -> Installation:
    accepted = response.get("status") == "Accepted"
    return Installation(use_of(request["certificateType"]), str(request["certificate"]), accepted)


def _deletion(request: Payload, response: Payload) -> Deletion:
    return Deletion(hash_data(request["certificateHashData"]), response.get("status") in ("Accepted", "NotFound"))


def _listing_16(request: Payload, response: Payload) -> Listing:
    use = use_of(request["certificateType"])
    listed = tuple((use, hash_data(named)) for named in response.get("certificateHashData") or ())
    return Listing(frozenset({use}), listed, _answered(response))


def _listing_2x(request: Payload, response: Payload) -> Listing:
    """No type asks for all; what belongs to a chain is named within it, and counts with its head."""
    asked = frozenset(use_of(word) for word in request.get("certificateType") or CertificateUse)
    listed = tuple(
        (use_of(chain["certificateType"]), hash_data(chain["certificateHashData"]))
        for chain in response.get("certificateHashDataChain") or ()
    )
    return Listing(asked, listed, _answered(response))


def _answered(response: Payload) -> bool:
    return response.get("status") in ("Accepted", "NotFound")


def _delivery(request: Payload, response: Payload) -> Delivery:
    return Delivery(response.get("status") == "Accepted")


_ALIKE: OutcomeTable = {
    "CertificateSigned": OutcomeRow(_delivery, certificate_delivered),
    "InstallCertificate": OutcomeRow(_installation, certificate_installed),
    "DeleteCertificate": OutcomeRow(_deletion, certificate_deleted),
}
CERTIFICATES_16: OutcomeTable = _ALIKE | {"GetInstalledCertificateIds": OutcomeRow(_listing_16, certificates_listed)}
CERTIFICATES_2X: OutcomeTable = _ALIKE | {"GetInstalledCertificateIds": OutcomeRow(_listing_2x, certificates_listed)}
