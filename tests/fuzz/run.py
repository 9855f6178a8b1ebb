"""The runner: batches of frames on stations in every state, counted by version."""

import json
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from csms.domain.stations import OcppVersion
from tests.fuzz.frames import Frames, Made, cycle
from tests.fuzz.oracle import Exchange, Fault, faults
from tests.fuzz.payloads import actions
from tests.fuzz.rig import Rig, State, rig

BATCH = 40
_STATES = (State.ACCEPTED, State.ACCEPTED, State.NOT_BOOTED, State.ACCEPTED, State.PENDING)


@dataclass
class Tally:
    """What came of the frames of one version."""

    frames: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)
    covered: set[str] = field(default_factory=set)


@dataclass
class Report:
    """`failures` are told so that they can be seen again: same seed, same frame."""

    tallies: dict[OcppVersion, Tally] = field(default_factory=lambda: {version: Tally() for version in OcppVersion})
    failures: list[str] = field(default_factory=list)

    def missing_messages(self, version: OcppVersion) -> set[str]:
        return set(actions(version)) - self.tallies[version].covered


def run(frames: int, seed: int) -> Report:
    report = Report()
    turns = dict.fromkeys(OcppVersion, 0)
    for batch in range(-(-frames // BATCH)):
        version = list(OcppVersion)[batch % 3]
        state = _STATES[batch // 3 % len(_STATES)]
        with rig(version, state) as station:
            for _ in range(min(BATCH, frames - batch * BATCH)):
                _one(report, station, seed, turns[version])
                turns[version] += 1
            _read_back(report, station)
    return report


def _one(report: Report, station: Rig, seed: int, turn: int) -> None:
    random = Random(f"{seed} {station.version} {turn}")
    action, valid = cycle(random, station.version, turn)
    frames = Frames(random, station.version, action, turn)
    made = frames.valid() if valid else frames.mutated(station)
    exchange = station.send(made.text)
    found = faults(exchange)
    _count(report.tallies[station.version], action, made, exchange)
    _note(
        report, station, found, f"turn {turn} {made.text[:300]!r} -> {exchange.reply!r:.200} {exchange.raised!r:.300}"
    )


def _count(tally: Tally, action: str, made: Made, exchange: Exchange) -> None:
    tally.frames["valid" if made.valid else "mutated"] += 1
    tally.outcomes[_outcome(exchange)] += 1
    if made.valid:
        tally.covered.add(action)


def _outcome(exchange: Exchange) -> str:
    if exchange.raised is not None or exchange.reply is None:
        return "silent"
    reply = json.loads(exchange.reply)
    return "CALLRESULT" if reply[0] == 3 else str(reply[2])


def _read_back(report: Report, station: Rig) -> None:
    try:
        station.read_back()
    except Exception as error:
        _note(report, station, {Fault.UNREADABLE}, repr(error)[:300])


def _note(report: Report, station: Rig, found: set[Fault], what: Any) -> None:
    tally = report.tallies[station.version]
    tally.faults.update(found)
    report.failures += [f"{fault}: {station.version} {station.state}: {what}" for fault in sorted(found)]
