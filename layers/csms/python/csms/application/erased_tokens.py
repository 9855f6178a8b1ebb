"""What is told late of a driver who was erased meanwhile names the pseudonym, as the item does by now."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from csms.application.ports import Change, Ports
from csms.domain.erasures import is_pseudonym
from csms.domain.events import Happening
from csms.domain.ids import key_of

# By table: the token that the changed thing has now, None where the thing is gone.
_TOKEN_NOW: dict[str, Callable[[Ports, Any], str | None]] = {
    "transactions": lambda ports, thing: _token(ports.transactions.get(thing.id)),
    "reservations": lambda ports, thing: _token(ports.reservations.get(thing.id)),
    "unknown-tokens": lambda ports, thing: _token(ports.unknown_tokens.get(key_of(thing.token))),
}


def without_erased_token(ports: Ports, change: Change, happening: Happening) -> Happening:
    told = getattr(happening.data, "token", None)
    if not told or change.table not in _TOKEN_NOW:
        return happening
    now = _TOKEN_NOW[change.table](ports, change.new)
    if now is not None and not is_pseudonym(now):
        return happening
    return replace(happening, data=replace(happening.data, token=now or ""))


def _token(thing: Any) -> str | None:
    return thing.token if thing else None
