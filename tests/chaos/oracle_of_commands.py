"""What is left over at a station, and whether its commands tell the truth."""

from csms.application.ports import Ports
from csms.application.read_commands import read_commands
from csms.domain.commands import Command, CommandStatus
from csms.domain.ids import key_of
from tests.chaos.truth import TrueCall, Truth
from tests.chaos.verdict import Verdict


def judge_station(verdict: Verdict, ports: Ports, truth: Truth, identity: str) -> None:
    station = ports.stations.get(key_of(identity))
    assert station is not None
    leftovers = {
        "slot": station.in_flight,
        "queued_commands": station.queued_commands,
        "open_transactions": station.open_transactions,
    }
    commands = read_commands(ports, station, 1000, None).items
    station = ports.stations.get(key_of(identity)) or station
    leftovers["queued_commands"] = station.queued_commands
    for what, value in leftovers.items():
        if value:
            verdict.find("stuck", identity, f"{what} is {value}")
    for command in commands:
        _judge_command(verdict, identity, command, truth.calls.get(command.message_id))


def _judge_command(verdict: Verdict, identity: str, command: Command, call: TrueCall | None) -> None:
    name = f"command {command.message_id} {command.action} is {command.status}"
    said = call.said if call else []
    if not command.status.final:
        verdict.find("stuck", identity, name)
    elif command.status is CommandStatus.DONE and ("result", command.response) not in said:
        verdict.find("untrue", identity, f"{name} ({command.response}), but the station said {said}")
    elif command.status is CommandStatus.FAILED and not any(kind == "error" for kind, _ in said):
        verdict.find("untrue", identity, f"{name}, but the station said {said}")
    elif command.status is CommandStatus.TIMED_OUT and call and call.heard:
        verdict.find("answer lost", identity, f"{name}, but the station's answer {said} was taken")
    elif command.status in (CommandStatus.CANCELLED, CommandStatus.EXPIRED) and call and call.sent:
        verdict.find("untrue", identity, f"{name}, but it was sent")
    if call and call.sent > 1:
        verdict.find("untrue", identity, f"{name} was sent {call.sent} times")
