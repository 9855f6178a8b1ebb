"""What a rule is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`tests` are node ids below tests/, parameters left out. `open` is why there is none, or what they leave open."""

    section: str
    text: str
    tests: tuple[str, ...] = ()
    open: str = ""


def rules(section: str, *entries: tuple[str, str] | tuple[str, str, str]) -> tuple[Rule, ...]:
    """From (text, tests, why open): the tests as `file::test other_test file::test`, the file of the last one holds."""
    return tuple(Rule(section, text, _node_ids(tests), *rest) for text, tests, *rest in entries)


def _node_ids(tests: str) -> tuple[str, ...]:
    file, found = "", []
    for word in tests.split():
        head, _, _ = word.partition("::")
        file = head if head.endswith(".py") else file
        found.append(word if head.endswith(".py") else f"{file}::{word}")
    return tuple(found)
