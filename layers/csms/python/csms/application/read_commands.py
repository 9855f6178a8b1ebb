"""Commands as they stand: what waited past its time reads as expired."""

from csms.application.drain_queue import expire_if_late
from csms.application.ports import Page, Ports
from csms.domain import ids
from csms.domain.commands import Command
from csms.domain.errors import NotFoundError
from csms.domain.stations import Station


def read_command(ports: Ports, public_id: str) -> Command:
    """Raises NotFoundError."""
    place = ids.split(public_id)
    command = ports.commands.get(*place) if place else None
    if command is None:
        raise NotFoundError(f"there is no command {public_id}")
    return expire_if_late(ports, command)


def read_commands(ports: Ports, station: Station, limit: int, cursor: str | None) -> Page[Command]:
    page = ports.commands.page(station.key, limit, cursor)
    return Page([expire_if_late(ports, command) for command in page.items], page.next_cursor)
