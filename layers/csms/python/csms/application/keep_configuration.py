"""What stations answer about their settings is kept: what they told, what they took, what they do not have."""

from dataclasses import dataclass

from csms.application.ports import Effects, Ports
from csms.domain import configuration as conf
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.configuration import Configuration, Reading, Source

READ_ORIGIN = "configuration"
REST_DELAY_S = 2


@dataclass(frozen=True)
class ConfigurationTold:
    """`everything`: no keys were named. `usual_keys` are what to ask for by name where that was too much to ask."""

    readings: tuple[Reading, ...]
    unknown: tuple[str, ...] = ()
    everything: bool = False
    usual_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    key: str
    value: str
    reboot_required: bool = False


@dataclass(frozen=True)
class SettingsChanged:
    """The changes that the station has taken, and the keys that it does not have."""

    changes: tuple[Change, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportPromised:
    """A station answers a request for a report; `accepted`: its parts will follow, or are here already."""

    request_id: int
    full: bool
    accepted: bool


def keep_told(ports: Ports, command: Command, outcome: Outcome, told: ConfigurationTold) -> Effects:
    """A reading of ours that did not bring everything goes on by name, in chunks (GetConfigurationMaxKeys)."""
    if outcome.status is CommandStatus.FAILED and told.everything:
        return Effects(tasks=_rest(command, told.usual_keys))
    if outcome.status is not CommandStatus.DONE:
        return Effects()
    known = ports.configurations.get(command.station_key)
    kept = conf.with_readings(known, told.readings, outcome.finished_at, Source.GET)
    kept = conf.with_unknown(kept, told.unknown, outcome.finished_at)
    if not told.everything:
        return _kept(ports, kept)
    cut_off = len(told.readings) == kept.number("GetConfigurationMaxKeys") or not told.readings
    kept = conf.with_everything_told(kept, outcome.finished_at) if not cut_off else kept
    return _kept(ports, kept, _rest(command, told.usual_keys if cut_off else ()))


def keep_changed(ports: Ports, command: Command, outcome: Outcome, changed: SettingsChanged) -> Effects:
    if outcome.status is not CommandStatus.DONE or not (changed.changes or changed.unknown):
        return Effects()
    kept = conf.with_unknown(ports.configurations.get(command.station_key), changed.unknown, outcome.finished_at)
    for change in changed.changes:
        kept = conf.with_change(kept, change.key, change.value, outcome.finished_at, change.reboot_required)
    return _kept(ports, kept)


def expect_report(ports: Ports, command: Command, outcome: Outcome, promised: ReportPromised) -> Effects:
    if outcome.status is not CommandStatus.DONE or not (promised.accepted and promised.full):
        return Effects()
    known = ports.configurations.get(command.station_key)
    asked_at = command.sent_at or command.created_at
    return _kept(ports, conf.with_full_report_asked(known, promised.request_id, asked_at, outcome.finished_at))


def _kept(ports: Ports, kept: Configuration, tasks: tuple[tuple[int, dict[str, object]], ...] = ()) -> Effects:
    return Effects((ports.configurations.prepared_save(kept),), tasks)


def _rest(command: Command, usual_keys: tuple[str, ...]) -> tuple[tuple[int, dict[str, object]], ...]:
    """Only where we were asked to read everything: nothing is sent that nobody asked for."""
    if command.origin != READ_ORIGIN:
        return ()
    task: dict[str, object] = {
        "task": "read_rest",
        "station_key": command.station_key,
        "message_id": command.message_id,
        "since": command.sent_at or command.created_at,
        "usual_keys": list(usual_keys),
    }
    return ((REST_DELAY_S, task),)
