"""What a command's outcome makes of the slot it was meant for, and what an EVSE may then be obeying."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csms.domain import clock
from csms.domain.commands import Command, CommandStatus
from csms.domain.plans import Control, EvseState, Failure, Grant
from csms.domain.stations import OcppVersion
from csms.domain.steps import Step
from csms.scheduling.bounds import Outlet, fail_safe_levels
from csms.scheduling.outcomes import after_reboot, fold
from csms.scheduling.site_state import StationState

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SENT_AT = NOW - timedelta(seconds=10)


def granted(message_id: str, limit_a: float, sent_s: float = -10) -> Grant:
    at = NOW + timedelta(seconds=sent_s)
    return Grant(message_id, (Step(at, limit_a),), at + timedelta(hours=4), at)


OLD, NEW, NEWER = granted("old", 10, -300), granted("new", 16), granted("newer", 20, -5)
TAKEN = replace(NEW, at=NOW - timedelta(seconds=2), sent_at=NEW.at)
CLEARED = Grant("new", (), None, SENT_AT)


def command(status: CommandStatus, message_id: str = "new", **members: Any) -> Command:
    return Command(
        "cp", message_id, "SetChargingProfile", "{}", status, OcppVersion.V16, clock.to_text(SENT_AT),
        deadline=clock.to_text(SENT_AT + timedelta(seconds=30)), **members,
    )  # fmt: skip


def known(*commands: Command) -> dict[str, Command]:
    return {command.message_id: command for command in commands}


def done(status: str, message_id: str = "new", **response: Any) -> Command:
    answer, at = {"status": status, **response}, clock.to_text(NOW - timedelta(seconds=2))
    return command(CommandStatus.DONE, message_id, response=answer, finished_at=at)


def test_an_accepted_profile_replaces_all_doubt_and_counts_from_the_answer() -> None:
    before = Control(OLD, NEW, (granted("doubt", 30, -60),), Failure(EvseState.TIMED_OUT, "", 3, NOW))
    assert fold(before, known(done("Accepted")), NOW) == Control(TAKEN)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (done("Rejected"), "Rejected"),
        (done("Rejected", statusInfo={"reasonCode": "TxNotFound"}), "Rejected TxNotFound"),
        (done("NotSupported"), "NotSupported"),
        (command(CommandStatus.DONE, response=None), "an answer without a status"),
        (command(CommandStatus.FAILED, error={"code": "NotImplemented", "description": "no"}), "NotImplemented no"),
    ],
)
def test_a_refused_profile_leaves_the_old_one_and_a_reason(outcome: Command, reason: str) -> None:
    failure = Failure(EvseState.REJECTED, reason, 1, NOW + timedelta(minutes=1))
    assert fold(Control(OLD, NEW), known(outcome), NOW) == Control(OLD, failure=failure)


def test_a_profile_without_an_answer_may_be_in_force() -> None:
    failure = Failure(EvseState.TIMED_OUT, "no answer", 1, NOW + timedelta(minutes=1))
    silent = Control(OLD, doubtful=(NEW,), failure=failure)
    assert fold(Control(OLD, NEW), known(command(CommandStatus.TIMED_OUT)), NOW) == silent
    assert fold(silent, known(command(CommandStatus.TIMED_OUT)), NOW) == silent, "counted once"


def test_an_answer_whose_timer_never_came_is_given_up() -> None:
    sent, later = known(command(CommandStatus.SENT)), NOW + timedelta(seconds=81)
    assert fold(Control(OLD, NEW), sent, NOW + timedelta(seconds=80)) == Control(OLD, NEW)
    assert fold(Control(OLD, NEW), sent, later).doubtful == (NEW,)


@pytest.mark.parametrize("status", [CommandStatus.EXPIRED, CommandStatus.CANCELLED])
def test_a_profile_that_never_left_is_in_force_nowhere(status: CommandStatus) -> None:
    after = fold(Control(OLD, NEW), known(command(status)), NOW)
    assert (after.accepted, after.pending, after.doubtful) == (OLD, None, ())


def test_a_queued_profile_is_given_up_once_it_may_no_longer_leave() -> None:
    queued = known(command(CommandStatus.QUEUED, queue_until=clock.to_text(NOW + timedelta(minutes=2))))
    assert fold(Control(OLD, NEW), queued, NOW + timedelta(minutes=3)) == Control(OLD, NEW)
    assert fold(Control(OLD, NEW), queued, NOW + timedelta(seconds=181)).pending is None


def test_a_profile_without_a_command_was_never_sent_once_a_minute_has_passed() -> None:
    assert fold(Control(OLD, NEW), {}, NOW) == Control(OLD, NEW)
    assert fold(Control(OLD, NEW), {}, NOW + timedelta(seconds=51)) == Control(OLD)


def test_a_late_answer_settles_the_doubt_unless_something_was_sent_after_it() -> None:
    silent = Control(OLD, None, (NEW,), Failure(EvseState.TIMED_OUT, "no answer", 1, NOW))
    assert fold(silent, known(done("Accepted")), NOW).accepted == TAKEN
    assert fold(silent, known(done("Rejected")), NOW).doubtful == ()
    refused = replace(silent, failure=Failure(EvseState.REJECTED, "", 2, NOW))
    assert fold(refused, known(done("Accepted")), NOW).failure == refused.failure, "another was refused since"
    overtaken = replace(silent, pending=NEWER)
    assert fold(overtaken, known(done("Accepted")), NOW) == overtaken


def test_an_answer_long_after_a_boot_does_not_say_that_the_profile_survived_it() -> None:
    """It was sent before the boot, so it may have been taken before it, and be gone."""
    late = fold(Control(OLD, NEW), known(done("Accepted")), NOW)
    booted_at = NEW.at + timedelta(seconds=1)
    unsure = after_reboot(late, booted_at, NOW)
    assert (unsure.accepted, [grant.steps for grant in unsure.doubtful]) == (None, [NEW.steps])
    assert after_reboot(late, NEW.at - timedelta(seconds=1), NOW) == late


def test_a_profile_that_the_station_does_not_know_is_cleared() -> None:
    for status in ("Accepted", "Unknown"):
        assert fold(Control(OLD, CLEARED), known(done(status)), NOW) == Control()
    assert fold(Control(OLD, CLEARED), known(done("Rejected")), NOW).accepted == OLD


def test_what_has_expired_is_forgotten() -> None:
    held = Control(OLD, doubtful=(NEW, replace(NEWER, message_id="")))
    assert fold(held, {}, NOW + timedelta(hours=4)) == Control()


def test_retries_come_ever_more_rarely() -> None:
    control, waits = Control(), []
    for _ in range(9):
        control = fold(replace(control, pending=NEW), known(done("Rejected")), NOW)
        assert control.failure is not None
        waits.append(int((control.failure.retry_at - NOW).total_seconds() // 60))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_boot_puts_what_was_accepted_before_it_in_doubt() -> None:
    failed = Failure(EvseState.REJECTED, "", 5, NOW + timedelta(hours=1))
    boot, control = NOW - timedelta(seconds=60), Control(OLD, failure=failed)
    assert after_reboot(control, None, NOW) == control
    assert after_reboot(control, boot, NOW) == Control(doubtful=(replace(OLD, message_id=""),), failure=failed)
    assert after_reboot(control, boot, boot - timedelta(seconds=1)).failure is None, "a boot since the last run"
    assert after_reboot(Control(NEW), boot, NOW) == Control(NEW)


def bound(control: Control, fail_safe: Control) -> tuple[float, float]:
    outlet = Outlet(("cp", 1), StationState("cp", "CP", frozenset({1})), fail_safe, control)
    return outlet.lowest([NOW])[0], outlet.obeyed([NOW])[0]


@pytest.mark.parametrize(
    ("control", "fail_safe", "expected"),
    [
        (Control(), Control(), (32, 32)),
        (Control(), Control(granted("f", 8)), (8, 8)),
        (Control(), Control(granted("f", 8), pending=granted("g", 6)), (6, 8)),
        (Control(), Control(granted("f", 8), doubtful=(granted("g", 12),)), (8, 12)),
        (Control(), Control(granted("f", 8), pending=CLEARED), (8, 32)),
        (Control(), Control(pending=granted("f", 8)), (8, 32)),
        (Control(OLD), Control(granted("f", 8)), (10, 10)),
        (Control(OLD, NEW), Control(granted("f", 8)), (10, 16)),
        (Control(OLD, doubtful=(NEW, NEWER)), Control(granted("f", 8)), (10, 20)),
        (Control(pending=NEW), Control(granted("f", 8)), (8, 16)),
        (Control(OLD, failure=Failure(EvseState.REJECTED, "", 1, NOW)), Control(granted("f", 8)), (8, 10)),
        (Control(OLD, failure=Failure(EvseState.REJECTED, "", 1, NOW)), Control(), (10, 32)),
        (Control(granted("past", 10, -20000)), Control(granted("f", 8)), (8, 8)),
    ],
)
def test_what_an_evse_may_be_obeying(control: Control, fail_safe: Control, expected: tuple[float, float]) -> None:
    assert bound(control, fail_safe) == expected


def test_without_an_accepted_fail_safe_the_maximum_counts() -> None:
    assert fail_safe_levels(Control(), 16.0, [NOW]) == [[16.0]]
