"""The CDK's command line, pinned, on the Node of the virtual environment: python -m infra.cdk_cli deploy ..."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.errors import UserError
from infra.lambda_assets import ROOT

PACKAGE = "aws-cdk@2.1148.1"  # pinned: what npm calls "latest" is a 3.0.0 that cannot read today's assemblies
_HOME = ROOT / "build/cdk"
_CDK = _HOME / "node_modules/aws-cdk/bin/cdk"


def installed() -> bool:
    return _CDK.exists()


def command() -> list[str]:
    """The command line's first words; fetched at the first call."""
    if not installed():
        _HOME.mkdir(parents=True, exist_ok=True)
        options = ["--prefix", str(_HOME), "--no-save", "--no-audit", "--no-fund", "--loglevel", "error"]
        install = [str(_beside_python("npm")), "install", *options, PACKAGE]
        finished = subprocess.run(install, env=environment(), capture_output=True, text=True, check=False)
        if finished.returncode:
            raise UserError(f"npm could not install {PACKAGE}: {(finished.stderr.strip() or '?').splitlines()[-1]}")
    return [str(_beside_python("node")), str(_CDK)]


def environment(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """With the virtual environment's node and python before any other."""
    return {**base, "PATH": f"{_beside_python('').parent}{os.pathsep}{base.get('PATH', os.defpath)}"}


def _beside_python(name: str) -> Path:
    return Path(sys.executable).parent / (name or "python")


if __name__ == "__main__":
    try:
        sys.exit(subprocess.run([*command(), *sys.argv[1:]], cwd=ROOT, env=environment(), check=False).returncode)
    except UserError as error:
        sys.exit(f"error: {error}")
