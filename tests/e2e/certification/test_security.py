"""Passwords, certificates, security events."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import Stand, reconnected, wire_time
from tests.support import pki


@case("073")
async def test_a_new_password(stand: Stand) -> None:
    """The charge point is told the hex of the key; from then on the old one is no good."""
    new = "fedcba9876543210"
    done = await stand.operate("password", {"password": new})
    assert stand.asked("ChangeConfiguration") == {"key": "AuthorizationKey", "value": new.encode().hex()}
    assert done["response"] == {"status": "Accepted"}
    assert new not in str(done["request"])
    await reconnected(stand, password=new)
    await stand.boot()


@case("074")
@pytest.mark.parametrize("kind", ["rsa", "ec"])
async def test_a_certificate_is_renewed(stand: Stand, kind: str) -> None:
    csr = pki.csr(stand.point.identity, None, kind)
    chain = await renew(stand, csr)
    assert pki.same_key(chain, csr)
    pki.verify(chain, (await stand.operator.get("/certificate-authority"))["certificate"])
    leaf = x509.load_pem_x509_certificates(chain.encode())[0]
    assert leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == stand.point.identity
    await answered(stand, "installed")


@case("077")
async def test_the_station_refuses_its_new_certificate(stand: Stand) -> None:
    stand.point.answers["CertificateSigned"] = {"status": "Rejected"}
    await renew(stand, pki.csr(stand.point.identity, None))
    await answered(stand, "refused")
    await report(stand, "InvalidChargePointCertificate")


async def renew(stand: Stand, csr: str) -> str:
    """The chain that the charge point gets after it has been asked to have its certificate renewed."""
    asked = await stand.operate("trigger", {"message": "SignChargePointCertificate"})
    assert stand.asked("ExtendedTriggerMessage") == {"requestedMessage": "SignChargePointCertificate"}
    assert asked["response"] == {"status": "Accepted"}
    assert await stand.point.ask("SignCertificate", {"csr": csr}) == {"status": "Accepted"}
    return str((await stand.asked_soon("CertificateSigned"))["certificateChain"])


async def answered(stand: Stand, status: str) -> None:
    path = f"/certificate-requests?station={stand.point.identity}"
    await stand.eventually(path, lambda page: [item["status"] for item in page["items"]] == [status])


async def report(stand: Stand, kind: str) -> None:
    """A security event, which the operator finds again."""
    event = {"type": kind, "timestamp": wire_time(), "techInfo": "refused"}
    assert await stand.point.ask("SecurityEventNotification", event) == {}
    found = await stand.operator.get(f"/security-events?station={stand.point.identity}&type={kind}")
    assert [(item["type"], item["critical"], item["tech_info"]) for item in found["items"]] == [
        (kind, False, "refused")
    ]


async def install(stand: Stand, use: str, status: str = "Accepted") -> dict[str, Any]:
    certificate = pki.root(subject=use)
    stand.point.answers["InstallCertificate"] = {"status": status}
    done = await stand.operate("certificates", {"type": use, "certificate": certificate})
    asked = stand.asked("InstallCertificate")
    assert (asked["certificateType"], asked["certificate"].strip()) == (use, certificate.strip())
    assert done["response"] == {"status": status}
    return done


async def known(stand: Stand) -> list[dict[str, Any]]:
    return list((await stand.operator.get(f"{stand.path}/certificates"))["items"])


@case("075_1")
async def test_the_manufacturers_root_is_installed(stand: Stand) -> None:
    await installed_and_listed(stand, "ManufacturerRootCertificate")


@case("075_2")
async def test_the_central_systems_root_is_installed(stand: Stand) -> None:
    await installed_and_listed(stand, "CentralSystemRootCertificate")


async def installed_and_listed(stand: Stand, use: str) -> None:
    await install(stand, use)
    (kept,) = await known(stand)
    hash_data = as_told(kept["hash_data"])
    stand.point.answers["GetInstalledCertificateIds"] = {"status": "Accepted", "certificateHashData": [hash_data]}
    done = await stand.operate("certificates/list", {"types": [use]})
    assert stand.asked("GetInstalledCertificateIds") == {"certificateType": use}
    assert done["response"]["certificateHashData"] == [hash_data]
    assert [certificate["hash_data"] for certificate in await known(stand)] == [kept["hash_data"]]


def as_told(named: dict[str, str]) -> dict[str, str]:
    """Our words for the hashes of a certificate, as OCPP spells them."""
    words = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")
    members = ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")
    return {word: named[member] for word, member in zip(words, members, strict=True)}


@case("076")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
async def test_an_installed_certificate_is_deleted(stand: Stand, algorithm: str) -> None:
    """Named as the charge point itself names it, whichever algorithm it uses."""
    hash_data = {
        "hashAlgorithm": algorithm, "issuerNameHash": "ab12", "issuerKeyHash": "cd34", "serialNumber": "1f",
    }  # fmt: skip
    stand.point.answers["GetInstalledCertificateIds"] = {"status": "Accepted", "certificateHashData": [hash_data]}
    await stand.operate("certificates/list", {"types": ["ManufacturerRootCertificate"]})
    (certificate,) = await known(stand)
    done = await stand.operate(f"certificates/{certificate['id']}", method="DELETE")
    assert stand.asked("DeleteCertificate") == {"certificateHashData": hash_data}
    assert done["response"] == {"status": "Accepted"}
    assert await known(stand) == []


@case("078")
async def test_the_station_refuses_a_root_certificate(stand: Stand) -> None:
    done = await install(stand, "CentralSystemRootCertificate", "Rejected")
    assert done["result"]["verdict"] == "refused"
    assert await known(stand) == []
    await report(stand, "InvalidCentralSystemCertificate")
