"""A CALL that an operator asked for: sent once, however often the request for it is made."""

from dataclasses import replace
from datetime import timedelta

from csms.application.ports import Ports
from csms.application.send_command import CommandRequest, send_command
from csms.domain import secrets
from csms.domain.commands import Command
from csms.domain.errors import ConcurrentChangeError, ConflictError, InvalidError
from csms.domain.stations import Station

# A command is forgotten after 90 days; what waits must not outlive it.
MAX_WAIT = timedelta(days=60)


def call_station(ports: Ports, station: Station, wanted: CommandRequest, idempotency_key: str | None) -> Command:
    """As `send_command`; an idempotency key that has made a command gives that command again.

    Raises ConflictError where the key stands for a different CALL.
    """
    if wanted.queue_until is not None and wanted.queue_until > ports.now() + MAX_WAIT:
        raise InvalidError(f"queue_until is more than {MAX_WAIT.days} days ahead", "queue_until")
    if idempotency_key is None:
        return send_command(ports, station, wanted)
    message_id = ports.commands.claim(station.key, idempotency_key, ports.new_id())
    known = ports.commands.get(station.key, message_id)
    return _same(known, wanted) if known else _send_once(ports, station, replace(wanted, message_id=message_id))


def _send_once(ports: Ports, station: Station, wanted: CommandRequest) -> Command:
    """Two requests with one key may run at the same time: the one that stores the command sends it."""
    try:
        return send_command(ports, station, wanted)
    except ConcurrentChangeError:
        known = ports.commands.get(station.key, wanted.message_id or "")
        if known is None:
            raise
        return _same(known, wanted)


def _same(known: Command, wanted: CommandRequest) -> Command:
    if (known.action, _shown(known)) != (wanted.action, _shown(wanted)):
        raise ConflictError("this Idempotency-Key has been used for a different call")
    return known


def _shown(call: Command | CommandRequest) -> str:
    """A secret is not kept once its command has left, and so cannot be compared."""
    return secrets.shown(call.action, call.request)
