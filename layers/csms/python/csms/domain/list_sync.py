"""Bringing a station's local list in step, message by message, whatever gets lost on the way.

The station is asked for the version that it holds. If that is the one we know the contents of, it gets what differs,
else the whole list; the first message of a whole list is Full, all others are Differential, each with a version of its
own, higher than any before (2.0.1 D01.FR.03, .11, .18, .19; 1.6 §5.15). Where an answer does not come, the version
tells whether the message got through.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from csms.domain.stations import OcppVersion

MAX_TRIES = 3
MAX_RESTARTS = 2


class ListStatus(StrEnum):
    UNKNOWN = "unknown"
    SYNCING = "syncing"
    IN_STEP = "in_step"
    OUT_OF_STEP = "out_of_step"
    NOT_SUPPORTED = "not_supported"
    FAILED = "failed"


class Turn(StrEnum):
    """What we have to do next; None while the station has to answer, or nothing is to be done."""

    ASK = "ask"
    PLAN = "plan"
    SEND = "send"


@dataclass(frozen=True)
class LocalList:
    """`version` is what the station last told or accepted, `version_told` whether it has done so in this sync,
    `highest` the highest that we ever gave it.

    `trusted`: the list that was planned last is what the station holds, at `version`. `full`, `empty`: what the plan
    sends; `next_full`, `next_empty`: what was asked for. `sent` of `total` changes have been accepted, `in_message` are
    on their way under `message_id` as `message_version`. `opened`: the Full message of a full plan was accepted.
    `planned_for` is the OCPP version that the plan was told in: told in another one it is another list. `tries` counts
    messages without an answer in a row, `restarts` how often this sync had to begin anew.
    """

    station_key: str
    status: ListStatus = ListStatus.UNKNOWN
    turn: Turn | None = None
    message_id: str | None = None
    version: int | None = None
    highest: int = 0
    version_told: bool = False
    trusted: bool = False
    planned: bool = False
    planned_for: OcppVersion | None = None
    full: bool = False
    empty: bool = False
    opened: bool = False
    sent: int = 0
    total: int = 0
    entries: int = 0
    in_message: int = 0
    message_version: int | None = None
    tries: int = 0
    restarts: int = 0
    again: bool = False
    next_full: bool = False
    next_empty: bool = False
    error: str | None = None
    items_per_message: int | None = None
    bytes_per_message: int | None = None
    requested_at: str | None = None
    requested_by: str | None = None
    queue_until: str | None = None
    computed_at: str | None = None
    finished_at: str | None = None
    revision: int = 0

    @property
    def opens(self) -> bool:
        """The next message is a Full one."""
        return self.full and not self.opened


@dataclass(frozen=True)
class SyncWish:
    """`full` sends the whole list without asking first; `empty` takes every token from it."""

    at: str
    by: str | None = None
    full: bool = False
    empty: bool = False
    items_per_message: int | None = None
    bytes_per_message: int | None = None
    queue_until: str | None = None


def requested(known: LocalList, wish: SyncWish) -> LocalList:
    """A sync that runs goes on to its end, and another one follows it."""
    wanted = replace(
        known,
        requested_at=wish.at,
        requested_by=wish.by,
        next_full=wish.full or (known.again and known.next_full),
        next_empty=wish.empty,
        items_per_message=wish.items_per_message,
        bytes_per_message=wish.bytes_per_message,
        queue_until=wish.queue_until,
    )
    if known.status is ListStatus.SYNCING:
        return replace(wanted, again=True)
    return _begun(wanted)


def _begun(known: LocalList) -> LocalList:
    turn = Turn.PLAN if known.next_full else Turn.ASK
    return replace(
        known, status=ListStatus.SYNCING, turn=turn, message_id=None, message_version=None, in_message=0, planned=False,
        version_told=False, tries=0, restarts=0, again=False, error=None, sent=0, total=0, finished_at=None,
    )  # fmt: skip


def asking(known: LocalList, message_id: str) -> LocalList:
    return replace(known, turn=None, message_id=message_id)


def told_version(known: LocalList, version: int, at: str) -> LocalList:
    """The station's answer to our question. 0 is no list, less than 0 a station that keeps none (1.6 §5.10)."""
    if version < 0:
        return not_supported(known, at)
    if known.planned and known.version_told:
        return _resumed(known, version, at)
    trusted = known.trusted and version == known.version
    return replace(
        known, turn=Turn.PLAN, message_id=None, message_version=None, in_message=0, planned=False, version=version,
        version_told=True, trusted=trusted,
    )  # fmt: skip


def _resumed(known: LocalList, version: int, at: str) -> LocalList:
    """Did the message without an answer get through?"""
    if version == known.message_version:
        return accepted(known, at)
    if version == known.version:
        return replace(known, turn=Turn.SEND, message_id=None, message_version=None, in_message=0)
    anew = _anew(known, Turn.PLAN, "VersionMismatch", at)
    return replace(anew, version=version) if anew.turn is Turn.PLAN else anew


def plans_full(known: LocalList) -> bool:
    return known.next_full or known.next_empty or not known.trusted


def planning(known: LocalList, version: OcppVersion) -> LocalList:
    return known if known.planned_for is version else replace(known, trusted=False, planned_for=version)


def planned(known: LocalList, total: int, entries: int, at: str) -> LocalList:
    """`total` changes lead to a list of `entries`; without any the station has what it shall have."""
    full = plans_full(known)
    plan = replace(
        known, planned=True, full=full, empty=known.next_empty, opened=False, sent=0, total=total, entries=entries,
        computed_at=at, turn=Turn.SEND, next_full=False, message_version=None, in_message=0,
    )  # fmt: skip
    return plan if full or total else _ended(plan, ListStatus.IN_STEP, at)


def sending(known: LocalList, message_id: str, count: int) -> LocalList:
    """Under a version that no message has had before."""
    version = max(known.highest, known.version or 0) + 1
    return replace(
        known, turn=None, message_id=message_id, message_version=version, highest=version, in_message=count,
        trusted=False,
    )  # fmt: skip


def accepted(known: LocalList, at: str) -> LocalList:
    further = replace(
        known, version=known.message_version, sent=known.sent + known.in_message, opened=True, in_message=0,
        message_version=None, message_id=None, version_told=True, tries=0, turn=Turn.SEND,
    )  # fmt: skip
    if further.again and further.next_empty != further.empty:
        return _begun(further)
    return further if further.sent < further.total else _ended(replace(further, trusted=True), ListStatus.IN_STEP, at)


def mismatched(known: LocalList, at: str) -> LocalList:
    """VersionMismatch: ask which version it holds, then send it all."""
    return _anew(known, Turn.ASK, "VersionMismatch", at)


def failed(known: LocalList, at: str, error: str) -> LocalList:
    """The station could not take a message: after a Differential it gets the whole list, after a Full one nothing."""
    if known.planned and known.message_version is not None and not known.opens:
        return _anew(known, Turn.PLAN, error, at)
    return _ended(known, ListStatus.FAILED, at, error)


def unanswered(known: LocalList, at: str) -> LocalList:
    """Nobody knows whether the message got through: the station's version will tell."""
    if known.tries + 1 >= MAX_TRIES:
        return _ended(known, ListStatus.OUT_OF_STEP, at, "no_answer")
    return replace(known, turn=Turn.ASK, message_id=None, tries=known.tries + 1)


def given_up(known: LocalList, at: str, error: str) -> LocalList:
    return _ended(known, ListStatus.OUT_OF_STEP, at, error)


def refused(known: LocalList, at: str, error: str) -> LocalList:
    return _ended(known, ListStatus.FAILED, at, error)


def not_supported(known: LocalList, at: str) -> LocalList:
    return _ended(replace(known, again=False, trusted=False, version=None), ListStatus.NOT_SUPPORTED, at)


def noticed(known: LocalList, version: int, at: str) -> LocalList:
    """What the station tells somebody else, or takes from somebody else, of its list."""
    if known.status is ListStatus.SYNCING or version == known.version:
        return known
    if version < 0:
        return not_supported(known, at)
    status = ListStatus.UNKNOWN if known.status is ListStatus.UNKNOWN else ListStatus.OUT_OF_STEP
    trusted = known.trusted and version == known.version
    return replace(known, status=status, version=version, trusted=trusted)


def overwritten(known: LocalList, version: int) -> LocalList:
    """Somebody has sent the station a list by the raw door."""
    changed = replace(known, trusted=False, highest=max(known.highest, version))
    if known.status is ListStatus.SYNCING:
        return replace(changed, again=True, next_full=True)
    return replace(changed, status=ListStatus.OUT_OF_STEP, version=version, error=None)


def _anew(known: LocalList, turn: Turn, error: str, at: str) -> LocalList:
    """With the whole list."""
    if known.restarts >= MAX_RESTARTS:
        return _ended(known, ListStatus.FAILED, at, error)
    return replace(
        known, turn=turn, planned=False, trusted=False, message_id=None, message_version=None, in_message=0,
        restarts=known.restarts + 1,
    )  # fmt: skip


def _ended(known: LocalList, status: ListStatus, at: str, error: str | None = None) -> LocalList:
    ended = replace(
        known, status=status, turn=None, message_id=None, message_version=None, in_message=0, planned=False,
        finished_at=at, error=error,
    )  # fmt: skip
    return _begun(ended) if known.again else ended
