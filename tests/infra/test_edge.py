"""The edge in both its forms by one table of URLs: CloudFront's function under node, the middleware in Python."""

import json
import subprocess
from typing import Any

import pytest

from infra import cdk_cli
from infra.edge import FUNCTION
from infra.local.edge_paths import Answer, Forward, decide
from tests.infra.conftest import Synthesized

_LONGEST = "A" * 48

# path and query as the viewer writes them -> what the edge does
CASES: dict[tuple[str, str], Answer | Forward] = {
    ("/ocpp/CP-1", ""): Forward("/ocpp", "identity=CP-1"),
    ("/ocpp/CP-1", "identity=CP-2&x=1"): Forward("/ocpp", "identity=CP-1"),
    ("/ocpp/CP%20one", ""): Forward("/ocpp", "identity=CP%20one"),
    ("/ocpp/a%26identity%3Db", ""): Forward("/ocpp", "identity=a%26identity%3Db"),
    ("/ocpp/100%25", ""): Forward("/ocpp", "identity=100%25"),
    ("/ocpp/%2541", ""): Forward("/ocpp", "identity=%2541"),
    ("/ocpp/a+b", ""): Forward("/ocpp", "identity=a%2Bb"),
    ("/ocpp/*-_.!~'()@|=", ""): Forward("/ocpp", "identity=*-_.!~'()%40%7C%3D"),
    ("/ocpp/S%C3%A4ule", ""): Forward("/ocpp", "identity=S%C3%A4ule"),
    ("/ocpp/%F0%9F%94%8C" + "A" * 47, ""): Forward("/ocpp", "identity=%F0%9F%94%8C" + "A" * 47),
    (f"/ocpp/{_LONGEST}", ""): Forward("/ocpp", f"identity={_LONGEST}"),
    (f"/ocpp/{_LONGEST}A", ""): Answer(400),
    ("/ocpp/", ""): Answer(400),
    ("/ocpp/a:b", ""): Answer(400),
    ("/ocpp/a%3Ab", ""): Answer(400),
    ("/ocpp/a/b", ""): Answer(400),
    ("/ocpp/a%2fb", ""): Answer(400),
    ("/ocpp/CP-1/", ""): Answer(400),
    ("/ocpp/a%00", ""): Answer(400),
    ("/ocpp/a%0D%0Ab", ""): Answer(400),
    ("/ocpp/a%7F", ""): Answer(400),
    ("/ocpp/a%C2%85", ""): Answer(400),
    ("/ocpp/a%", ""): Answer(400),
    ("/ocpp/a%zz", ""): Answer(400),
    ("/ocpp/a%FF", ""): Answer(400),
    ("/ocpp/a%ED%A0%80", ""): Answer(400),
    ("/ocpp", ""): Answer(404),
    ("/ocpp", "identity=CP-1"): Answer(404),
    ("/ocppx/CP-1", ""): Answer(404),
    ("/OCPP/CP-1", ""): Answer(404),
    ("/api/stations", "open=true&from=2026"): Forward("/api/stations", "open=true&from=2026"),
    ("/api/stations/CP%201", ""): Forward("/api/stations/CP%201", ""),
    ("/api", ""): Answer(404),
    ("/", ""): Answer(302, "/api/docs"),
    ("/favicon.ico", ""): Answer(404),
    ("//ocpp/CP-1", ""): Answer(404),
}

_HARNESS = """
const events = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(events.map(handler)));
"""


def _run_function(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    program = FUNCTION.read_text() + _HARNESS
    node = subprocess.run(
        ["node", "-e", program],
        input=json.dumps(events),
        capture_output=True,
        text=True,
        env=cdk_cli.environment(),
        check=True,
    )
    results: list[dict[str, Any]] = json.loads(node.stdout)
    return results


def _event(path: str, query: str, **headers: str) -> dict[str, Any]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {
        "viewer": {"ip": "192.0.2.7"},
        "request": {
            "method": "GET",
            "uri": path,
            "querystring": {name: {"value": value} for name, _, value in pairs},
            "headers": {name: {"value": value} for name, value in headers.items()},
        },
    }


def _as_decision(result: dict[str, Any]) -> Answer | Forward:
    if "statusCode" in result:
        return Answer(result["statusCode"], result["headers"].get("location", {}).get("value"))
    query = "&".join(f"{name}={value['value']}" for name, value in result["querystring"].items())
    return Forward(result["uri"], query)


@pytest.fixture(scope="module")
def function_decisions() -> dict[tuple[str, str], Answer | Forward]:
    results = _run_function([_event(path, query) for path, query in CASES])
    return dict(zip(CASES, map(_as_decision, results), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: "?".join(case))
def test_cloudfront_and_middleware_agree(
    case: tuple[str, str], function_decisions: dict[tuple[str, str], Answer | Forward]
) -> None:
    assert decide(*case) == CASES[case]
    assert function_decisions[case] == CASES[case]


def test_the_function_lets_nobody_else_speak_for_the_edge() -> None:
    headers = {"x-origin-secret": "guess", "x-origin-viewer-address": "198.51.100.1", "authorization": "Basic eA=="}
    for result in _run_function([_event("/ocpp/CP-1", "", **headers), _event("/api/health", "", **headers)]):
        assert result["headers"] == {
            "authorization": {"value": "Basic eA=="},
            "x-origin-viewer-address": {"value": "192.0.2.7"},
        }


def test_every_behavior_runs_the_function_and_passes_on_what_a_handshake_needs(synthesized: Synthesized) -> None:
    [distribution] = synthesized.properties("AWS::CloudFront::Distribution")
    configuration = distribution["DistributionConfig"]
    behaviors = {b["PathPattern"]: b for b in configuration["CacheBehaviors"]}
    assert set(behaviors) == {"/ocpp/*", "/api/*"}
    all_but_host, no_cache, security_headers = (
        "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "67f7725c-6f97-4210-82d7-5512b31e9d03",
    )
    for behavior in [configuration["DefaultCacheBehavior"], *behaviors.values()]:
        assert behavior["OriginRequestPolicyId"] == all_but_host
        assert behavior["CachePolicyId"] == no_cache
        assert behavior["ResponseHeadersPolicyId"] == security_headers
        assert behavior["ViewerProtocolPolicy"] == "https-only"
        assert behavior["FunctionAssociations"][0]["EventType"] == "viewer-request"
    assert set(behaviors["/api/*"]["AllowedMethods"]) >= {"GET", "PUT", "POST", "DELETE"}


def test_every_origin_is_told_the_secret_over_tls(synthesized: Synthesized) -> None:
    [distribution] = synthesized.properties("AWS::CloudFront::Distribution")
    for origin in distribution["DistributionConfig"]["Origins"]:
        [header] = origin["OriginCustomHeaders"]
        assert header["HeaderName"] == "x-origin-secret"
        assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])
        assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
