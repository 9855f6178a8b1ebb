"""What is uploaded: complete without this machine's environment, and compiled for a read-only /opt."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra import lambda_assets, lambda_layers
from infra.lambda_assets import ROOT, Target, package
from infra.permissions import ACCESS

_LOCAL = Target(local=True)
_UNCHECKED_HASH = 0b01


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lambda_assets, "BUILD", tmp_path / "build")
    directory = tmp_path / "some_function"
    (directory / "__pycache__").mkdir(parents=True)
    (directory / "__pycache__/stale.pyc").write_bytes(b"x")
    (directory / "handler.py").write_text("ANSWER = 42\n")
    (directory / "schema.json").write_text("{}")
    return directory


def test_a_package_lies_where_its_handler_string_says(source: Path) -> None:
    built = package(source, "", _LOCAL)
    assert (built / "some_function/handler.py").read_text() == "ANSWER = 42\n"
    assert (built / "some_function/schema.json").exists()
    assert not list(built.rglob("stale.pyc"))
    assert (package(source, "python", _LOCAL) / "some_function").exists()


def test_bytecode_is_valid_whatever_the_file_times_are(source: Path) -> None:
    [compiled] = package(source, "", _LOCAL).rglob("*.pyc")
    assert int.from_bytes(compiled.read_bytes()[4:8], "little") == _UNCHECKED_HASH


def test_a_build_is_kept_until_its_sources_change(source: Path) -> None:
    first = package(source, "", _LOCAL)
    assert package(source, "", _LOCAL) == first
    (source / "handler.py").write_text("ANSWER = 43\n")
    assert package(source, "", _LOCAL) != first


def test_aws_gets_wheels_of_its_own_platform() -> None:
    assert _LOCAL.wheels == []
    assert Target(local=False).wheels == ["--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.13"]


LOCKS = {name: lambda_layers.lock_of(name) for name in lambda_layers.LOCKED} | {"project": ROOT / "requirements.lock"}


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_a_lock_has_a_hash_for_everything_and_names_no_registry(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    requirements = re.split(r"\n(?=\S)", text)
    assert requirements[0]
    assert all("==" in requirement and "--hash=sha256:" in requirement for requirement in requirements)


@pytest.mark.parametrize("function", ACCESS)
def test_a_function_finds_all_it_imports_in_its_asset_and_the_layers(function: str) -> None:
    """In an interpreter that knows neither this virtual environment nor this checkout."""
    assets = [
        package(ROOT / "functions" / function, "", _LOCAL),
        package(ROOT / "layers/csms/python/csms", "python", _LOCAL) / "python",
        *(_dependencies(name) / "python" for name in lambda_layers.layer_names(function) if name != "csms"),
    ]
    program = f"import sys; sys.path[:0] = {[str(a) for a in assets]}; import {function}.handler as h; h.handler"
    environment = {"AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-1", "POWERTOOLS_SERVICE_NAME": "x"}
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_a_layer_of_its_own_holds_what_only_some_functions_need() -> None:
    assert "numpy==" not in LOCKS["dependencies"].read_text()
    assert {"numpy", "highspy"} <= set(re.findall(r"^([a-z]+)==", LOCKS["optimiser"].read_text(), re.MULTILINE))
    assert re.findall(r"^([a-z]+)==", LOCKS["parquet"].read_text(), re.MULTILINE) == ["pyarrow"]
    assert lambda_layers.layer_names("export_job") == ("dependencies", "parquet", "csms")
    assert lambda_layers.layer_names("site_planner") == ("dependencies", "optimiser", "csms")


def _dependencies(name: str) -> Path:
    link = lambda_layers.dependencies(name, _LOCAL)
    return link.with_name(link.name.removesuffix("-link"))
