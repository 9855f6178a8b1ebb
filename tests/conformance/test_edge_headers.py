"""What $connect takes from headers, and from whom: the edge vouches, and nobody goes around it."""

from collections.abc import Iterator

import pytest

from tests.support.deployment import Deployment, deployment
from tests.support.world import PASSWORD, World

CERTIFICATE = {
    "x_origin_security_profile": "3",
    "cloudfront_viewer_cert_present": "1",
    "cloudfront_viewer_cert_subject": "CN=SN-7,O=Our Charging",
}


@pytest.fixture
def deployed(csms: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setenv("ORGANIZATION_NAME", "Our Charging")
    with deployment(csms, monkeypatch) as made:
        yield made


def status(deployed: Deployment, password: str = PASSWORD, **headers: str) -> int:
    return int(deployed.connect("CP-1", password, "c1", **headers)["statusCode"])


@pytest.mark.parametrize("secret", ["", "guess", "the-edgE"])
def test_nobody_goes_around_the_edge(deployed: Deployment, secret: str) -> None:
    assert status(deployed, x_origin_secret=secret, **CERTIFICATE) == 403
    assert deployed.csms.requests[-1:] != ["TransactWriteItems"]


def test_the_edge_vouches_for_a_certificate(deployed: Deployment) -> None:
    assert status(deployed, "no-password-at-all", **CERTIFICATE) == 200
    station = deployed.csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.security_profile, station.certificate_cn) == (3, "SN-7")
    assert [login.source for login in station.recent_logins] == ["unknown"]


@pytest.mark.parametrize(
    "changed",
    [
        {"x_origin_security_profile": "2"},
        {"x_origin_security_profile": "nonsense"},
        {"x_origin_security_profile": ""},
        {"cloudfront_viewer_cert_present": "0"},
        {"cloudfront_viewer_cert_present": ""},
        {"cloudfront_viewer_cert_subject": "CN=SN-7,O=Somebody Else"},
        {"cloudfront_viewer_cert_subject": "O=Our Charging"},
    ],
)
def test_without_all_of_it_a_certificate_is_nothing(deployed: Deployment, changed: dict[str, str]) -> None:
    assert status(deployed, "no-password-at-all", **{**CERTIFICATE, **changed}) == 401


def test_where_a_charger_comes_from_is_what_the_edge_saw(deployed: Deployment) -> None:
    headers = {"x_origin_viewer_address": "2001:db8:1:2:3::4", "x_forwarded_for": "192.0.2.1"}
    assert status(deployed, **headers) == 200
    station = deployed.csms.ports.stations.get("cp-1")
    assert station is not None
    assert [login.source for login in station.recent_logins] == ["2001:db8:1:2::/64"]


def test_a_401_challenges_and_nothing_else_does(deployed: Deployment) -> None:
    refused = deployed.connect("CP-1", "wrong-wrong-wrong", "c1")
    assert (refused["statusCode"], refused["headers"]) == (401, {"WWW-Authenticate": 'Basic realm="ocpp"'})
    assert deployed.connect("CP-9", PASSWORD, "c1") == {"statusCode": 404}
