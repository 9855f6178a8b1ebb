"""Commands as operators see them, and the answer to every request that makes one."""

import json
import re
import time
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from csms.application.ports import Ports
from csms.application.wait_for_command import wait_for_command
from csms.domain import ids, secrets
from csms.domain.commands import Command, CommandStatus
from csms.domain.results import Verdict
from csms.domain.stations import Station
from csms.ocpp.results import result_of
from operator_api.answers import JSON
from operator_api.fields import ShownTime

# API Gateway gives up after 29 s.
MAX_WAIT_S = 25
DESCRIBED: dict[int, Any] = {
    200: {"description": "The outcome: the command is final."},
    202: {"description": "On its way or queued; `Location` is where its outcome will be."},
}
_WAIT = re.compile(r'(?:^|[\s,;])wait\s*=\s*"?(\d{1,9})', re.IGNORECASE)
sleep = time.sleep


class CommandErrorView(BaseModel):
    """The station's CALLERROR, in its own words."""

    code: str
    description: str


class DetailedErrorView(CommandErrorView):
    """A CALLERROR that said more in its details."""

    details: Any


class ResultView(BaseModel):
    """What the end of a command means. `later` is agreed to and not in force yet (`Scheduled`, `RebootRequired`, a
    start that will be tried); `open` is known to nobody. `status` is the station's own word, `meaning` ours."""

    verdict: Verdict
    meaning: str
    status: str | None


class CommandView(BaseModel):
    """`done` means that the station answered, not that it agreed: `response` is its answer's payload, `result` what
    it means.

    `failed` carries the `error` it answered with instead. Without an answer a command is `timed_out`; a late
    answer still makes it `done` or `failed`. Waiting commands are `queued`, and `expired` past `queue_until`.
    `parts` are the ids of all the commands of a request that took more than one; this is the last of them.
    Passwords in a request are shown as `***`.
    """

    id: str
    station: str
    action: str
    ocpp_version: str
    status: CommandStatus
    request: Any
    response: Any
    error: DetailedErrorView | CommandErrorView | None
    result: ResultView | None
    created_at: ShownTime
    sent_at: ShownTime | None
    finished_at: ShownTime | None
    deadline: ShownTime | None
    queue_until: ShownTime | None
    requested_by: str | None
    parts: list[str] = []


def view(command: Command, identity: str) -> CommandView:
    error, result = command.error, result_of(command)
    return CommandView(
        id=ids.join(command.station_key, command.message_id),
        station=identity,
        action=command.action,
        ocpp_version=command.version,
        status=command.status,
        request=json.loads(secrets.shown(command.action, command.request)),
        response=command.response,
        error=_error(error) if error else None,
        result=ResultView(**result.__dict__) if result else None,
        created_at=command.created_at,
        sent_at=command.sent_at,
        finished_at=command.finished_at,
        deadline=command.deadline,
        queue_until=command.queue_until,
        requested_by=command.requested_by,
    )


def _error(error: dict[str, Any]) -> CommandErrorView:
    members = {"code": "", "description": ""} | error
    return DetailedErrorView(**members) if members.get("details") else CommandErrorView(**members)


def answer(ports: Ports, station: Station, commands: list[Command], prefer: str | None) -> Response[CommandView]:
    """The last command as it is now, or as it is when the time that the caller would wait is over."""
    seconds, command = preferred_wait(prefer), commands[-1]
    if seconds is not None:
        command = wait_for_command(ports, command, seconds, sleep)
    shown = view(command, station.identity)
    if len(commands) > 1:
        shown.parts = [ids.join(station.key, part.message_id) for part in commands]
    headers = {"Location": f"/api/commands/{shown.id}"}
    if seconds is not None:
        headers["Preference-Applied"] = f"wait={seconds}"
    return Response(200 if command.status.final else 202, JSON, shown, headers)


def preferred_wait(prefer: str | None) -> int | None:
    """The seconds of `wait=N` (RFC 7240), at most 25; None where the header says nothing of the kind."""
    found = _WAIT.search(prefer or "")
    return min(int(found.group(1)), MAX_WAIT_S) if found else None
