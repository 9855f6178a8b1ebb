"""What the outcomes of earlier commands say about the profiles that a station holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from csms.domain import clock
from csms.domain.commands import Command, CommandStatus
from csms.domain.plans import Control, EvseState, Failure, Grant

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
GRACE = timedelta(minutes=1)
"""How long a command may lag behind the plan that speaks of it, and its timers behind their times."""


class _Verdict(Enum):
    OPEN = auto()
    ACCEPTED = auto()
    REFUSED = auto()
    SILENT = auto()
    NEVER_SENT = auto()
    EXPIRED = auto()


def fold(control: Control, commands: Mapping[str, Command], now: datetime) -> Control:
    """The slot after the outcomes known in `commands` (by message id); what has expired is dropped."""
    for grant in (*control.doubtful, control.pending):
        if grant is not None and grant.message_id:
            control = _fold_one(control, grant, commands.get(grant.message_id), now)
    return replace(
        control,
        accepted=control.accepted if control.accepted and not _is_over(control.accepted, now) else None,
        doubtful=tuple(grant for grant in control.doubtful if not _is_over(grant, now)),
    )


def after_reboot(control: Control, booted_at: datetime | None, last_run: datetime) -> Control:
    """TxProfiles vanish with a reboot; but a station may also boot in words only: it may hold either.

    One that was sent before the boot may have been taken before it, however late its answer came.
    """
    if booted_at is None:
        return control
    failure = control.failure if booted_at <= last_run else None
    if control.accepted is None or (control.accepted.sent_at or control.accepted.at) > booted_at:
        return replace(control, failure=failure)
    unsure = replace(control.accepted, message_id="")
    return replace(control, accepted=None, doubtful=(*control.doubtful, unsure), failure=failure)


def reason(command: Command) -> str:
    """Why a station refused, in its own words."""
    members = (command.error or {}) if command.status is CommandStatus.FAILED else _response(command)
    info = members.get("statusInfo") or {}
    words = (members.get("status"), info.get("reasonCode"), members.get("code"), members.get("description"))
    return " ".join(str(word) for word in words if word) or "an answer without a status"


def _fold_one(control: Control, grant: Grant, command: Command | None, now: datetime) -> Control:
    verdict = _verdict(grant, command, now)
    if verdict is _Verdict.OPEN or (verdict is _Verdict.SILENT and grant in control.doubtful):
        return control
    if verdict is _Verdict.ACCEPTED and command is not None:
        return _accept(control, grant, command, now)
    rest = replace(
        control,
        pending=None if grant == control.pending else control.pending,
        doubtful=tuple(other for other in control.doubtful if other != grant),
    )
    if verdict is _Verdict.NEVER_SENT:
        return rest
    if verdict is _Verdict.SILENT:
        return _fail(replace(rest, doubtful=(*rest.doubtful, grant)), EvseState.TIMED_OUT, "no answer", now)
    if verdict is _Verdict.EXPIRED:
        return _fail(rest, EvseState.TIMED_OUT, "not delivered in time", now)
    return _fail(rest, EvseState.REJECTED, reason(command) if command else "", now)


def _verdict(grant: Grant, command: Command | None, now: datetime) -> _Verdict:
    if command is None:
        return _Verdict.NEVER_SENT if now - grant.at > GRACE else _Verdict.OPEN
    if command.status is CommandStatus.SENT:
        return _Verdict.SILENT if _is_past(command.deadline, now) else _Verdict.OPEN
    if command.status is CommandStatus.QUEUED:
        return _Verdict.EXPIRED if _is_past(command.queue_until, now) else _Verdict.OPEN
    if command.status is CommandStatus.DONE:
        # A profile to be cleared that the station does not know is gone as well (steve#963).
        good = ("Accepted",) if grant.steps else ("Accepted", "Unknown")
        return _Verdict.ACCEPTED if _response(command).get("status") in good else _Verdict.REFUSED
    return {
        CommandStatus.FAILED: _Verdict.REFUSED,
        CommandStatus.TIMED_OUT: _Verdict.SILENT,
        CommandStatus.EXPIRED: _Verdict.EXPIRED,
    }.get(command.status, _Verdict.NEVER_SENT)


def _is_past(moment: str | None, now: datetime) -> bool:
    return moment is not None and now - clock.parse_stored(moment) > GRACE


def _accept(control: Control, grant: Grant, command: Command, now: datetime) -> Control:
    """A station obeys what it took last: a late answer settles the doubt only if nothing was sent after it.

    Something refused was: what a station then does with the profile before is its own affair.
    """
    sent_later = [other for other in (*control.doubtful, control.pending) if other and other.at > grant.at]
    if sent_later:
        return control
    at = clock.parse_stored(command.finished_at) if command.finished_at else now
    refused = control.failure is not None and control.failure.state is EvseState.REJECTED
    failure = control.failure if refused and grant in control.doubtful else None
    return Control(accepted=replace(grant, at=at, sent_at=grant.at) if grant.steps else None, failure=failure)


def _fail(control: Control, state: EvseState, why: str, now: datetime) -> Control:
    attempts = control.failure.attempts + 1 if control.failure else 1
    wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(attempts - 1, 10))
    return replace(control, failure=Failure(state, why, attempts, now + wait))


def _is_over(grant: Grant, now: datetime) -> bool:
    return grant.until is not None and grant.until <= now


def _response(command: Command) -> dict[str, Any]:
    return command.response if isinstance(command.response, dict) else {}
