"""Every case of the certification test plan is played by a test, and by no test that the plan does not know."""

from tests.certification.cases import CASES
from tests.certification.plays import plays
from tests.certification.table import table


def test_the_plan_has_its_77_cases_once() -> None:
    assert len({case.number for case in CASES}) == len(CASES) == 77


def test_every_case_is_played() -> None:
    assert {case.number for case in CASES} - {play.number for play in plays()} == set()


def test_every_play_is_of_a_case() -> None:
    assert {play.number for play in plays()} - {case.number for case in CASES} == set()


def test_a_case_is_green_where_all_its_tests_passed() -> None:
    passed = {play.test: True for play in plays()}
    assert table(passed) == table()
    broken = next(play for play in plays() if play.number == "001")
    red = table({**passed, broken.test: False})
    assert next(line for line in red.splitlines() if line.endswith("RED |")).startswith("| 001 |")
    del passed[broken.test]
    assert "| not played |" in table(passed)
