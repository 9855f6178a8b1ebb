"""The generator itself: it reaches every message, and all it makes is valid."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from csms.ocpp import json_text, schemas
from tests.fuzz.payloads import Payloads, actions, has_response

SEND = "NotifyPeriodicEventStream"  # the library's validator does not find the schema of 2.1's SEND
EVERY = [(version, action) for version in OcppVersion for action in actions(version)]


def test_it_knows_every_message() -> None:
    counts = {version.value: len(actions(version)) for version in OcppVersion}
    assert counts == {"1.6": 39, "2.0.1": 64, "2.1": 91}
    assert [action for version, action in EVERY if not has_response(version, action)] == [SEND]


@pytest.mark.parametrize("version", list(OcppVersion))
def test_all_that_it_makes_is_valid(version: OcppVersion) -> None:
    for action in actions(version):
        for seed in range(4):
            payloads = Payloads(Random(f"{seed} {action}"))
            if has_response(version, action):
                assert broken(version, action, payloads.request, schemas.REQUEST) == []
                assert broken(version, action, payloads.response, schemas.RESPONSE) == []


def broken(version: OcppVersion, action: str, make: Callable[..., Any], kind: int) -> list[str]:
    payload = json_text.loads(json.dumps(make(version, action)))
    return [f"{action}: {violation}" for violation in schemas.check(version, action, payload, kind)]


@pytest.mark.parametrize("version", list(OcppVersion))
def test_the_same_seed_makes_the_same_payload(version: OcppVersion) -> None:
    first, second = (Payloads(Random(7)).request(version, "BootNotification") for _ in range(2))
    assert first == second


def test_optional_members_come_and_go() -> None:
    made = [Payloads(Random(seed)).request(OcppVersion.V16, "StopTransaction") for seed in range(40)]
    for member in ("idTag", "reason", "transactionData"):
        assert 0 < sum(member in payload for payload in made) < 40
