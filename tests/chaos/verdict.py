"""What the oracle found, by column of the table."""

from collections import Counter
from dataclasses import dataclass, field

COLUMNS = (
    "lost",
    "doubled",
    "wrong energy",
    "unanswered",
    "doubted",
    "two answers",
    "stuck",
    "untrue",
    "answer lost",
    "overlapping",
    "dead letters",
    "wrong usage",
)


@dataclass
class Verdict:
    """`faults` count by column; `findings` are (identity, sentence)."""

    faults: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[str, str]] = field(default_factory=list)

    def find(self, column: str, identity: str, sentence: str) -> None:
        assert column in COLUMNS
        self.faults[column] += 1
        self.findings.append((identity, f"{column}: {sentence}"))
