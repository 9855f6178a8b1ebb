"""What the local cloud itself promises: verified tokens, a closed back door, and a state that survives."""

import base64
import json
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from infra.local.deploy import outputs
from tests.e2e.cloud import DeployedCloud


def _status(url: str, bearer: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def _forged(token: str) -> str:
    """The same token, with its owner promoted."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["cognito:groups"] = ["admin"]
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{header}.{forged}.{signature}"


def test_health_is_open(cloud: DeployedCloud) -> None:
    assert _status(f"{cloud.api_url}/health") == 200


def test_nobody_gets_in_without_a_true_token(cloud: DeployedCloud) -> None:
    viewer = cloud.token("viewer")
    assert _status(f"{cloud.api_url}/stations", viewer) == 200
    assert _status(f"{cloud.api_url}/stations") == 401
    assert _status(f"{cloud.api_url}/stations", _forged(viewer)) == 401
    assert _status(f"{cloud.api_url}/stations", "nonsense") == 401


def test_a_charger_does_not_get_around_the_edge(cloud: DeployedCloud) -> None:
    api = outputs(cloud.cloud)["StationApiId"]
    back_door = f"ws://127.0.0.1:{cloud.cloud.cloud_port}/_aws/execute-api/{api}/ocpp?identity=CP-1"
    with pytest.raises(InvalidStatus) as refused, connect(back_door):
        pass
    assert refused.value.response.status_code == 403


def test_an_unknown_charger_is_refused_at_the_handshake(cloud: DeployedCloud) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(f"{cloud.ws_url}/nobody", subprotocols=["ocpp1.6"]):  # type: ignore[list-item]
        pass
    assert refused.value.response.status_code == 404


def test_state_survives_a_restart(cloud: DeployedCloud) -> None:
    token, before = cloud.token("viewer"), outputs(cloud.cloud)
    cloud.stop()
    cloud.start()
    assert outputs(cloud.cloud) == before
    assert _status(f"{cloud.api_url}/stations", token) == 200
