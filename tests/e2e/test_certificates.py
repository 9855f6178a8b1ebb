"""From a password to a certificate of its own, over real TLS: CSR, KMS, CertificateSigned, security profile 3."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.e2e.charger import BOOT, Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator
from tests.support import pki

PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
async def test_from_a_password_to_a_certificate(
    cloud: DeployedCloud, operator: Operator, kind: str, tmp_path: Path
) -> None:
    identity, serial_number = f"CERT-{kind}", f"SN-CERT-{kind}"
    boot = BOOT["ocpp1.6"] | {"chargePointSerialNumber": serial_number}
    assert (await operator.ask("PUT", f"/stations/{identity}", {"password": PASSWORD})).status == 201
    assert (await operator.ask("POST", "/certificate-authority")).status == 202
    authority = await operator.until("/certificate-authority", lambda body: body["certificate"])
    cloud.trust(authority["certificate"])
    async with Charger(cloud.tls_ws_url, identity, PASSWORD, tls=cloud.tls()) as charger:
        assert (await charger.ask("BootNotification", boot))["status"] == "Accepted"
        csr = pki.csr(serial_number, "Anybody", kind, identity)
        assert await charger.ask("SignCertificate", {"csr": csr}) == {"status": "Accepted"}
        chain = (await charger.until_asked("CertificateSigned", 60))["certificateChain"]
        pki.verify(chain, authority["certificate"])
        found = f"/certificate-requests?station={identity}"
        await operator.until(found, lambda body: body["items"][0]["status"] == "installed")
    key = pki.key(kind, identity).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    (tmp_path / "station.pem").write_text(key + chain)
    tls = cloud.tls(tmp_path / "station.pem")
    async with Charger(cloud.certified_ws_url, identity, None, tls=tls) as charger:
        assert (await charger.ask("BootNotification", boot))["status"] == "Accepted"
        station = await operator.get(f"/stations/{identity}")
        assert (station["security_profile"], station["certificate_cn"]) == (3, serial_number)
