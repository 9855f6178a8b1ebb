"""Quirks that a station seems to have, by its own settings and by what it refused; an operator decides."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csms.domain.commands import Command
from csms.domain.configuration import Configuration
from csms.domain.profile_capacity import STACK_KEYS, UNIT_KEYS, level_of, only_unit
from csms.domain.quirks import KeyText
from csms.domain.stations import OcppVersion

_ENOUGH_KEYS = 5


@dataclass(frozen=True)
class Suggestion:
    """`value` for the member `quirk` of a station model, and what speaks for it."""

    quirk: str
    value: Any
    because: str


def suggested_quirks(version: OcppVersion, known: Configuration, commands: Iterable[Command]) -> list[Suggestion]:
    """One for each quirk, the settings' word first; `commands` newest first."""
    found: dict[str, Suggestion] = {}
    for suggestion in (*_by_settings(version, known), *_by_refusals(commands)):
        found.setdefault(suggestion.quirk, suggestion)
    return list(found.values())


def _by_settings(version: OcppVersion, known: Configuration) -> Iterator[Suggestion]:
    for key in UNIT_KEYS:
        if unit := only_unit(known.value(key)):
            yield Suggestion("rate_unit", unit, f"{key} is {known.value(key)}")
    for key in STACK_KEYS:
        if (level := level_of(known.value(key))) is not None:
            yield Suggestion("max_stack_level", level, f"{key} is {level}")
    keys = [setting.key for setting in known.settings.values()]
    if version is OcppVersion.V16 and len(keys) >= _ENOUGH_KEYS and all(key == key.lower() for key in keys):
        yield Suggestion("lower_case_keys", True, "it spells all of its keys in lower case")


def _by_refusals(commands: Iterable[Command]) -> Iterator[Suggestion]:
    """What a station took later speaks against it: only the newest answer to a kind of request counts."""
    heard: set[str] = set()
    for command in commands:
        kind = _kind(command)
        if kind is None or kind in heard or not command.status.final:
            continue
        heard.add(kind)
        if _refused(command):
            yield Suggestion(*_REFUSALS[kind])


_REFUSALS: dict[str, tuple[str, Any, str]] = {
    "trigger": ("trigger_without_connector", True, "it refused a TriggerMessage that named a connector"),
    "key": ("authorization_key", KeyText.TEXT, "it refused an AuthorizationKey in hex"),
}


def _kind(command: Command) -> str | None:
    request = json.loads(command.request)
    if command.action == "TriggerMessage" and (request.get("connectorId") or request.get("evse")):
        return "trigger"
    is_key = command.action == "ChangeConfiguration" and str(request.get("key")).casefold() == "authorizationkey"
    return "key" if is_key else None


def _refused(command: Command) -> bool:
    if command.error is not None:
        return True
    response = command.response if isinstance(command.response, dict) else {}
    return response.get("status") in ("Rejected", "NotImplemented", "NotSupported")
