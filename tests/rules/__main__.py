"""`python -m tests.rules` prints the rules and where each is proved, in Markdown."""

from itertools import groupby

from tests.rules import RULES
from tests.rules.rule import Rule


def table() -> str:
    lines = []
    for section, rules in groupby(RULES, key=lambda rule: rule.section):
        lines += ["", f"### {section}", "| rule | proved by |", "|---|---|", *map(_line, rules)]
    open_rules = sum(not rule.tests for rule in RULES)
    tests = len({test for rule in RULES for test in rule.tests})
    return "\n".join([f"{len(RULES)} rules, {tests} tests, {open_rules} rules without one.", *lines])


def _line(rule: Rule) -> str:
    proofs = " · ".join(f"`{test}`" for test in rule.tests)
    return f"| {rule.text} | {proofs}{' ' if proofs and rule.open else ''}{f'*{rule.open}*' if rule.open else ''} |"


if __name__ == "__main__":
    print(table())
