"""Nothing secret is in the logs of any function: no identity, tag, password, key or Authorization header."""

import base64
import io
import json
import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from operator_api.routes import stations

from csms import bootstrap
from csms.domain import clock
from csms.domain.ids import key_of, log_reference
from csms.domain.stations import OcppVersion
from csms.telemetry import DiscreetFormatter
from tests.support import pki
from tests.support.deployment import Deployment, deployment
from tests.support.world import BOOT, World

IDENTITY, STRANGER, TAG, SITE = "Sentinel-Station-7", "Sentinel-Stranger-8", "SENTINELTAG9", "depot"
PASSWORD, WRONG, NEW = "sentinel-password-1", "sentinel-wrong-pass", "sentinel-new-pass-1"
FUNCTIONS = (
    "station_connect", "station_message", "station_disconnect", "operator_api", "site_planner", "scheduled_task",
)  # fmt: skip
BOOT_16 = BOOT[OcppVersion.V16]


@pytest.fixture
def log(csms: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Deployment, io.StringIO]]:
    """A deployment, and what its functions write."""
    for function in FUNCTIONS:
        import_module(f"{function}.handler")
    written = io.StringIO()
    for logger in [logging.getLogger(name) for name in logging.root.manager.loggerDict]:
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler:  # none of pytest's
                monkeypatch.setattr(handler, "stream", written)
    with deployment(csms, monkeypatch) as made:
        yield made, written


def secrets_in(text: str) -> list[str]:
    passwords = (PASSWORD, WRONG, NEW)
    headers = [base64.b64encode(f"{IDENTITY}:{password}".encode()).decode() for password in passwords]
    hexed = [password.encode().hex() for password in passwords]
    found = text.casefold()
    return [secret for secret in (IDENTITY, STRANGER, TAG, *passwords, *headers, *hexed) if secret.casefold() in found]


def call(action: str, payload: dict[str, Any]) -> list[Any]:
    return [2, "m", action, payload]


def prepare(deployed: Deployment) -> None:
    deployed.api("PUT", f"/api/sites/{SITE}", {"name": "Depot", "time_zone": "Europe/Stockholm", "limit_a": 32})
    deployed.api("PUT", f"/api/stations/{IDENTITY}", {"password": PASSWORD, "site_id": SITE})
    deployed.api("PUT", f"/api/tokens/{TAG}", {})


def charge(deployed: Deployment) -> None:
    now = clock.to_text(bootstrap.now())
    deployed.connect(STRANGER, WRONG, "c0")
    deployed.connect(IDENTITY, WRONG, "c0")
    assert deployed.connect(IDENTITY, PASSWORD, "c1")["statusCode"] == 200
    deployed.frame("c1", call("BootNotification", BOOT_16))
    deployed.frame("c1", call("Authorize", {"idTag": TAG}))
    deployed.frame("c1", call("Authorize", {"idTag": TAG * 3}))
    deployed.frame("c1", call(TAG, {"idTag": TAG}))
    deployed.frame("c1", [TAG])
    deployed.frame("c1", call("SignCertificate", {"csr": pki.csr(IDENTITY)}))
    deployed.frame("c1", call("SignCertificate", {"csr": IDENTITY}))
    deployed.frame("c1", call("SecurityEventNotification", {"type": TAG, "timestamp": now, "techInfo": IDENTITY}))
    start = {"connectorId": 1, "idTag": TAG, "meterStart": 0, "timestamp": now}
    number = deployed.frame("c1", call("StartTransaction", start))[2]["transactionId"]
    stop = {"transactionId": number, "idTag": TAG, "meterStop": 10, "timestamp": now}
    deployed.frame("c1", call("StopTransaction", stop))


def steer(deployed: Deployment) -> None:
    deployed.api("POST", f"/api/stations/{IDENTITY}/remote-start", {"token": TAG, "evse": 1})
    deployed.api("GET", f"/api/tokens/{TAG}")
    fetch_and_upload(deployed)
    deployed.api("GET", f"/api/stations/{IDENTITY}/commands")
    deployed.api("GET", "/api/refused-stations")
    deployed.api("POST", f"/api/refused-stations/{STRANGER}/accept", {"password": NEW})
    deployed.api("POST", f"/api/stations/{IDENTITY}/password", {"password": NEW})
    root = {"type": "CSMSRootCertificate", "certificate": pki.root(subject=IDENTITY)}
    deployed.api("POST", f"/api/stations/{IDENTITY}/certificates", root)
    asked = deployed.api("GET", "/api/certificate-requests")["items"]
    waiting = next(request["id"] for request in asked if request["status"] == "pending")
    chain = pki.for_csr(pki.csr(IDENTITY), "Our Root", pki.key("ec", "Our Root"))
    deployed.api("POST", f"/api/certificate-requests/{waiting}/sign", {"certificate_chain": chain})
    deployed.invoke("scheduled_task", {"task": "plan_due"})
    deployed.deliver()
    deployed.disconnect("c1")


def fetch_and_upload(deployed: Deployment) -> None:
    """By addresses with a password, and by ours, whose signature is one."""
    location = f"https://me:{NEW}@files.example.com/fw?token={NEW}"
    deployed.api("POST", f"/api/stations/{IDENTITY}/firmware-update", {"location": location})
    upload = deployed.api("POST", f"/api/stations/{IDENTITY}/diagnostics")
    deployed.api("GET", f"/api/uploads/{upload['id']}")


def test_a_day_leaves_no_secret_in_the_logs(log: tuple[Deployment, io.StringIO]) -> None:
    deployed, written = log
    prepare(deployed)
    charge(deployed)
    steer(deployed)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    lines = [line for line in lines if line["service"] in FUNCTIONS]
    assert {line["service"] for line in lines} == set(FUNCTIONS)
    assert [line for line in lines if secrets_in(json.dumps(line))] == []
    assert "X-Amz-Signature" not in written.getvalue()
    connected = [line for line in lines if line["service"] == "station_connect"]
    assert {line["station"] for line in connected} == {log_reference(key_of(name)) for name in (IDENTITY, STRANGER)}
    assert {"/api/tokens/<token>", "/api/stations/<identity>/password"} <= {line.get("route") for line in lines}


def test_an_error_says_where_and_not_about_whom(
    log: tuple[Deployment, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        try:
            raise KeyError(TAG)
        except KeyError as cause:
            raise RuntimeError(f"station {IDENTITY} is broken") from cause

    deployed, written = log
    monkeypatch.setattr(stations, "find_station", broken)
    with pytest.raises(AssertionError, match="500"):
        deployed.api("GET", f"/api/stations/{IDENTITY}")
    text = written.getvalue()
    assert secrets_in(text) == []
    assert "KeyError" in text
    assert "RuntimeError" in text
    assert "in broken" in text


def test_what_aws_says_is_told() -> None:
    from botocore.exceptions import ClientError

    try:
        try:
            raise ValueError(TAG)
        except ValueError:
            raise ClientError({"Error": {"Code": "Throttling", "Message": "Slow down"}}, "PutItem") from None
    except ClientError as error:
        told = DiscreetFormatter().formatException((ClientError, error, error.__traceback__))
    assert "Throttling" in told
    assert TAG not in told
