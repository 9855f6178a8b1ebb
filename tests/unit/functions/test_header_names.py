"""Proxies and chargers write header names as they like."""

import base64
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from station_connect import handler as station_connect

from csms import bootstrap
from csms.settings import Settings
from tests.support.world import PASSWORD, world

CONTEXT = SimpleNamespace(function_name="f", memory_limit_in_mb=1, aws_request_id="1", invoked_function_arn="arn")
HEADERS = {
    "Authorization": f"Basic {base64.b64encode(f'CP-1:{PASSWORD}'.encode()).decode()}",
    "Sec-WebSocket-Protocol": "ocpp1.6",
    "X-Origin-Secret": "",
}


@pytest.mark.parametrize("write", [str.lower, str.upper, str.title])
def test_header_names_come_in_any_case(monkeypatch: pytest.MonkeyPatch, write: Callable[[str], str]) -> None:
    with world() as csms:
        csms.register()
        monkeypatch.setattr(bootstrap, "ports", lambda: csms.ports)
        headers = {write(name): value or Settings().origin_secret for name, value in HEADERS.items()}
        event = {
            "requestContext": {"connectionId": "c"},
            "headers": headers,
            "queryStringParameters": {"identity": "CP-1"},
        }
        answer = station_connect.handler(event, CONTEXT)  # type: ignore[arg-type]
    assert (answer["statusCode"], answer["headers"]) == (200, {"Sec-WebSocket-Protocol": "ocpp1.6"})
