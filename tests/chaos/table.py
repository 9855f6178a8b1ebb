"""The one table that a run prints."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.chaos.faults import Kind
from tests.chaos.run import Round
from tests.chaos.truth import TrueSession
from tests.chaos.verdict import COLUMNS

# Message ids of commands, and the times that sessions began at.
_NAMES = re.compile(r"id-\d{6}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Sessions that make it hard for a CSMS, by what their stations did.
_ODD: dict[str, Callable[[TrueSession], bool]] = {
    "their start given up": lambda session: session.abandoned,
    "an update given up": lambda session: session.incomplete,
    "forgotten in a power failure": lambda session: session.forgotten,
}


@dataclass
class Tally:
    """Sums over rounds; rows are OCPP versions. What concerns no one station (tokens, tasks) stands in the total."""

    sessions: Counter[str] = field(default_factory=Counter)
    odd: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in _ODD})
    found: dict[str, Counter[str]] = field(default_factory=dict)
    injected: Counter[Kind] = field(default_factory=Counter)
    failed: list[Round] = field(default_factory=list)
    refused: int = 0

    def add(self, one: Round) -> None:
        self.injected.update(one.injected)
        self.refused += one.truth.refused
        for version in one.versions.values():
            self.found.setdefault(version, Counter())
        for session in one.truth.sessions:
            self.sessions[session.version] += 1
            for name, is_odd in _ODD.items():
                self.odd[name][session.version] += is_odd(session)
        for identity, sentence in one.verdict.findings:
            column = sentence.partition(":")[0]
            self.found.setdefault(one.versions.get(identity, "any"), Counter())[column] += 1
        if one.verdict.findings:
            self.failed.append(one)

    @property
    def faults_found(self) -> int:
        return sum(sum(counts.values()) for counts in self.found.values())


def render(tally: Tally) -> str:
    """Versions across the top, the injected faults by kind below: one table, as wide as a terminal."""
    versions = sorted(tally.found)
    lines = [_row("", [*versions, "total"])]
    lines.append(_row("sessions", [*(tally.sessions[v] for v in versions), tally.sessions.total()]))
    for name, by_version in tally.odd.items():
        lines.append(_row(f"  {name}", [*(by_version[v] for v in versions), by_version.total()]))
    for column in COLUMNS:
        counts = [tally.found[version][column] for version in versions]
        lines.append(_row(column, [*counts, sum(counts)]))
    lines.append(_row("CALLERRORs", ["" for _ in versions] + [tally.refused]))
    lines.append(_row("faults injected", ["" for _ in versions] + [tally.injected.total()]))
    for kind in Kind:
        lines.append(_row(f"  {kind}", ["" for _ in versions] + [tally.injected[kind]]))
    return "\n".join(lines)


def trace(one: Round) -> str:
    """What the first finding's station went through around the command or session of the finding."""
    identity, sentence = one.verdict.findings[0]
    told = [f"{at} {what}"[:240] for at, who, what in one.truth.trace if who in (identity, "")]
    names = _NAMES.findall(sentence)
    first = next((place for place, line in enumerate(told) if any(name in line for name in names)), len(told))
    return "\n".join(told[max(first - 10, 0) : first + 40])


def _row(name: str, cells: list[object]) -> str:
    return f"{name:<38}" + "".join(f"{cell!s:>9}" for cell in cells)
