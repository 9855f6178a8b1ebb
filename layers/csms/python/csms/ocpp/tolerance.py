"""Strict first, then useful: a station's message is checked, and mended where the table of tolerances allows it.

A CALLERROR makes a station retry for ever and loses the session; so what loses no meaning is put up with, and
noted. Which habits those are stands in `tolerances.py`.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from csms.domain.stations import OcppVersion
from csms.ocpp import repairs
from csms.ocpp.repairs import REMOVED, Place
from csms.ocpp.schemas import Violation, check
from csms.ocpp.tolerances import SPELLING, TIMES, TOLERANCES, Tolerance

ROUNDS = 8  # a member left out can uncover a missing one, an emptied list the next: few rounds settle it
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_FOREIGN = frozenset({"customData", "data"})  # a vendor's own; no business of ours


@dataclass(frozen=True)
class Repaired:
    """`deviations` are `name:member` of all that was put up with; `refused` is the rule that nothing can mend."""

    payload: dict[str, Any]
    deviations: tuple[str, ...] = ()
    refused: Violation | None = None


def repair(version: OcppVersion, action: str, payload: Any) -> Repaired:
    """Check strictly, then mend what the table allows."""
    violations = _broken(version, action, payload)
    if not violations:
        return Repaired(payload)
    if not isinstance(payload, dict):
        return Repaired({}, refused=violations[0])
    return _Mending(version, action, copy.deepcopy(payload)).run(violations, payload)


class _Mending:
    def __init__(self, version: OcppVersion, action: str, payload: dict[str, Any]) -> None:
        self._version, self._action, self._root = version, action, {"payload": payload}
        self._names: dict[str, None] = {}

    def run(self, violations: list[Violation], original: dict[str, Any]) -> Repaired:
        for _ in range(ROUNDS):
            unsettled = [violation for violation in _first(violations) if not self._settle(violation)]
            if unsettled:
                return Repaired(original, tuple(self._names), unsettled[0])
            _sweep(self._root)
            mended = self._root["payload"]
            violations = _broken(self._version, self._action, mended)
            if all(self._kept(violation) for violation in violations):
                return Repaired(mended, tuple(self._names))
        return Repaired(original, tuple(self._names), violations[0])

    def _settle(self, violation: Violation) -> bool:
        """True too where an earlier repair has removed the place."""
        place = _place(self._root, violation)
        if place is None:
            return True
        for row in self._rows(violation):
            if repairs.mend(place, row):
                self._names[_label(row, violation)] = None
                return True
        return False

    def _kept(self, violation: Violation) -> bool:
        place = _place(self._root, violation)
        return place is not None and any(repairs.keeps(place, row) for row in self._rows(violation))

    def _rows(self, violation: Violation) -> list[Tolerance]:
        member = _member(violation)
        return [row for row in TOLERANCES if row.covers(self._version, self._action, violation.rule, member)]


def _first(violations: list[Violation]) -> list[Violation]:
    """Members that are there under another name go first: then they are not missing."""
    return [violation for violation in violations if violation.rule == "additionalProperties"] or violations


def _broken(version: OcppVersion, action: str, payload: Any) -> list[Violation]:
    """What the schema says, and the spellings it leaves open."""
    return check(version, action, payload) + list(_misspelt(_spellings(version, action), payload, ()))


@cache
def _spellings(version: OcppVersion, action: str) -> dict[str, frozenset[str] | None]:
    """By member: the words that are misspelt; None for a time."""
    rows = [row for row in TOLERANCES if row.breaks == SPELLING and row.words]
    words = {
        m: frozenset(row.words) for row in rows for m in row.members or () if row.covers(version, action, SPELLING, m)
    }
    return {**dict.fromkeys(TIMES), **words}


def _misspelt(
    members: dict[str, frozenset[str] | None], value: Any, path: tuple[str | int, ...]
) -> Iterator[Violation]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misspelt(members, item, (*path, index))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in members and isinstance(inner, str) and _is_misspelt(inner, members[name]):
                yield Violation((*path, name), SPELLING, None)
            elif name not in _FOREIGN:
                yield from _misspelt(members, inner, (*path, name))


def _is_misspelt(text: str, words: frozenset[str] | None) -> bool:
    return not _TIME.fullmatch(text) if words is None else text in words


def _label(row: Tolerance, violation: Violation) -> str:
    """`name:member`; a member that the station made up is not named, so that labels stay few."""
    return row.name if violation.rule == "additionalProperties" else f"{row.name}:{_member(violation)}"


def _member(violation: Violation) -> str:
    """The missing or extra member, or the member that holds the value."""
    names = [part for part in violation.path if isinstance(part, str)]
    return violation.names[0] if violation.names else names[-1] if names else "payload"


def _place(root: dict[str, Any], violation: Violation) -> Place | None:
    """None where an earlier repair has removed the place."""
    parent: Any = root
    path = ("payload", *violation.path)
    try:
        for part in path[:-1]:
            parent = parent[part]
        value = parent[path[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return None if value is REMOVED else Place(parent, path[-1], violation)


def _sweep(value: Any) -> None:
    if isinstance(value, list):
        value[:] = [item for item in value if item is not REMOVED]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _sweep(inner)
