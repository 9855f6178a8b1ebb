"""The built-in authority: a key that stays in KMS, one root, and certificates that stations can use."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store

from csms.adapters.kms_authority import KmsCertificateAuthority
from csms.domain import clock
from csms.domain.certificate_requests import CertificateRequest, RequestStatus, SigningUse
from tests.support import pki
from tests.support.world import START, World, world


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        yield made


def new_key() -> str:
    kms = boto3.client("kms", region_name="eu-north-1")
    return str(kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"])


def authority(csms: World, key: str | None = None, organization: str | None = "Our Charging") -> Any:
    return KmsCertificateAuthority(key or new_key(), organization, lambda: csms.moment)


def request(csr: str, id_: str = "r-1", created: datetime = START) -> CertificateRequest:
    at = clock.to_text(created)
    return CertificateRequest(id_, "cp-1", "CP-1", SigningUse.STATION, csr, RequestStatus.PENDING, at, at)


def read(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def extension(certificate: x509.Certificate, kind: Any) -> Any:
    return certificate.extensions.get_extension_for_class(kind)


@pytest.mark.parametrize("kind", ["rsa", "ec", "ec-384"])
def test_a_certificate_for_a_tls_client(csms: World, kind: str) -> None:
    ours = authority(csms)
    chain = ours.issue(request(pki.csr(kind=kind)))
    pki.verify(chain, ours.root())
    assert pki.same_key(chain, pki.csr(kind=kind))
    leaf = read(chain)
    assert leaf.subject.rfc4514_string() == "CN=SN-7,O=Our Charging"
    assert extension(leaf, x509.BasicConstraints).value.ca is False
    assert extension(leaf, x509.KeyUsage).critical
    usage = extension(leaf, x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign) == (True, False)
    assert list(extension(leaf, x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert leaf.not_valid_before_utc == START - timedelta(hours=1)
    assert leaf.not_valid_after_utc == START + timedelta(days=365)
    issuer, root = extension(leaf, x509.AuthorityKeyIdentifier).value, read(ours.root())
    assert issuer.key_identifier == extension(root, x509.SubjectKeyIdentifier).value.digest


def test_a_path_validates_as_a_tls_server_would(csms: World) -> None:
    """By the verifier of the library, not by the code that made it (RFC 5280 §6)."""
    ours = authority(csms)
    leaf = read(ours.issue(request(pki.csr(kind="rsa"))))
    # The names of stations are in the CN: web rules, which want a subjectAltName, are not OCPP's (A00.FR.511).
    policies = {"ca_policy": ExtensionPolicy.webpki_defaults_ca(), "ee_policy": ExtensionPolicy.permit_all()}
    builder = PolicyBuilder().store(Store([read(ours.root())])).time(START).extension_policies(**policies)
    verified = builder.build_client_verifier().verify(leaf, [])
    assert verified.chain[0] == leaf


def test_the_same_request_is_the_same_certificate(csms: World) -> None:
    """A queue may ask twice; only what a signature draws at random may differ."""
    ours = authority(csms)
    first = read(ours.issue(request(pki.csr())))
    csms.forward(days=3)
    again = read(ours.issue(request(pki.csr())))
    assert first.tbs_certificate_bytes == again.tbs_certificate_bytes
    other = read(ours.issue(request(pki.csr(), "r-2")))
    assert 0 < other.serial_number != first.serial_number


def test_a_root_is_made_once_and_signs_no_authorities(csms: World) -> None:
    key = new_key()
    ours = authority(csms, key)
    assert ours.root() is None
    made = ours.make_root()
    csms.forward(days=400)
    assert (ours.make_root(), authority(csms, key).root()) == (made, made)
    root = read(made)
    pki.verify(made, made)
    assert root.subject.rfc4514_string() == "CN=Our Charging charging stations,O=Our Charging"
    constraints = extension(root, x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert extension(root, x509.KeyUsage).value.key_cert_sign
    assert root.not_valid_after_utc > START + timedelta(days=7000)
    assert authority(csms, organization=None).make_root() != made, "another key, another root"


def test_of_two_roots_made_at_once_the_first_counts(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    slow, quick = authority(csms, key), authority(csms, key)
    known = slow.root
    monkeypatch.setattr(slow, "root", lambda: (quick.make_root(), None)[1])
    made = slow.make_root()
    assert made == known() == quick.root()


def test_no_certificate_outlives_the_root(csms: World) -> None:
    ours = authority(csms)
    root = read(ours.make_root())
    late = root.not_valid_after_utc.astimezone(UTC) - timedelta(days=10)
    assert read(ours.issue(request(pki.csr(), created=late))).not_valid_after_utc == root.not_valid_after_utc


def test_only_what_was_checked_of_the_subject_is_vouched_for(csms: World) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    extra = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Administrators")
    subject = x509.Name([*pki.name("SN-7"), extra])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    wanted = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    csr = wanted.sign(pki.key("ec", "station"), hashes.SHA256()).public_bytes(Encoding.PEM).decode()
    leaf = read(authority(csms).issue(request(csr)))
    assert leaf.subject.rfc4514_string() == "CN=SN-7,O=Our Charging"
    assert extension(leaf, x509.BasicConstraints).value.ca is False


@pytest.mark.parametrize("method", ["exchange", "private_numbers", "private_bytes"])
def test_the_key_does_nothing_but_sign(csms: World, method: str) -> None:
    key = authority(csms)._key()
    arguments = {"exchange": 2, "private_bytes": 3}.get(method, 0)
    with pytest.raises(NotImplementedError):
        getattr(key, method)(*[None] * arguments)
