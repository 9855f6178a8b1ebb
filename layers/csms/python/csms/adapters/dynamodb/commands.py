"""Commands in DynamoDB: the outbox of a station, its order, and its one slot."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import CommandItem, ReceiptItem, StationItem
from csms.adapters.dynamodb.paging import decode_cursor, read_page
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction, is_condition_failure
from csms.application.ports import Page, PreparedWrite
from csms.domain import clock, secrets
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConcurrentChangeError
from csms.domain.passwords import PendingPassword, hash_password
from csms.domain.stations import OcppVersion

_QUEUED = frozenset({CommandStatus.QUEUED})


class DynamoCommands:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, station_key: str, message_id: str) -> Command | None:
        try:
            return command_of(CommandItem.get(station_key, message_id, consistent_read=True))
        except CommandItem.DoesNotExist:
            return None

    def get_many(self, keys: list[tuple[str, str]]) -> list[Command]:
        items = CommandItem.batch_get(sorted(set(keys)), consistent_read=True) if keys else ()
        return [command_of(item) for item in items]

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Command]:
        results = CommandItem.query(
            station_key,
            limit=limit,
            last_evaluated_key=decode_cursor(cursor),
            scan_index_forward=False,
            consistent_read=True,
        )
        return read_page(results, command_of)

    def claim(self, station_key: str, idempotency_key: str, message_id: str) -> str:
        """A receipt, and not an id made of the key: ids are times, and the queue and the list go by them."""
        key, expires = f"{station_key}/command/{idempotency_key}", datetime.now(UTC) + self._retention
        receipt = ReceiptItem(key, reply={"message_id": message_id}, expires_epoch_s=int(expires.timestamp()))
        try:
            receipt.save(ReceiptItem.key.does_not_exist())
        except PutError as error:
            if not is_condition_failure(error):
                raise
            return str(ReceiptItem.get(key, consistent_read=True).reply["message_id"])
        return message_id

    def add_queued(self, command: Command, along: tuple[PreparedWrite, ...] = ()) -> None:
        write = Transaction()
        write.take_along(along)
        write.put("command", _item(command, self._retention), CommandItem.message_id.does_not_exist())
        _count(write, command.station_key, 1)
        _commit_new(write)

    def add_sent(self, command: Command, takes_slot: bool, along: tuple[PreparedWrite, ...] = ()) -> bool:
        write = Transaction()
        write.take_along(along)
        write.put("command", _item(command, self._retention), CommandItem.message_id.does_not_exist())
        if takes_slot:
            _take_slot(write, command)
        return _commit_new(write)

    def next_queued(self, station_key: str) -> Command | None:
        waiting = list(CommandItem.queued.query(station_key, limit=1, consistent_read=True, page_size=1))
        return self.get(station_key, waiting[0].message_id) if waiting else None

    def mark_sent(self, command: Command, takes_slot: bool) -> bool:
        write = Transaction()
        actions: list[Any] = [
            CommandItem.status.set(command.status.value),
            CommandItem.sent_at.set(command.sent_at or ""),
            CommandItem.deadline.set(command.deadline or ""),
            CommandItem.queued_id.remove(),
            *_request_if_secret(command, secrets.shown(command.action, command.request)),
        ]
        write.update("command", _key(command), actions, CommandItem.status == CommandStatus.QUEUED.value)
        if takes_slot:
            _take_slot(write, command, queued=-1)
        else:
            _count(write, command.station_key, -1)
        return _holds(write)

    def requeue(self, command: Command, held_slot: bool) -> None:
        """The command keeps its place: its id is its age."""
        write = Transaction()
        actions = [
            CommandItem.status.set(CommandStatus.QUEUED.value),
            CommandItem.queued_id.set(command.message_id),
            CommandItem.queue_until.set(command.queue_until or ""),
            CommandItem.sent_at.remove(),
            CommandItem.deadline.remove(),
            *_request_if_secret(command, command.request),
        ]
        write.update("command", _key(command), actions, CommandItem.status == CommandStatus.SENT.value)
        if held_slot:
            station = [StationItem.queued_commands.add(1), StationItem.in_flight.remove()]
            held = StationItem.in_flight["message_id"] == command.message_id
            write.update("station", StationItem(command.station_key), station, held)
        else:
            _count(write, command.station_key, 1)
        _holds(write)

    def finish(
        self,
        station_key: str,
        message_id: str,
        outcome: Outcome,
        only_from: frozenset[CommandStatus],
        frees_slot: bool = True,
        along: tuple[PreparedWrite, ...] = (),
    ) -> bool:
        write = Transaction()
        write.take_along(along)
        _write_outcome(write, station_key, message_id, outcome, only_from)
        if only_from == _QUEUED:
            _count(write, station_key, -1)
        elif frees_slot:
            held = StationItem.in_flight["message_id"] == message_id
            write.update("station", StationItem(station_key), [StationItem.in_flight.remove()], held)
        try:
            write.commit()
        except ConditionFailedError as failed:
            if "command" in failed.labels:
                return False
            _raise_if_along(failed)
            return frees_slot and self.finish(station_key, message_id, outcome, only_from, False, along)
        return True


def _write_outcome(
    write: Transaction, station_key: str, message_id: str, outcome: Outcome, only_from: frozenset[CommandStatus]
) -> None:
    optional = ((CommandItem.response, outcome.response), (CommandItem.error, outcome.error))
    actions = [
        CommandItem.status.set(outcome.status.value),
        CommandItem.finished_at.set(outcome.finished_at),
        CommandItem.queued_id.remove(),
        *(attribute.set(value) for attribute, value in optional if value is not None),
    ]
    write.update(
        "command",
        CommandItem(station_key, message_id),
        actions,
        CommandItem.status.is_in(*(status.value for status in only_from)),
    )


def _take_slot(write: Transaction, command: Command, queued: int = 0) -> None:
    slot = {
        name: value
        for name, value in {
            "message_id": command.message_id,
            "action": command.action,
            "sent_at": command.sent_at,
            "origin": command.origin,
        }.items()
        if value is not None
    }
    actions: list[Any] = [StationItem.in_flight.set(slot)]
    password = secrets.new_password(command.action, command.request)
    if password is not None:
        pending = PendingPassword(hash_password(password), command.message_id)
        actions.append(StationItem.pending_password.set(asdict(pending)))
    if queued:
        actions.append(StationItem.queued_commands.add(queued))
    free = StationItem.key.exists() & StationItem.in_flight.does_not_exist()
    write.update("station", StationItem(command.station_key), actions, free)


def _count(write: Transaction, station_key: str, change: int) -> None:
    write.update(
        "station", StationItem(station_key), [StationItem.queued_commands.add(change)], StationItem.key.exists()
    )


def _commit_new(write: Transaction) -> bool:
    try:
        write.commit()
    except ConditionFailedError as failed:
        if "command" in failed.labels:
            raise ConcurrentChangeError("a command of this id exists") from None
        _raise_if_along(failed)
        return False
    return True


def _raise_if_along(failed: ConditionFailedError) -> None:
    if ALONG in failed.labels:
        raise ConcurrentChangeError("what belongs to the command has changed in between") from None


def _holds(write: Transaction) -> bool:
    return write.try_commit()


def _key(command: Command) -> CommandItem:
    return CommandItem(command.station_key, command.message_id)


def _request_if_secret(command: Command, text: str) -> list[Any]:
    """A secret is kept as long as it waits for its station, and no longer."""
    return [CommandItem.request.set(text)] if secrets.shown(command.action, command.request) != command.request else []


def _item(command: Command, retention: timedelta) -> CommandItem:
    done_by = clock.parse_stored(command.queue_until or command.created_at)
    waits = command.status is CommandStatus.QUEUED
    return CommandItem(
        command.station_key,
        command.message_id,
        queued_id=command.message_id if waits else None,
        action=command.action,
        request=command.request if waits else secrets.shown(command.action, command.request),
        status=command.status.value,
        ocpp_version=command.version.value,
        origin=command.origin,
        requested_by=command.requested_by,
        created_at=command.created_at,
        sent_at=command.sent_at,
        deadline=command.deadline,
        queue_until=command.queue_until,
        expires_epoch_s=int((done_by + retention).timestamp()),
    )


def command_of(item: CommandItem) -> Command:
    return Command(
        station_key=item.station_key,
        message_id=item.message_id,
        action=item.action,
        request=item.request,
        status=CommandStatus(item.status),
        version=OcppVersion(item.ocpp_version),
        created_at=item.created_at,
        response=item.response,
        error=item.error,
        origin=item.origin,
        requested_by=item.requested_by,
        sent_at=item.sent_at,
        finished_at=item.finished_at,
        deadline=item.deadline,
        queue_until=item.queue_until,
    )
