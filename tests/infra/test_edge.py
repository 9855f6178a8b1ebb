"""The edge in both its forms by one table of URLs: CloudFront's function under node, the middleware in Python."""

import json
import subprocess
from typing import Any

import pytest

from infra import cdk_cli
from infra.edge_behavior import function_code
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


# What a distribution for stations alone does otherwise.
STATIONS_ONLY: dict[tuple[str, str], Answer | Forward] = {
    ("/ocpp/CP-1", ""): Forward("/ocpp", "identity=CP-1"),
    ("/ocpp/a:b", ""): Answer(400),
    ("/api/stations", ""): Answer(404),
    ("/api/health", ""): Answer(404),
    ("/", ""): Answer(404),
}


def _run_function(
    events: list[dict[str, Any]], *, serves_api: bool = True, asks_for_certificates: bool = False
) -> list[dict[str, Any]]:
    program = function_code(serves_api=serves_api, asks_for_certificates=asks_for_certificates) + _HARNESS
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


def test_a_distribution_for_stations_serves_nobody_else() -> None:
    results = _run_function([_event(path, query) for path, query in STATIONS_ONLY], serves_api=False)
    assert dict(zip(STATIONS_ONLY, map(_as_decision, results), strict=True)) == STATIONS_ONLY
    assert {case: decide(*case, serves_api=False) for case in STATIONS_ONLY} == STATIONS_ONLY


def test_a_certificate_is_told_of_only_where_one_is_asked_for() -> None:
    headers = {"cloudfront-viewer-cert-present": "1", "cloudfront-viewer-cert-subject": "CN=x", "x-origin-a": "b"}
    event = _event("/ocpp/CP-1", "", **headers)
    [without] = _run_function([event])
    assert set(without["headers"]) == {"x-origin-viewer-address"}
    [asked] = _run_function([event], serves_api=False, asks_for_certificates=True)
    assert set(asked["headers"]) == {
        "cloudfront-viewer-cert-present", "cloudfront-viewer-cert-subject", "x-origin-viewer-address",
    }  # fmt: skip


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


def _proofs(synthesized: Synthesized) -> dict[str | None, set[str]]:
    """Per security profile that an origin is told (None: none), the protocols that viewers may use."""
    found: dict[str | None, set[str]] = {}
    for distribution in synthesized.properties("AWS::CloudFront::Distribution"):
        configuration = distribution["DistributionConfig"]
        profiles = {origin["Id"]: _profile(origin) for origin in configuration["Origins"]}
        for behavior in [configuration["DefaultCacheBehavior"], *configuration.get("CacheBehaviors", [])]:
            found.setdefault(profiles[behavior["TargetOriginId"]], set()).add(behavior["ViewerProtocolPolicy"])
    return found


def _profile(origin: dict[str, Any]) -> str | None:
    """Whatever the origin, it is told the secret over TLS."""
    headers = {header["HeaderName"]: header["HeaderValue"] for header in origin["OriginCustomHeaders"]}
    assert "{{resolve:secretsmanager:" in json.dumps(headers.pop("x-origin-secret"))
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    profile: str | None = headers.pop("x-origin-security-profile", None)
    assert headers == {}
    return profile


def test_every_origin_is_told_the_secret_and_stations_the_profile_of_their_door(
    synthesized: Synthesized, with_doors: Synthesized
) -> None:
    assert _proofs(synthesized) == {None: {"https-only"}, "2": {"https-only"}}
    assert _proofs(with_doors) == {
        None: {"https-only"}, "1": {"allow-all"}, "2": {"https-only"}, "3": {"https-only"},
    }  # fmt: skip


def test_certificates_are_verified_by_cloudfront_and_named_to_the_origin(with_doors: Synthesized) -> None:
    [store_id] = with_doors.of_type("AWS::CloudFront::TrustStore")
    [store] = with_doors.properties("AWS::CloudFront::TrustStore")
    location = store["CaCertificatesBundleSource"]["CaCertificatesBundleS3Location"]
    assert (location["Bucket"], location["Key"]) == ("our-bucket", "pki/stations.pem")
    distributions = [d["DistributionConfig"] for d in with_doors.properties("AWS::CloudFront::Distribution")]
    [certified] = [d for d in distributions if "ViewerMtlsConfig" in d]
    mtls = certified["ViewerMtlsConfig"]
    assert mtls == {"Mode": "required", "TrustStoreConfig": {"TrustStoreId": {"Fn::GetAtt": [store_id, "Id"]}}}
    assert [_profile(origin) for origin in certified["Origins"]] == ["3"]
    [policy_id] = with_doors.of_type("AWS::CloudFront::CachePolicy")
    [policy] = with_doors.properties("AWS::CloudFront::CachePolicy")
    assert certified["DefaultCacheBehavior"]["CachePolicyId"] == {"Ref": policy_id}
    named = policy["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]["HeadersConfig"]["Headers"]
    assert set(named) >= {"CloudFront-Viewer-Cert-Present", "CloudFront-Viewer-Cert-Subject"}
    assert policy["CachePolicyConfig"]["DefaultTTL"] == 0
    programs = [f["FunctionCode"] for f in with_doors.properties("AWS::CloudFront::Function")]
    assert sum("ASKS_FOR_CERTIFICATES = true" in program for program in programs) == 1


def test_doors_have_addresses(with_doors: Synthesized) -> None:
    outputs = with_doors.template["Outputs"]
    assert json.dumps(outputs["UnencryptedStationUrl"]["Value"]).count('"ws://') == 1
    assert json.dumps(outputs["CertificateStationUrl"]["Value"]).count('"wss://') == 1
    functions = with_doors.properties("AWS::Lambda::Function")
    assert {f["Environment"]["Variables"]["ORGANIZATION_NAME"] for f in functions} == {"Our Charging"}
