"""The real `cdk bootstrap` and `cdk deploy`, into the local cloud. Nothing is deployed that has not changed."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from botocore.exceptions import ClientError

from infra import cdk_cli
from infra.errors import UserError
from infra.lambda_assets import ROOT
from infra.local.cloud import ACCOUNT, REGION, Cloud
from infra.local.edge import Origins

_SOURCES = ("infra", "functions", "layers", "cdk.json", "requirements.lock")
_RECORD = "/local/deployed"
_GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

Say = Callable[[str], None]


def deploy(cloud: Cloud, say: Say = print) -> None:
    fingerprint = _fingerprint(cloud)
    if _deployed_fingerprint(cloud) == fingerprint:
        say("The deployed stack is up to date.")
        _write_origins(cloud)
        return
    cloud.client("ssm").delete_parameters(Names=[_RECORD])
    if not cdk_cli.installed():
        say(f"Fetching {cdk_cli.PACKAGE} ...")
    cli = cdk_cli.command()
    if _status(cloud, "CDKToolkit") not in _GOOD:
        say("Bootstrapping ...")
        _run(cloud, [*cli, "bootstrap", f"aws://{ACCOUNT}/{REGION}"], "bootstrap", cwd=cloud.directory)
    say("Deploying the stack (cdk deploy) ...")
    context = {"local": "true", "cloud_port": str(cloud.cloud_port), **cloud.context}
    options = [option for name, value in context.items() for option in ("--context", f"{name}={value}")]
    options += ["--output", str(cloud.directory / "cdk.out"), "--require-approval", "never", "--method", "direct"]
    _run(cloud, [*cli, "deploy", "--all", *options], "deploy", cwd=ROOT)
    _write_origins(cloud)
    # In the cloud itself, where it is as old as what it speaks of, whatever state was saved last.
    cloud.client("ssm").put_parameter(Name=_RECORD, Value=fingerprint, Type="String", Overwrite=True)
    cloud.save()


def outputs(cloud: Cloud) -> Mapping[str, str]:
    described = cloud.client("cloudformation").describe_stacks(StackName=cloud.stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def _write_origins(cloud: Cloud) -> None:
    """Tell the edge where the APIs are."""
    values = outputs(cloud)
    secret = cloud.client("secretsmanager").get_secret_value(SecretId=values["OriginSecret"])["SecretString"]
    origins = Origins(values["StationApiId"], values["OperatorApiId"], secret)
    (cloud.directory / "origins.json").write_text(json.dumps(asdict(origins)))


def _run(cloud: Cloud, command: list[str], what: str, cwd: Path) -> None:
    log = cloud.directory / f"cdk-{what}.log"
    with log.open("w") as output:
        flags = ["--no-notices", "--progress", "events", "--ci"]
        finished = subprocess.run(
            [*command, *flags], cwd=cwd, env=cloud.environment(), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if finished.returncode:
        raise UserError(f"cdk {what} failed: {_reason(log.read_text())} (all of it: {log})")


def _reason(log: str) -> str:
    """The most telling line: our own sentence, else the first resource that failed, else the last error."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    for pattern, first in (
        (r"^cdk: (.*)", True),
        (r"_FAILED +\| (.*)", True),
        (r"^(\w[\w.]*(?:Error|Exception): .*)", False),
    ):
        found = [match[1] for line in lines if (match := re.search(pattern, line))]
        if found:
            return re.sub(r"\s+", " ", found[0 if first else -1])
    return lines[-1] if lines else "no output"


def _status(cloud: Cloud, stack: str) -> str | None:
    try:
        return str(cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except ClientError:
        return None


def _deployed_fingerprint(cloud: Cloud) -> str | None:
    ssm = cloud.client("ssm")
    try:
        return str(ssm.get_parameter(Name=_RECORD)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None


def _fingerprint(cloud: Cloud) -> str:
    """Of everything the assembly is made from."""
    digest = hashlib.sha256(json.dumps([sys.version, cloud.cloud_port, dict(cloud.context)]).encode())
    for name in _SOURCES:
        root = ROOT / name
        files = sorted(f for f in root.rglob("*") if f.is_file()) if root.is_dir() else [root]
        for file in files:
            if "__pycache__" not in file.parts and "local" not in file.relative_to(ROOT).parts[:2] and file.exists():
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
