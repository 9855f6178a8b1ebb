"""What a station answers to our CALLs is checked by nobody before it changes anything: every message whose outcome
matters, asked with requests from its schema, answered rightly, wrongly and madly.
"""

import json
from random import Random
from typing import Any

import pytest

from csms.domain.commands import CommandStatus
from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS
from tests.fuzz.frame_mutations import dumps
from tests.fuzz.payload_mutations import mutated_payload
from tests.fuzz.payloads import Payloads
from tests.fuzz.rig import Rig, State, rig

ROUNDS, SEED = 12, 11
MATTERING = [(version, action) for version in OcppVersion for action in sorted(DIALECTS[version].outcomes)]


@pytest.mark.parametrize(("version", "action"), MATTERING)
def test_no_answer_is_too_mad(version: OcppVersion, action: str) -> None:
    random = Random(f"{SEED}/{version}/{action}")
    with rig(version, State.ACCEPTED) as station:
        for turn in range(ROUNDS):
            answered(station, random, action, mad=turn % 3 != 0)
        station.read_back()


def readable_mutation(random: Random, response: dict[str, Any]) -> dict[str, Any]:
    """Not one of those that make the frame no JSON: such a frame answers nothing."""
    while "@raw:" in json.dumps(changed := mutated_payload(random, response)):
        continue
    return changed


def answered(station: Rig, random: Random, action: str, mad: bool) -> None:
    """The command has come to its end, and nothing was put aside for later."""
    payloads = Payloads(random)
    message_id = station.command(action, json.dumps(payloads.request(station.version, action)))
    response = payloads.response(station.version, action)
    if mad:
        response = random.choice((readable_mutation(random, response), [], None, "zq", 7, {"status": "zq"}))
    exchange = station.send(dumps([3, message_id, response]))
    assert (exchange.reply, exchange.raised, exchange.parked) == (None, None, False), response
    command = station.world.ports.commands.get("cp-1", message_id)
    assert command is not None
    assert command.status is CommandStatus.DONE, response
