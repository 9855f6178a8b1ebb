"""The station's door on a fixed seed: every message of every version, valid and broken. `make fuzz` runs longer."""

from functools import cache

import pytest

from csms.domain.stations import OcppVersion
from tests.fuzz.oracle import Fault
from tests.fuzz.run import Report, run

FRAMES, SEED = 1000, 5


@cache
def report() -> Report:
    return run(FRAMES, SEED)


@pytest.mark.parametrize("fault", list(Fault))
def test_no_frame_brings_about(fault: Fault) -> None:
    assert [failure for failure in report().failures if failure.startswith(f"{fault}:")] == []


@pytest.mark.parametrize("version", list(OcppVersion))
def test_every_message_was_sent(version: OcppVersion) -> None:
    assert report().missing_messages(version) == set()
    outcomes = report().tallies[version].outcomes
    assert outcomes["CALLRESULT"]
    assert outcomes["silent"]
    assert outcomes["NotSupported"]
