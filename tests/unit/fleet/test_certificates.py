"""Root certificates, the station's own one, and the security events about them."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.local.fleet.certificates import TrustStore
from infra.local.fleet.station import Station
from tests.support import pki

from .csms import ACCEPTED, Csms
from .words import Words

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GARBAGE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def hash_data(pem: str) -> dict[str, str]:
    """From the definition (security whitepaper 6.1): of the issuer's name and of its public key's bits."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    bits = certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": hashlib.sha256(certificate.issuer.public_bytes()).hexdigest(),
        "issuerKeyHash": hashlib.sha256(bits).hexdigest(),
        "serialNumber": f"{certificate.serial_number:X}",
    }


async def test_keeps_lists_and_deletes_roots(station: Station, csms: Csms, words: Words) -> None:
    assert await words.installed_certificates("manufacturer") == []
    central, manufacturer = pki.root(subject="Central", serial=0xFFF), pki.root(subject="Maker")
    assert await words.install_certificate("csms", central) == "Accepted"
    assert await words.install_certificate("csms", central) == "Accepted"
    assert await words.install_certificate("manufacturer", manufacturer) == "Accepted"
    assert await words.installed_certificates("csms") == [hash_data(central)]
    assert hash_data(central)["serialNumber"] == "FFF"
    assert await words.installed_certificates("manufacturer") == [hash_data(manufacturer)]
    wanted = {
        "certificateHashData": {k: v if k == "hashAlgorithm" else v.upper() for k, v in hash_data(central).items()}
    }
    assert await csms.call("DeleteCertificate", wanted) == ACCEPTED
    assert await csms.call("DeleteCertificate", wanted) == {"status": "NotFound"}
    assert await words.installed_certificates("csms") == []


@pytest.mark.parametrize(
    "pem",
    [
        GARBAGE,
        "no certificate at all",
        pki.root(subject="Expired", days=1),
        pki.root("rsa-1024", subject="Weak"),
        pki.root(subject="Leaf", authority=False),
    ],
    ids=["garbage", "text", "expired", "weak", "leaf"],
)
async def test_refuses_what_is_no_authority(station: Station, csms: Csms, words: Words, pem: str) -> None:
    assert await words.install_certificate("manufacturer", pem) == "Rejected"
    assert await words.install_certificate("csms", pem) == "Rejected"
    await csms.expect("SecurityEventNotification", type=words.invalid_root)
    assert len(csms.seen("SecurityEventNotification")) == 1


def test_an_installed_issuer_gives_its_key_to_the_digest() -> None:
    store, root_key, sub_key = TrustStore(), pki.key("rsa", "Root"), pki.key("ec", "Sub")
    root = pki.certificate("Root", root_key, "Root", root_key)
    sub = pki.certificate("Sub", sub_key, "Root", root_key, serial=2)
    assert store.install("CSMSRootCertificate", sub, NOW) is None
    assert store.install("CSMSRootCertificate", root, NOW) is None
    bits = root_key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    assert {digest.issuer_key for _, digest in store.hashes()} == {hashlib.sha256(bits).hexdigest()}
    sha512 = store.hash(x509.load_pem_x509_certificate(sub.encode()), "SHA512")
    assert store.delete(sha512)
    assert len(store.roots) == 1


def test_the_store_is_finite() -> None:
    store = TrustStore()
    reasons = [store.install("CSMSRootCertificate", pki.root(subject=f"Root {n}"), NOW) for n in range(11)]
    assert reasons == [None] * 10 + ["no space left"]


class Authority:
    """Signs what the station asks for."""

    def __init__(self, csms: Csms, words: Words, subject: str = "Our Root") -> None:
        self.csms, self.words, self.subject = csms, words, subject
        self.key, self.root = pki.key("ec", subject), pki.root(subject=subject)

    async def requested(self) -> str:
        csr = (await self.csms.expect("SignCertificate"))["csr"]
        assert isinstance(csr, str)
        return csr

    async def send(self, pem: str) -> Any:
        return await self.csms.call("CertificateSigned", {"certificateChain": pem})

    def sign(self, csr: str, days: int = 3650, **more: Any) -> str:
        return pki.for_csr(csr, self.subject, self.key, days=days, **more)


@pytest.fixture
async def authority(station: Station, csms: Csms, words: Words) -> Authority:
    """Installed in the station, and asked by it for a certificate."""
    csms.answers["SignCertificate"] = lambda _: ACCEPTED
    authority = Authority(csms, words)
    await words.install_certificate("csms", authority.root)
    await words.trigger_certificate()
    await authority.requested()
    return authority


async def test_asks_for_a_certificate_in_its_own_name(station: Station, authority: Authority) -> None:
    csr = x509.load_pem_x509_csr((await authority.requested()).encode())
    assert csr.is_signature_valid
    assert csr.subject.rfc4514_string() in ("O=Demo,CN=CP 1/é", "CN=CP 1/é,O=Demo")


async def test_takes_the_signed_certificate(station: Station, csms: Csms, authority: Authority) -> None:
    signed = authority.sign(await authority.requested())
    assert await authority.send(signed + authority.root) == ACCEPTED
    assert station.own_certificate.chain[0] == x509.load_pem_x509_certificate(signed.encode())
    assert station.own_certificate.key
    assert not csms.seen("SecurityEventNotification")
    assert await authority.send(signed) == {"status": "Rejected"}  # none is expected any more
    own = station.trusted.hash(station.own_certificate.chain[0])
    hash_of_own = dict(zip(hash_data(authority.root), own, strict=True))
    assert await csms.call("DeleteCertificate", {"certificateHashData": hash_of_own}) == {"status": "Failed"}


@pytest.mark.parametrize("fault", ["garbage", "another key", "expired", "another name", "another authority"])
async def test_refuses_a_certificate_that_is_not_its_own(
    station: Station, csms: Csms, words: Words, authority: Authority, fault: str
) -> None:
    csr = await authority.requested()
    offered = {
        "garbage": lambda: GARBAGE,
        "another key": lambda: authority.sign(pki.csr(station.serial_number)),
        "expired": lambda: authority.sign(csr, days=1),
        "another name": lambda: authority.sign(csr, subject=pki.name("CP2")),
        "another authority": lambda: Authority(csms, words, "Another Root").sign(csr),
    }[fault]()
    assert await authority.send(offered) == {"status": "Rejected"}
    await csms.expect("SecurityEventNotification", type=words.invalid_own)
    assert not station.own_certificate.chain


async def test_a_refused_request_is_forgotten(station: Station, csms: Csms, words: Words) -> None:
    csms.answers["SignCertificate"] = lambda _: {"status": "Rejected"}
    await words.trigger_certificate()
    authority = Authority(csms, words)
    signed = authority.sign(await authority.requested())
    assert await csms.call("TriggerMessage", {"requestedMessage": "Heartbeat"}) == ACCEPTED
    await csms.expect("Heartbeat")
    assert await authority.send(signed) == {"status": "Rejected"}


async def test_asks_for_none_without_an_operator(station: Station, words: Words) -> None:
    station.settings.set("CpoName", "")
    assert await words.trigger_certificate() == "Rejected"


async def test_a_reset_is_noted_and_told(station: Station, csms: Csms, words: Words) -> None:
    assert not csms.seen("SecurityEventNotification")
    await csms.call("Reset", words.reset)
    await csms.expect("SecurityEventNotification", type="StartupOfTheDevice")
    events = [frame.payload["type"] for frame in csms.seen("SecurityEventNotification")]
    assert events == ["ResetOrReboot", "StartupOfTheDevice"]
    assert [line.split()[1] for line in station.security_log.text().splitlines()] == events


async def test_security_events_wait_for_the_link(station: Station, csms: Csms) -> None:
    station.link.lose()
    assert await station.until(lambda: not station.online, 5)
    station.security_event("TamperDetectionActivated")
    station.link.restore()
    await csms.expect("SecurityEventNotification", type="TamperDetectionActivated")
