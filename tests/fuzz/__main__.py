"""`python -m tests.fuzz --frames 20000 --seed 1`: fuzz the station's door, print one table; exit 1 on any fault."""

import argparse
import sys
import time

from csms.domain.stations import OcppVersion
from tests.fuzz.oracle import Fault
from tests.fuzz.payloads import actions
from tests.fuzz.run import Report, run

MAX_SHOWN = 25


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    began = time.monotonic()
    report = run(wanted.frames, wanted.seed)
    print(f"{wanted.frames} frames, seed {wanted.seed}, {time.monotonic() - began:.0f} s\n")
    print(table(report))
    for failure in report.failures[:MAX_SHOWN]:
        print(f"\n{failure}")
    return 1 if report.failures else 0


def table(report: Report) -> str:
    """In Markdown, a column for each version."""
    codes = sorted(
        {outcome for tally in report.tallies.values() for outcome in tally.outcomes} - {"silent", "CALLRESULT"}
    )
    rows = [_row("", [f"OCPP {version.value}" for version in OcppVersion]), "|---|---:|---:|---:|"]
    rows.append(_row("messages sent, of all", [_coverage(report, version) for version in OcppVersion]))
    tallies = [report.tallies[version] for version in OcppVersion]
    rows += [_row(f"frames {kind}", [tally.frames[kind] for tally in tallies]) for kind in ("valid", "mutated")]
    rows += [_row("answered CALLRESULT", [tally.outcomes["CALLRESULT"] for tally in tallies])]
    rows += [_row(f"answered {code}", [tally.outcomes[code] for tally in tallies]) for code in codes]
    rows += [_row("silent, as it must be", [tally.outcomes["silent"] for tally in tallies])]
    rows += [_row(f"**{fault}**", [tally.faults[fault] for tally in tallies]) for fault in Fault]
    return "\n".join(rows)


def _coverage(report: Report, version: OcppVersion) -> str:
    known = len(actions(version))
    return f"{known - len(report.missing_messages(version))} of {known}"


def _row(name: str, values: list[object]) -> str:
    return f"| {name} | {' | '.join(str(value) for value in values)} |"


sys.exit(main())
