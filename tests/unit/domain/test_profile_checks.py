"""When a station is asked again what it holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csms.domain.commands import Command, CommandStatus
from csms.domain.profile_checks import ProfileCheck
from csms.domain.stations import OcppVersion

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKED = ProfileCheck("cp-1", NOON, "m1", "1.0")


def command(status: CommandStatus, response: Any = None) -> Command:
    return Command("cp-1", "m1", "GetCompositeSchedule", "{}", status, OcppVersion.V16, "", response=response)


@pytest.mark.parametrize(
    ("status", "response", "hours"),
    [
        (CommandStatus.DONE, {"status": "Accepted"}, 24),
        (CommandStatus.TIMED_OUT, None, 24),
        (CommandStatus.EXPIRED, None, 24),
        (CommandStatus.DONE, {"status": "Rejected"}, 7 * 24),
        (CommandStatus.DONE, "nonsense", 7 * 24),
        (CommandStatus.FAILED, None, 7 * 24),
    ],
)
def test_who_answers_is_asked_daily_and_who_refuses_weekly(status: CommandStatus, response: Any, hours: int) -> None:
    after = ASKED.settled(command(status, response))
    assert after.message_id is None
    due = [after.due(NOON + timedelta(hours=more), "1.0") for more in (hours - 1, hours)]
    assert due == [False, True]


def test_another_firmware_may_answer_what_this_one_refused() -> None:
    soon = NOON + timedelta(hours=1)
    assert ASKED.settled(command(CommandStatus.FAILED)).due(soon, "1.1")
    assert not ASKED.settled(command(CommandStatus.DONE, {"status": "Accepted"})).due(soon, "1.1")


@pytest.mark.parametrize("known", [None, command(CommandStatus.SENT), command(CommandStatus.QUEUED)])
def test_a_question_stays_open_until_its_end_is_known(known: Command | None) -> None:
    assert ASKED.settled(known) == ASKED == ProfileCheck.from_dict(ASKED.to_dict())
