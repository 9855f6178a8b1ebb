"""Commands, their order, and the one slot of a station."""

from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.commands import Command, CommandStatus, Outcome


class Commands(Protocol):
    def get(self, station_key: str, message_id: str) -> Command | None: ...
    def get_many(self, keys: list[tuple[str, str]]) -> list[Command]:
        """Those that exist, in any order; a key is (station key, message id)."""

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Command]: ...
    def claim(self, station_key: str, idempotency_key: str, message_id: str) -> str:
        """The message id that the key stands for: this one, unless an earlier claim gave it another."""

    def add_queued(self, command: Command, along: tuple[PreparedWrite, ...] = ()) -> None: ...
    def add_sent(self, command: Command, takes_slot: bool, along: tuple[PreparedWrite, ...] = ()) -> bool:
        """Store before sending; False when another CALL is in flight (nothing is stored then).

        Raises ConcurrentChangeError when a command of this message id exists, or a write `along` does not hold."""

    def next_queued(self, station_key: str) -> Command | None: ...
    def mark_sent(self, command: Command, takes_slot: bool) -> bool:
        """Move a queued command onto the wire; False when the slot is taken or the command is no longer queued."""

    def requeue(self, command: Command, held_slot: bool) -> None:
        """Undo `mark_sent` or `add_sent`: the link was gone before the CALL left."""

    def finish(
        self,
        station_key: str,
        message_id: str,
        outcome: Outcome,
        only_from: frozenset[CommandStatus],
        frees_slot: bool = True,
        along: tuple[PreparedWrite, ...] = (),
    ) -> bool:
        """Store the outcome, free the slot if this command holds it, take it out of the queue if it stands there.

        False where the command's status is none of `only_from`; raises ConcurrentChangeError where a write
        `along` does not hold."""
