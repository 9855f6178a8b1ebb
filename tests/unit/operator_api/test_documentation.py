"""The API's description of itself is complete and true."""

import base64
import gzip
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from operator_api import documentation
from operator_api.access import OPEN_PATHS
from operator_api.handler import app

from .conftest import Api


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return documentation.document(app)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_health(api: Api) -> None:
    assert api.get("/api/health").body == {"status": "ok"}


def test_the_document_is_served(api: Api, document: dict[str, Any]) -> None:
    answer = api.get("/api/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.body == document
    assert document["openapi"].startswith("3.1")


def test_the_page_brings_its_own_assets(api: Api) -> None:
    packed = api.send("GET", "/api/docs", headers={"accept-encoding": "gzip, br"})
    page = gzip.decompress(base64.b64decode(packed.text or "")).decode()
    assert page == api.get("/api/docs").text
    assert '"/api/openapi.json"' in page
    assert "SwaggerUIBundle" in page
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", page[:500] + page[-500:]) == []


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    found = operations(document)
    names = [operation["operationId"] for _, _, operation in found]
    assert len(set(names)) == len(names) > 35
    for path, method, operation in found:
        assert operation["summary"], path
        assert operation["tags"], path
        stated = {int(code) for code in operation["responses"]}
        assert min(stated) < 300, path
        if path in OPEN_PATHS:
            assert operation["security"] == []
        else:
            assert stated >= ({401, 403, 422} if method == "get" else {401, 403, 409, 422})
        in_path = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    references = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(document)))
    assert references <= set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_bodies_show_examples_that_hold(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    shown = {name: schema["examples"] for name, schema in schemas.items() if "examples" in schema}
    assert len(shown) >= 10
    for name, examples in shown.items():
        resolved = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
        for example in examples:
            Draft202012Validator(resolved).validate(example)


def test_the_headers_of_commands_are_documented(document: dict[str, Any]) -> None:
    calls = document["paths"]["/api/stations/{identity}/calls"]["post"]
    assert {p["name"] for p in calls["parameters"] if p["in"] == "header"} == {"prefer", "idempotency-key"}
    assert set(calls["responses"]) >= {"200", "202"}
