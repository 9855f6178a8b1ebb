"""The layers on /opt/python: `csms`, our own code, and what the locks say.

`dependencies` is for all functions. A function has 250 MB for all its layers: the solver's libraries and Parquet's
are layers of their own, and no function has both.
"""

import hashlib
import shutil
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.errors import UserError
from infra.lambda_assets import ROOT, Target, build_once, package, uv

_EVERYWHERE, _OPTIMISER, _PARQUET, _OWN = "dependencies", "optimiser", "parquet", "csms"
LOCKED = (_EVERYWHERE, _OPTIMISER, _PARQUET)
_WRITES_PARQUET = {"export_job"}


def layers(
    scope: Construct, target: Target, runtime: lambda_.Runtime, functions: list[str]
) -> dict[str, list[lambda_.LayerVersion]]:
    """Those of each function."""
    contents = {name: dependencies(name, target) for name in LOCKED}
    contents[_OWN] = package(ROOT / "layers/csms/python/csms", "python", target)
    made = {
        name: lambda_.LayerVersion(scope, f"{name}-layer", code=asset_code(directory), compatible_runtimes=[runtime])
        for name, directory in contents.items()
    }
    return {function: [made[name] for name in layer_names(function)] for function in functions}


def layer_names(function: str) -> tuple[str, ...]:
    return _EVERYWHERE, _PARQUET if function in _WRITES_PARQUET else _OPTIMISER, _OWN


def lock_of(name: str) -> Path:
    return ROOT / "layers" / name / "requirements.lock"


def asset_code(directory: Path) -> lambda_.AssetCode:
    return lambda_.Code.from_asset(
        str(directory), asset_hash=f"{directory.parent.name}/{directory.name}", asset_hash_type=AssetHashType.CUSTOM
    )


def dependencies(name: str, target: Target) -> Path:
    """The layer that holds exactly what the lock of this name says."""
    lock = lock_of(name)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    directory = target.directory / f"{name}-{digest}"
    build_once(directory, target, lambda path: _install_locked(path / "python", lock, target))
    return _link(directory, name, target) if target.local else directory


def _install_locked(site: Path, lock: Path, target: Target) -> None:
    options = ["--require-hashes", "--only-binary", ":all:", *target.wheels]
    installed = uv("pip", "install", "--quiet", *options, "--requirement", lock, "--target", site)
    if installed.returncode:
        raise UserError(f"The dependencies of the functions could not be installed: {installed.stderr.strip()}")
    shutil.rmtree(site / "bin", ignore_errors=True)


def _link(directory: Path, name: str, target: Target) -> Path:
    """The local cloud unpacks every layer for every worker; a path file spares it 4,000 files each time."""
    link = directory.with_name(f"{directory.name}-link")
    site = link / f"python/lib/python{target.python_version}/site-packages"
    site.mkdir(parents=True, exist_ok=True)
    (site / f"{name}.pth").write_text(f"{directory / 'python'}\n")
    return link
