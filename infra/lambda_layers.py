"""The two layers on /opt/python: `dependencies`, exactly what the lock says, and `csms`, our own code."""

import hashlib
import shutil
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.errors import UserError
from infra.lambda_assets import ROOT, Target, build_once, package, uv

LOCK = ROOT / "layers/dependencies/requirements.lock"


def layers(scope: Construct, target: Target, runtime: lambda_.Runtime) -> list[lambda_.LayerVersion]:
    contents = {
        "dependencies": dependencies(target),
        "csms": package(ROOT / "layers/csms/python/csms", "python", target),
    }
    return [
        lambda_.LayerVersion(scope, f"{name}-layer", code=asset_code(directory), compatible_runtimes=[runtime])
        for name, directory in contents.items()
    ]


def asset_code(directory: Path) -> lambda_.AssetCode:
    return lambda_.Code.from_asset(
        str(directory), asset_hash=f"{directory.parent.name}/{directory.name}", asset_hash_type=AssetHashType.CUSTOM
    )


def dependencies(target: Target) -> Path:
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    directory = target.directory / f"dependencies-{digest}"
    build_once(directory, target, lambda path: _install_locked(path / "python", target))
    return _link(directory, target) if target.local else directory


def _install_locked(site: Path, target: Target) -> None:
    options = ["--require-hashes", "--only-binary", ":all:", *target.wheels]
    installed = uv("pip", "install", "--quiet", *options, "--requirement", LOCK, "--target", site)
    if installed.returncode:
        raise UserError(f"The dependencies of the functions could not be installed: {installed.stderr.strip()}")
    shutil.rmtree(site / "bin", ignore_errors=True)


def _link(directory: Path, target: Target) -> Path:
    """The local cloud unpacks every layer for every worker; a path file spares it 4,000 files each time."""
    link = directory.with_name(f"{directory.name}-link")
    site = link / f"python/lib/python{target.python_version}/site-packages"
    site.mkdir(parents=True, exist_ok=True)
    (site / "dependencies.pth").write_text(f"{directory / 'python'}\n")
    return link
