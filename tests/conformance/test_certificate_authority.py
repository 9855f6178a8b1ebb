"""The built-in authority as it is deployed: by the handlers, with a key in KMS, each function within its rights."""

import json
from typing import Any

import boto3
import pytest

from csms.domain.stations import OcppVersion
from tests.support import pki
from tests.support.deployment import Deployment, deployment
from tests.support.world import BOOT, World

PASSWORD = "correct-horse-battery"


@pytest.fixture
def key(csms: World) -> str:
    kms = boto3.client("kms", region_name="eu-north-1")
    return str(kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"])


def call(action: str, payload: Any, message_id: str = "m") -> list[Any]:
    return [2, message_id, action, payload]


def ask(deployed: Deployment, csr: str) -> Any:
    boot = BOOT[OcppVersion.V16] | {"chargePointSerialNumber": "SN-7"}
    deployed.connect("CP-1", PASSWORD, "c1")
    deployed.frame("c1", call("BootNotification", boot))
    return deployed.frame("c1", call("SignCertificate", {"csr": csr}))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_from_a_csr_to_a_certificate_in_the_station(
    csms: World, key: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERTIFICATE_AUTHORITY_KEY", key)
    with deployment(csms, monkeypatch) as deployed:
        assert deployed.api("GET", "/api/certificate-authority")["certificate"] is None
        deployed.api("POST", "/api/certificate-authority")
        deployed.deliver()
        authority = deployed.api("GET", "/api/certificate-authority")
        assert (authority["kind"], authority["subject"]) == ("built_in", "CN=CSMS charging stations,O=CSMS")
        assert ask(deployed, pki.csr(kind=kind)) == [3, "m", {"status": "Accepted"}]
        deployed.deliver()
        sent = [frame for frame in [json.loads(text) for _, text in deployed.posted] if frame[2] == "CertificateSigned"]
        assert len(sent) == 1
        pki.verify(sent[0][3]["certificateChain"], authority["certificate"])
        deployed.frame("c1", [3, sent[0][1], {"status": "Accepted"}])
        [request] = deployed.api("GET", "/api/certificate-requests")["items"]
        assert (request["status"], request["station"]) == ("installed", "CP-1")
    assert csms.guard.violations == []


def test_without_a_key_somebody_else_signs(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with deployment(csms, monkeypatch) as deployed:
        assert deployed.api("GET", "/api/certificate-authority")["kind"] == "external"
        with pytest.raises(AssertionError, match="409"):
            deployed.api("POST", "/api/certificate-authority")
        assert ask(deployed, pki.csr())[2] == {"status": "Accepted"}
        deployed.deliver()
        [request] = deployed.api("GET", "/api/certificate-requests")["items"]
        assert request["status"] == "pending"


def test_an_authority_that_is_gone_makes_no_root(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The task was queued by a deployment that still had one."""
    with deployment(csms, monkeypatch) as deployed:
        deployed.waiting.append(("timers", '{"task": "make_root"}'))
        deployed.deliver()
        assert deployed.api("GET", "/api/certificate-authority")["certificate"] is None
