"""SecurityProfile of 1.6: up to a door with TLS or one that asks for a certificate, and back if it does not open."""

import ssl
from collections.abc import AsyncIterator

import pytest
import trustme
from cryptography import x509

from infra.local.fleet.station import Station
from infra.local.fleet.versions import DIALECTS
from tests.support import pki

from .conftest import PASSWORD, TIMING
from .csms import ACCEPTED, Csms
from .words import Words

NOWHERE = "wss://127.0.0.1:1"
REJECTED = {"status": "Rejected"}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def tls_csms(authority: trustme.CA) -> AsyncIterator[Csms]:
    """Asks for a certificate, and is content without one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.load_verify_locations(cadata=pki.root())
    context.verify_mode = ssl.CERT_OPTIONAL
    async with Csms(context) as server:
        yield server


@pytest.fixture
def words(csms: Csms) -> Words:
    return Words(csms, "1.6")


def station_of(csms: Csms, doors: dict[int, str]) -> Station:
    return Station("CP1", csms.url, PASSWORD, DIALECTS["1.6"], timing=TIMING, doors=doors)


async def profile(csms: Csms, value: str) -> object:
    return await csms.call("ChangeConfiguration", {"key": "SecurityProfile", "value": value})


async def shown_profile(csms: Csms) -> str:
    answer = await csms.call("GetConfiguration", {"key": ["SecurityProfile"]})
    return str(answer["configurationKey"][0]["value"])


async def test_comes_through_the_door_with_tls(csms: Csms, tls_csms: Csms, words: Words, authority: trustme.CA) -> None:
    async with station_of(csms, {2: tls_csms.url}) as station:
        assert await profile(csms, "2") == REJECTED
        await words.install_certificate("csms", authority.cert_pem.bytes().decode())
        assert await profile(csms, "2") == ACCEPTED
        assert await tls_csms.until(lambda: tls_csms.handshakes)
        assert tls_csms.handshakes[0][1]
        assert await station.until(lambda: station.online, 5)
        assert await shown_profile(tls_csms) == "2"
        assert await profile(tls_csms, "1") == REJECTED
        assert "security profile 2" in station.security_log.text()
        assert not csms.seen("SecurityEventNotification")


async def test_shows_its_certificate_at_the_highest(
    csms: Csms, tls_csms: Csms, words: Words, authority: trustme.CA
) -> None:
    csms.answers["SignCertificate"] = lambda _: ACCEPTED
    async with station_of(csms, {3: tls_csms.url}):
        for root in (authority.cert_pem.bytes().decode(), pki.root()):
            assert await words.install_certificate("csms", root) == "Accepted"
        assert await profile(csms, "3") == REJECTED
        await words.trigger_certificate()
        csr = (await csms.expect("SignCertificate"))["csr"]
        signed = pki.for_csr(csr, "Our Root", pki.key("ec", "Our Root"), days=3650)
        assert await csms.call("CertificateSigned", {"certificateChain": signed}) == ACCEPTED
        assert await profile(csms, "3") == ACCEPTED
        assert await tls_csms.until(lambda: tls_csms.handshakes)
        assert tls_csms.handshakes[0][1] is None
        assert tls_csms.certificates == [x509.load_pem_x509_certificate(signed.encode())]


async def test_goes_back_when_the_new_door_stays_shut(csms: Csms, words: Words) -> None:
    async with station_of(csms, {2: NOWHERE}) as station:
        await words.install_certificate("csms", pki.root())
        assert await profile(csms, "2") == ACCEPTED
        assert await csms.until(lambda: len(csms.handshakes) == 2)
        assert await station.until(lambda: station.online, 5)
        assert await shown_profile(csms) == "1"
        assert not csms.seen("SecurityEventNotification")


async def test_goes_back_when_the_csms_is_not_the_operators(csms: Csms, tls_csms: Csms, words: Words) -> None:
    async with station_of(csms, {2: tls_csms.url}):
        await words.install_certificate("csms", pki.root())
        assert await profile(csms, "2") == ACCEPTED
        await csms.expect("SecurityEventNotification", type="InvalidCentralSystemCertificate")
        assert not tls_csms.handshakes
