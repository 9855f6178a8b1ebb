"""Builds what is uploaded, without Docker, and keeps each build under build/assets by the hash of its sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.errors import UserError

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/assets"
_LAMBDA_PYTHON = "3.13"


@dataclass(frozen=True)
class Target:
    """Where the code will run: in AWS Lambda on arm64, or in a worker of the local cloud on this machine."""

    local: bool

    @property
    def python_version(self) -> str:
        return f"{sys.version_info.major}.{sys.version_info.minor}" if self.local else _LAMBDA_PYTHON

    @property
    def wheels(self) -> list[str]:
        """Options that make uv fetch the target's wheels instead of this machine's."""
        # Amazon Linux 2023, under Lambda's Python from 3.12 on, has glibc 2.34; highspy wants 2.28.
        platform = ["--python-platform", "aarch64-manylinux_2_28", "--python-version", self.python_version]
        return [] if self.local else platform

    @property
    def directory(self) -> Path:
        return BUILD / (f"local-{self.python_version}" if self.local else "aws")


def package(source: Path, under: str, target: Target) -> Path:
    """An asset that holds one of our packages in the folder `under`."""
    if not source.is_dir():
        raise UserError(f"There is no package {source}.")
    digest = hashlib.sha256()
    for file in sorted(f for f in source.rglob("*") if f.is_file() and "__pycache__" not in f.parts):
        digest.update(str(file.relative_to(source)).encode() + b"\0" + file.read_bytes() + b"\0")
    directory = target.directory / f"{source.name}-{digest.hexdigest()[:16]}"
    ignore = shutil.ignore_patterns("__pycache__")
    return build_once(
        directory, target, lambda path: shutil.copytree(source, path / under / source.name, ignore=ignore)
    )


def build_once(directory: Path, target: Target, fill: Callable[[Path], object]) -> Path:
    """`directory`, filled and compiled, unless an earlier run has done it."""
    if not directory.exists():
        unfinished = directory.with_name(f"{directory.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        fill(unfinished)
        _compile(unfinished, target)
        unfinished.rename(directory)
    return directory


def uv(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("uv"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _compile(directory: Path, target: Target) -> None:
    """Bytecode that is valid whatever the files' times are: assets carry a fixed date, and /opt is read-only."""
    python = sys.executable if target.local else uv("python", "find", target.python_version).stdout.strip()
    if not python:
        print(f"No Python {target.python_version} here: {directory.name} goes without bytecode.", file=sys.stderr)
        return
    command = [python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(directory)]
    compiled = subprocess.run(command, capture_output=True, text=True, check=False)
    if compiled.returncode:
        raise UserError(" ".join(compiled.stdout.split()))
