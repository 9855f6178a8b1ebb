"""Every rule of the protocol names tests that exist, or says why it has none."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.rules import RULES
from tests.rules.rule import Rule

TESTS = Path(__file__).parents[1]
SECTIONS = [
    "Framing", "Traps: RPC layer", "Handshake and identity", "Boot, time, presence", "Traps: Boot / status",
    "Transactions", "Traps: Authorization", "Traps: Transactions", "Certificates and security events",
    "Settings, firmware and logs",
    "Local list, reservation", "Smart charging",
    "Seen from real station software",
]  # fmt: skip


@cache
def collected(file: str) -> set[str]:
    """The tests of a file as pytest names them, parameters left out."""
    path = TESTS / file
    return _tests(ast.parse(path.read_text()).body, file) if path.exists() else set()


def _tests(body: list[ast.stmt], prefix: str) -> set[str]:
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            found |= _tests(node.body, f"{prefix}::{node.name}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            found.add(f"{prefix}::{node.name}")
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text[:60])
def test_a_rule_is_proved_or_open(rule: Rule) -> None:
    missing = [test for test in rule.tests if test not in collected(test.partition("::")[0])]
    assert missing == []
    assert rule.tests or rule.open


def test_every_section_has_its_rules_and_none_twice() -> None:
    assert list(dict.fromkeys(rule.section for rule in RULES)) == SECTIONS
    assert len({(rule.section, rule.text) for rule in RULES}) == len(RULES)
