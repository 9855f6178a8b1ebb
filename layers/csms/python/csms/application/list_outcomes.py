"""What a station's answers to SendLocalList and GetLocalListVersion tell of its list."""

from dataclasses import dataclass

from csms.application.ports import Effects, Ports
from csms.application.step_local_list import LIST_ORIGIN, sync_task
from csms.domain import list_sync
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.list_sync import LocalList

_NOT_SUPPORTED = {"NotImplemented", "NotSupported"}
_NEXT_MESSAGE_S = 2


@dataclass(frozen=True)
class ListAnswered:
    """`version` is the one that was sent, `word` the station's status."""

    version: int
    word: str | None


def version_answered(ports: Ports, command: Command, outcome: Outcome, version: int | None) -> Effects:
    """`version` is None where the station has not told a number."""
    state = ports.local_lists.get(command.station_key)
    if state is None or state.message_id != command.message_id:
        other = state or LocalList(command.station_key)
        strange = outcome.status is CommandStatus.DONE and command.origin != LIST_ORIGIN and version is not None
        return _changed(ports, other, list_sync.noticed(other, version or 0, outcome.finished_at) if strange else other)
    if outcome.status is not CommandStatus.DONE:
        return _changed(ports, state, _without_result(state, outcome))
    if version is None:
        return _changed(ports, state, list_sync.refused(state, outcome.finished_at, "unreadable_answer"))
    return _changed(ports, state, list_sync.told_version(state, version, outcome.finished_at))


def list_answered(ports: Ports, command: Command, outcome: Outcome, answer: ListAnswered) -> Effects:
    state = ports.local_lists.get(command.station_key)
    if state is None or state.message_id != command.message_id:
        strange = answer.word == "Accepted" and command.origin != LIST_ORIGIN
        other = state or LocalList(command.station_key)
        return _changed(ports, other, list_sync.overwritten(other, answer.version) if strange else other)
    if outcome.status is not CommandStatus.DONE:
        return _changed(ports, state, _without_result(state, outcome))
    return _changed(ports, state, _by_word(state, answer.word, outcome.finished_at))


def _by_word(state: LocalList, word: str | None, at: str) -> LocalList:
    match word:
        case "Accepted":
            return list_sync.accepted(state, at)
        case "VersionMismatch":
            return list_sync.mismatched(state, at)
        case "NotSupported":
            return list_sync.not_supported(state, at)
        case "Failed":
            return list_sync.failed(state, at, "Failed")
    return list_sync.refused(state, at, "unreadable_answer")


def _without_result(state: LocalList, outcome: Outcome) -> LocalList:
    at = outcome.finished_at
    match outcome.status:
        case CommandStatus.TIMED_OUT:
            return list_sync.unanswered(state, at)
        case CommandStatus.FAILED:
            code = str((outcome.error or {}).get("code") or "CALLERROR")
            if code in _NOT_SUPPORTED:
                return list_sync.not_supported(state, at)
            return list_sync.failed(state, at, code)
    return list_sync.given_up(state, at, "not_sent")


def _changed(ports: Ports, before: LocalList, after: LocalList) -> Effects:
    if after == before:
        return Effects()
    tasks = ((_NEXT_MESSAGE_S, sync_task(after.station_key)),) if after.turn is not None else ()
    return Effects(ports.local_lists.prepared_save(after), tasks)
