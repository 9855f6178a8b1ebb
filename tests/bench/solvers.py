"""Solvers of the site's linear program by size, import and solve time: `make bench-solvers`.

The program is the one that the optimiser hands to HiGHS for `timing.one_problem`; all get the same. Times are of the
processor, so that other work on the machine does not count.
"""

import argparse
import re
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, distribution
from statistics import median
from typing import Any
from unittest import mock

from csms.scheduling import relaxation, solve
from csms.scheduling.highs import LinearProgram
from tests.bench.solver_calls import CALLS, MODULES, Arrays, arrays
from tests.bench.timing import one_problem

STEPS, TIMES = 96, 3
_WITH_US_ANYWAY = "numpy"


def one_program(count: int) -> LinearProgram:
    kept: list[LinearProgram] = []
    with mock.patch.object(relaxation, "maximise", lambda program, deadline_s: kept.append(program)):
        solve(one_problem(count, STEPS))
    return kept[0]


def packages(name: str, found: set[str]) -> set[str]:
    """The package and all that it requires, but for extras and numpy."""
    if name == _WITH_US_ANYWAY or name in found:
        return found
    try:
        wanted = distribution(name).requires or []
    except PackageNotFoundError:
        return found
    found.add(name)
    for text in wanted:
        if "extra ==" not in text and (named := re.match(r"[A-Za-z0-9._-]+", text)):
            packages(named.group(), found)
    return found


def megabytes(names: set[str]) -> float:
    files = [distribution(name).locate_file(file) for name in names for file in distribution(name).files or ()]
    return sum(path.stat().st_size for path in set(files) if path.exists()) / 1e6  # type: ignore[attr-defined]


def import_ms(modules: str) -> float:
    """In a fresh interpreter that has numpy already."""
    code = f"import numpy, time; begin = time.process_time(); import {modules}; print(time.process_time() - begin)"
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True) for _ in range(TIMES)]
    return median(float(run.stdout) for run in runs) * 1000


def solve_ms(name: str, given: Arrays) -> tuple[float, Any]:
    spent, values = [], None
    for _ in range(TIMES):
        begin = time.process_time()
        values = CALLS[name](given)
        spent.append(time.process_time() - begin)
        if spent[-1] > 20:
            break
    return median(spent) * 1000, values


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cars", default="50,200,1000")
    counts = [int(count) for count in parser.parse_args().cars.split(",")]
    programs = [arrays(one_program(count)) for count in counts]
    for count, given in zip(counts, programs, strict=True):
        print(f"{count} cars x {STEPS} steps: {given.matrix.shape[1]} columns, {given.matrix.shape[0]} rows")
    print(f"\n{'':<10}{'MB':>8}{'import ms':>11}" + "".join(f"{f'{count} cars, ms':>16}" for count in counts))
    best = [given.program.worth @ CALLS["highspy"](given) for given in programs]
    for name in CALLS:
        line = f"{name:<10}{megabytes(packages(name, set())):>8.0f}{import_ms(MODULES[name]):>11.0f}"
        for given, highest in zip(programs, best, strict=True):
            ms, values = solve_ms(name, given)
            wrong = values is None or abs(given.program.worth @ values - highest) > 1e-3 * abs(highest)
            line += f"{f'{ms:.0f}' + (' no optimum' if wrong else ''):>16}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
