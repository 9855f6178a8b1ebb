"""Thousands of sessions are `make chaos`; here are a few seeds, and proof that the oracle can see."""

import itertools
from collections import Counter

import pytest

from csms.application import add_usage, run_task, start_transaction
from tests.chaos.run import SESSIONS_A_ROUND, Round, run_round
from tests.chaos.table import Tally, render, trace

SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_fault_costs_or_doubles_a_session(seed: int) -> None:
    one = run_round(seed)
    assert not one.verdict.findings, _told(one)


def test_without_faults_no_station_is_refused() -> None:
    one = run_round(0, intensity=0.0)
    assert (one.verdict.findings, one.truth.refused, len(one.truth.sessions)) == ([], 0, SESSIONS_A_ROUND)


def test_a_csms_that_forgets_which_starts_it_knows_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count()
    monkeypatch.setattr(start_transaction, "_receipt_key", lambda *_: f"receipt-{next(numbers)}")
    assert _found(range(500, 502))["doubled"]


def test_a_csms_whose_clocks_do_not_run_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(run_task._TASKS, "deadline", lambda *_: None)
    assert _found(range(500, 502))["stuck"]


def test_sums_that_count_what_comes_again_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add_usage, "difference", lambda wanted, known: wanted)
    assert _found(range(500, 501))["wrong usage"]


def _found(seeds: range) -> Counter[str]:
    return sum((run_round(seed, intensity=0.3).verdict.faults for seed in seeds), Counter())


def _told(one: Round) -> str:
    tally = Tally()
    tally.add(one)
    findings = "\n".join(f"{identity} {sentence}" for identity, sentence in one.verdict.findings)
    return f"python -m tests.chaos --round {one.seed}\n{findings}\n{render(tally)}\n{trace(one)}"
