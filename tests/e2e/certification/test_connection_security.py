"""The handshake: passwords, TLS, certificates, subprotocols, and the way up between security profiles."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidMessage, InvalidStatus

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import Stand, reconnected
from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud

ON_AWS = "the TLS stack is the local cloud's; CloudFront's is an open check"


async def refusal(charger: Charger) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await charger.__aenter__()
    return refused.value.response.status_code


def like(stand: Stand, **changes: Any) -> Charger:
    members = {"ws_url": stand.point.ws_url, "identity": stand.point.identity, "password": stand.point.password}
    return Charger(**{**members, **changes})


@case("085")
async def test_basic_authentication(stand: Stand) -> None:
    assert await refusal(like(stand, password=None)) == 401
    assert await refusal(like(stand, password="fedcba9876543210")) == 401
    async with like(stand) as charger:
        await charger.boot()


@case("086", ON_AWS)
async def test_tls_with_the_servers_certificate(stand: Stand, cloud: DeployedCloud) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        await like(stand, ws_url=cloud.tls_ws_url, tls=ssl.create_default_context()).__aenter__()
    async with like(stand, ws_url=cloud.tls_ws_url, tls=cloud.tls()) as charger:
        await charger.boot()
        transport = charger.socket.transport.get_extra_info("ssl_object")
        assert transport.version() in ("TLSv1.2", "TLSv1.3")
    station = await stand.operator.get(stand.path)
    assert station["security_profile"] == 2


@case("087", ON_AWS)
async def test_tls_with_the_stations_certificate(stand: Stand, cloud: DeployedCloud, tmp_path: Path) -> None:
    """Without a password. From then on the certificate of another station does not open."""
    authority = trustme.CA()
    cloud.trust(authority.cert_pem.bytes().decode())
    own, foreign = (certificate(authority, name, tmp_path) for name in (stand.point.identity, "somebody-else"))
    door: dict[str, Any] = {"ws_url": cloud.certified_ws_url, "password": None}
    with pytest.raises((ssl.SSLError, ConnectionError, InvalidMessage)):
        await like(stand, **door, tls=cloud.tls()).__aenter__()
    async with like(stand, **door, tls=cloud.tls(own)) as charger:
        boot = {"chargePointVendor": "V", "chargePointModel": "M", "chargePointSerialNumber": stand.point.identity}
        assert (await charger.ask("BootNotification", boot))["status"] == "Accepted"
    station = await stand.operator.get(stand.path)
    assert (station["security_profile"], station["certificate_cn"]) == (3, stand.point.identity)
    assert await refusal(like(stand, **door, tls=cloud.tls(foreign))) == 401


def certificate(authority: trustme.CA, common_name: str, directory: Path) -> Path:
    path = directory / f"{common_name}.pem"
    authority.issue_cert(common_name=common_name).private_key_and_cert_chain_pem.write_to_path(str(path))
    return path


@case("088")
async def test_the_subprotocol_is_negotiated(stand: Stand) -> None:
    assert await refusal(like(stand, subprotocol="ocpp0.1")) == 400
    async with connect(
        f"{stand.point.ws_url}/{stand.point.identity}",
        subprotocols=["ocpp0.1", "ocpp1.6"],  # type: ignore[list-item]
        additional_headers={"Authorization": stand.point.authorization},
    ) as socket:
        assert socket.subprotocol == "ocpp1.6"


@case("083", ON_AWS)
async def test_the_security_profile_is_upgraded(stand: Stand, cloud: DeployedCloud) -> None:
    done = await stand.operate("security-profile", {"profile": 2})
    assert stand.asked("ChangeConfiguration") == {"key": "SecurityProfile", "value": "2"}
    assert done["response"] == {"status": "Accepted"}
    await stand.operate("reset", {"type": "hard"})
    await reconnected(stand, ws_url=cloud.tls_ws_url, tls=cloud.tls())
    await stand.boot()
    assert (await stand.operator.get(stand.path))["security_profile"] == 2
    assert await refusal(like(stand, ws_url=cloud.ws_url)) == 403
