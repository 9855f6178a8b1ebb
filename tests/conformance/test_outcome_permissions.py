"""A command may come to its end without an answer wherever commands are sent, read or taken back: each of these
functions may do what such an end changes."""

import json
from random import Random

import pytest

from csms.application.finish_command import finish_command
from csms.domain.commands import CommandStatus, Outcome
from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS
from tests.fuzz.payloads import Payloads
from tests.support.world import World

SENDERS = ("operator_api", "scheduled_task", "site_planner", "station_message")
ENDS = (CommandStatus.TIMED_OUT, CommandStatus.CANCELLED, CommandStatus.EXPIRED)
OPEN = frozenset({CommandStatus.SENT, CommandStatus.QUEUED})


@pytest.mark.parametrize("function", SENDERS)
@pytest.mark.parametrize("version", list(OcppVersion))
def test_an_end_without_an_answer_stays_within_the_functions_rights(
    csms: World, version: OcppVersion, function: str
) -> None:
    charger = csms.connect(version)
    charger.boot()
    payloads = Payloads(Random(7))
    for action in sorted(DIALECTS[version].outcomes):
        for end in ENDS:
            command = csms.send("cp-1", action, json.dumps(payloads.request(version, action)))
            with csms.guard.running(function):
                assert finish_command(csms.ports, command, Outcome(end, charger.now()), OPEN), (action, end)
            assert csms.guard.violations == [], (action, end)
