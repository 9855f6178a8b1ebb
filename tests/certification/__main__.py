"""`python -m tests.certification` plays every case against the deployed stack in a local cloud and prints the table."""

import sys
from collections import defaultdict

import pytest

from tests.certification.plays import FOLDER
from tests.certification.table import MISSING, RED, table


class Outcomes:
    """By `file::test`, whether all its runs passed; a test that could not be set up has not."""

    def __init__(self) -> None:
        self.passed: defaultdict[str, bool] = defaultdict(lambda: True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.rsplit("/")[-1].partition("[")[0]
        self.passed[test] &= report.passed


def main() -> int:
    outcomes = Outcomes()
    pytest.main(["-m", "cloud", "--no-header", str(FOLDER)], plugins=[outcomes])
    printed = table(outcomes.passed)
    print(f"\n{printed}")
    return int(RED in printed or MISSING in printed)


if __name__ == "__main__":
    sys.exit(main())
