"""`make chaos`: many rounds, one table. `--round SEED` runs one round of it again and prints its whole trace."""

import argparse
import multiprocessing
import os
import random
import sys
import time

from tests.chaos.run import SESSIONS_A_ROUND, Round, run_round
from tests.chaos.table import Tally, render, trace


def main() -> int:
    options = _options()
    if options.round is not None:
        return _again(run_round(options.round))
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    began, tally, rounds = time.monotonic(), Tally(), -(-options.sessions // SESSIONS_A_ROUND)
    print(f"seed {seed}, {rounds} rounds")
    seeds = [round_seed(seed, number) for number in range(rounds)]
    with multiprocessing.Pool(options.workers) as pool:
        for number, one in enumerate(pool.imap(run_round, seeds), 1):
            tally.add(one)
            progress = f"\r{number}/{rounds} rounds, {len(tally.failed)} with findings"
            print(progress, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(render(tally))
    print(f"seed {seed}, {time.monotonic() - began:.0f} s")
    if tally.failed:
        _explain(tally)
    return 1 if tally.failed else 0


def round_seed(seed: int, number: int) -> int:
    return seed * 10_000 + number


def _explain(tally: Tally) -> None:
    for one in tally.failed[:20]:
        identity, sentence = one.verdict.findings[0]
        print(f"round {one.seed}: {len(one.verdict.findings)} findings, first: {identity} {sentence[:300]}")
    smallest = min(tally.failed, key=lambda one: len(one.truth.trace))
    print(f"\nRound {smallest.seed} around its first finding (whole: python -m tests.chaos --round {smallest.seed}):")
    print(trace(smallest))


def _again(one: Round) -> int:
    for at, identity, what in one.truth.trace:
        print(f"{at} {identity:<14} {what}")
    for identity, sentence in one.verdict.findings:
        print(identity, sentence)
    return 1 if one.verdict.findings else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.chaos")
    parser.add_argument("--sessions", type=int, default=3000)
    parser.add_argument("--seed", type=lambda text: int(text) if text else None, default=None)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--round", type=int, default=None)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
