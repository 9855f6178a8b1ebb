"""Which test plays which case, read from the tests' own marks without running them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "e2e/certification"


@dataclass(frozen=True)
class Play:
    """A test marked `@case(number)`; `still_open` is what its case leaves to a real account."""

    number: str
    test: str
    still_open: str = ""


def plays() -> list[Play]:
    return [play for path in sorted(FOLDER.glob("test_*.py")) for play in _plays(path)]


def _plays(path: Path) -> Iterator[Play]:
    body = ast.parse(path.read_text()).body
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in body:
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "case":
                    arguments = [_value(argument, constants) for argument in mark.args]
                    yield Play(arguments[0], f"{path.name}::{node.name}", *arguments[1:])


def _value(node: ast.expr, constants: dict[str, Any]) -> str:
    return str(constants[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node))
