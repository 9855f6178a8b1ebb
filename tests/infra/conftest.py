"""The AWS template, synthesized once for all tests; the local cloud's differs in what MiniStack does not know."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra import cdk_cli, lambda_assets, lambda_layers

os.environ["PATH"] = cdk_cli.environment()["PATH"]  # jsii takes the first `node`, which must be ours

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Synthesized:
    template: Mapping[str, Any]
    findings: list[tuple[str, str]]
    """What cdk-nag says: rule and construct path."""

    def of_type(self, kind: str) -> dict[str, Resource]:
        resources: Mapping[str, Resource] = self.template["Resources"]
        return {name: resource for name, resource in resources.items() if resource["Type"] == kind}

    def properties(self, kind: str) -> list[Mapping[str, Any]]:
        return [resource["Properties"] for resource in self.of_type(kind).values()]

    @property
    def policies(self) -> list[Mapping[str, Any]]:
        """What is too long for a role's own policy overflows into a managed one."""
        return [*self.properties("AWS::IAM::Policy"), *self.properties("AWS::IAM::ManagedPolicy")]


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """With an empty layer in place of the dependencies, which test_lambda_assets.py looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lambda_assets, "BUILD", tmp_path_factory.mktemp("assets"))
        patch.setattr(lambda_layers, "_install_locked", lambda site, *_: site.mkdir())
        return _synthesize(tmp_path_factory.mktemp("assembly"))


@pytest.fixture(scope="session")
def with_doors(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """With a door for each security profile, an authority for stations' certificates, and an archive."""
    context = {
        "unencrypted_stations": "true",
        "station_ca_bundle": "s3://our-bucket/pki/stations.pem",
        "organization_name": "Our Charging",
        "certificate_authority": "kms",
        "archive": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lambda_assets, "BUILD", tmp_path_factory.mktemp("assets"))
        patch.setattr(lambda_layers, "_install_locked", lambda site, *_: site.mkdir())
        return _synthesize(tmp_path_factory.mktemp("assembly"), context)


def _context_of_the_cli() -> dict[str, Any]:
    """What `cdk` reads for every deployment: policies, above all, are made by it."""
    context: dict[str, Any] = json.loads((lambda_assets.ROOT / "cdk.json").read_text())["context"]
    return context


def _synthesize(directory: Path, context: Mapping[str, str] | None = None) -> Synthesized:
    from aws_cdk import App, Validations
    from cdk_nag import AwsSolutionsChecks

    from infra.config import Config
    from infra.stack import CsmsStack

    app = App(outdir=str(directory), context={**_context_of_the_cli(), **(context or {})})
    CsmsStack(app, Config.from_context(app.node))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):  # it has findings; test_cdk_nag.py judges them
        app.synth()
    report = json.loads((directory / "validation-report.json").read_text())
    findings = [
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]
    return Synthesized(json.loads((directory / "csms.template.json").read_text()), findings)
