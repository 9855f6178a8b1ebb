"""The cases, the tests that play them, and how these ended, in Markdown."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby

from tests.certification.cases import CASES, Case
from tests.certification.plays import Play, plays

GREEN, RED, MISSING = "green", "RED", "not played"


def table(outcomes: Mapping[str, bool] | None = None) -> str:
    """`outcomes`: whether all runs of a test passed, by `file::test`; without them every test counts as green."""
    played: defaultdict[str, list[Play]] = defaultdict(list)
    for play in plays():
        played[play.number].append(play)
    rows = {case: (played[case.number], _verdict(played[case.number], outcomes)) for case in CASES}
    green = sum(verdict == GREEN for _, verdict in rows.values())
    lines = [f"{green} of {len(CASES)} cases green.", "", "| case | what happens | played by | |", "|---|---|---|---|"]
    for block, cases in groupby(CASES, key=lambda case: case.block):
        lines += [f"| **{block}** | | | |", *(_line(case, *rows[case]) for case in cases)]
    return "\n".join(lines)


def _verdict(found: list[Play], outcomes: Mapping[str, bool] | None) -> str:
    if not found or (outcomes is not None and any(play.test not in outcomes for play in found)):
        return MISSING
    return GREEN if outcomes is None or all(outcomes[play.test] for play in found) else RED


def _line(case: Case, found: list[Play], verdict: str) -> str:
    tests = "<br>".join(f"`{play.test}`" for play in found)
    still_open = "; ".join(play.still_open for play in found if play.still_open)
    return f"| {case.number} | {case.title} | {tests} | {verdict}{f' ({still_open})' if still_open else ''} |"
