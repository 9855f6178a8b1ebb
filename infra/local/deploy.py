"""The real `cdk bootstrap` and `cdk deploy`, into the local cloud. Nothing is deployed that has not changed."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from botocore.exceptions import ClientError

from infra.lambda_assets import ROOT
from infra.local.cloud import ACCOUNT, REGION, Cloud
from infra.local.edge import Origins
from infra.local.process import LocalError

CDK = "aws-cdk@2.1148.1"  # pinned: the registry's "latest" is a 3.0.0 that cannot read today's assemblies
_SOURCES = ("infra", "functions", "layers", "cdk.json", "requirements.lock")
_GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

Say = Callable[[str], None]


def deploy(cloud: Cloud, say: Say = print) -> None:
    stack = cloud.context.get("prefix", "csms")
    fingerprint = _fingerprint(cloud)
    record = cloud.directory / "deployed"
    if record.exists() and record.read_text() == fingerprint and _status(cloud, stack) in _GOOD:
        say("The deployed stack is up to date.")
        return
    record.unlink(missing_ok=True)
    cli = install_cdk(say)
    if _status(cloud, "CDKToolkit") not in _GOOD:
        say("Bootstrapping ...")
        _run(cloud, [*cli, "bootstrap", f"aws://{ACCOUNT}/{REGION}"], "bootstrap", cwd=cloud.directory)
    say("Deploying the stack (cdk deploy) ...")
    context = {"local": "true", "cloud_port": str(cloud.cloud_port), **cloud.context}
    options = [option for name, value in context.items() for option in ("--context", f"{name}={value}")]
    options += ["--output", str(cloud.directory / "cdk.out"), "--require-approval", "never", "--method", "direct"]
    _run(cloud, [*cli, "deploy", "--all", *options], "deploy", cwd=ROOT)
    _write_origins(cloud, stack)
    record.write_text(fingerprint)


def install_cdk(say: Say) -> list[str]:
    """The command line of the CDK, fetched once."""
    home = ROOT / "build/cdk"
    binary = home / "node_modules/aws-cdk/bin/cdk"
    if not binary.exists():
        say(f"Fetching {CDK} ...")
        home.mkdir(parents=True, exist_ok=True)
        options = ["--prefix", str(home), "--no-save", "--no-audit", "--no-fund", "--loglevel", "error"]
        command = [str(Path(sys.executable).with_name("npm")), "install", *options, CDK]
        finished = subprocess.run(command, env=Cloud().environment(), capture_output=True, text=True, check=False)
        if finished.returncode:
            raise LocalError(f"npm could not install {CDK}: {_last_line(finished.stderr)}")
    return [str(Path(sys.executable).with_name("node")), str(binary)]


def outputs(cloud: Cloud, stack: str) -> Mapping[str, str]:
    described = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def _write_origins(cloud: Cloud, stack: str) -> None:
    """Tell the edge where the APIs are."""
    values = outputs(cloud, stack)
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
        raise LocalError(f"cdk {what} failed: {_reason(log.read_text())} (all of it: {log})")


def _reason(log: str) -> str:
    telling = [
        line.strip()
        for line in log.splitlines()
        if "error" in line.lower() or "cdk: " in line or "fail" in line.lower()
    ]
    return telling[0] if telling else _last_line(log)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no output"])[-1]


def _status(cloud: Cloud, stack: str) -> str | None:
    try:
        return str(cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except ClientError:
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
