"""What is known of a station's settings: its 1.6 configuration keys, its 2.x variables, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from csms.domain.secret_settings import is_secret_key
from csms.domain.station_models import folded

_REPORTS_KEPT = 3


class Source(StrEnum):
    """How a value is known: the station was asked, was told, or reported it."""

    GET = "get"
    SET = "set"
    NOTIFIED = "notified"


@dataclass(frozen=True)
class Reading:
    """A setting as a station has just told it; `value` is None where it tells none (write-only, or empty)."""

    key: str
    value: str | None
    read_only: bool | None = None


@dataclass(frozen=True)
class Setting:
    """`key` in the station's spelling. `pending` was taken at `pending_at` and counts from the boot that follows
    (RebootRequired). The value of a password is never kept.
    """

    key: str
    value: str | None
    read_only: bool | None
    read_at: str
    source: Source
    pending: str | None = None
    pending_at: str | None = None

    def waits_for_reboot(self, booted_at: str | None) -> bool:
        return self.pending_at is not None and (booted_at or "") <= self.pending_at

    def value_since(self, booted_at: str | None) -> str | None:
        """What waited for a boot that has come, unless the station has told the value since."""
        if self.pending_at is None or booted_at is None or self.waits_for_reboot(booted_at):
            return self.value
        return self.pending if self.read_at < booted_at else self.value


@dataclass(frozen=True)
class Report:
    """A 2.x report in parts, which may come in any order (2.0.1 B07, B08); complete when none up to the last misses."""

    request_id: int
    updated_at: str
    full: bool = False
    parts: frozenset[int] = frozenset()
    last_part: int | None = None

    @property
    def complete(self) -> bool:
        return self.last_part is not None and self.parts >= set(range(self.last_part + 1))


@dataclass(frozen=True)
class Configuration:
    """`settings` and `unknown` (keys that the station says it does not have → when) go by folded keys.

    `complete_at`: when the station last told everything. `version` counts the changes.
    """

    station_key: str
    version: int = 0
    settings: dict[str, Setting] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    complete_at: str | None = None

    def value(self, key: str) -> str | None:
        known = self.settings.get(folded(key))
        return known.value if known else None

    def number(self, key: str) -> int | None:
        """A setting that is a whole number from 1 up; None for anything else."""
        value = (self.value(key) or "").strip()
        return int(value) if value.isdecimal() and 0 < len(value) < 10 and int(value) else None

    def to_dict(self) -> dict[str, Any]:
        return {
            "settings": [setting.__dict__ for setting in self.settings.values()],
            "unknown": self.unknown,
            "reports": [{**report.__dict__, "parts": sorted(report.parts)} for report in self.reports],
            "complete_at": self.complete_at,
        }

    @classmethod
    def from_dict(cls, station_key: str, version: int, members: dict[str, Any]) -> Self:
        settings = [Setting(**{**item, "source": Source(item["source"])}) for item in members["settings"]]
        return cls(
            station_key=station_key,
            version=version,
            settings={folded(setting.key): setting for setting in settings},
            unknown=members["unknown"],
            reports=tuple(Report(**{**item, "parts": frozenset(item["parts"])}) for item in members["reports"]),
            complete_at=members["complete_at"],
        )


def with_readings(known: Configuration, readings: Iterable[Reading], at: str, source: Source) -> Configuration:
    """What the station tells replaces what was known; what waits for a reboot goes on waiting."""
    settings, unknown = dict(known.settings), dict(known.unknown)
    for reading in readings:
        name = folded(reading.key)
        value = None if is_secret_key(reading.key) else reading.value
        told = Setting(reading.key.strip(), value, reading.read_only, at, source)
        settings[name] = _after(settings.get(name), told)
        unknown.pop(name, None)
    return replace(known, settings=settings, unknown=unknown)


def _after(before: Setting | None, told: Setting) -> Setting:
    """Not every answer says whether a setting is read-only, and none what waits."""
    if before is None:
        return told
    read_only = before.read_only if told.read_only is None else told.read_only
    return replace(told, read_only=read_only, pending=before.pending, pending_at=before.pending_at)


def with_everything_told(known: Configuration, at: str) -> Configuration:
    return replace(known, complete_at=at)


def with_unknown(known: Configuration, keys: Iterable[str], at: str) -> Configuration:
    """Keys that the station says it does not have."""
    settings, unknown = dict(known.settings), dict(known.unknown)
    for key in keys:
        settings.pop(folded(key), None)
        unknown[folded(key)] = at
    return replace(known, settings=settings, unknown=unknown)


def with_change(known: Configuration, key: str, value: str, at: str, reboot_required: bool) -> Configuration:
    """A value that the station has accepted; its spelling of the key is kept where it has told one."""
    before = known.settings.get(folded(key)) or Setting(key.strip(), None, False, at, Source.SET)
    accepted = None if is_secret_key(key) else value
    if reboot_required:
        changed = replace(before, pending=accepted, pending_at=at)
    else:
        changed = Setting(before.key, accepted, False, at, Source.SET)
    unknown = {name: since for name, since in known.unknown.items() if name != folded(key)}
    return replace(known, settings={**known.settings, folded(key): changed}, unknown=unknown)


def with_full_report_asked(known: Configuration, request_id: int, asked_at: str, at: str) -> Configuration:
    """The station will report everything. Its parts may have come before its answer, but not before it was asked:
    those are of an older report of the same number."""
    before = _report(known, request_id, at)
    report = before if before.updated_at >= asked_at else Report(request_id, at)
    return _with_report(known, replace(report, full=True), at)


def with_part(known: Configuration, request_id: int, part: int, last: bool, at: str) -> Configuration:
    """One more part of a report has come."""
    report = _report(known, request_id, at)
    last_part = part if last else report.last_part
    return _with_report(known, replace(report, parts=report.parts | {part}, last_part=last_part, updated_at=at), at)


def _report(known: Configuration, request_id: int, at: str) -> Report:
    return next((r for r in known.reports if r.request_id == request_id), Report(request_id, at))


def _with_report(known: Configuration, report: Report, at: str) -> Configuration:
    others = tuple(r for r in known.reports if r.request_id != report.request_id)
    complete_at = at if report.full and report.complete else known.complete_at
    return replace(known, reports=(*others, report)[-_REPORTS_KEPT:], complete_at=complete_at)
