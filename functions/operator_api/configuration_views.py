"""What is known of a station's settings, as operators see it."""

from pydantic import BaseModel

from csms.domain.configuration import Configuration, Report, Setting
from operator_api.drift_views import DriftItemView
from operator_api.fields import Page, ShownTime, slice_page


class SettingView(BaseModel):
    """`source`: the station was asked (`get`), was told (`set`), or reported it (`notified`). `value` is null where the
    station tells none, and for passwords. `reboot_required`: it has taken
    `value_after_reboot`, in force from its next boot."""

    key: str
    value: str | None
    read_only: bool | None
    read_at: ShownTime
    source: str
    reboot_required: bool
    value_after_reboot: str | None


class ReportView(BaseModel):
    """A 2.x report that comes in parts; `missing` are the numbers of those up to the last that have not come."""

    request_id: int
    full: bool
    complete: bool
    parts: int
    missing: list[int]
    updated_at: ShownTime


class ConfigurationView(Page[SettingView]):
    """By key. `complete_at`: when the station last told everything; `unknown`: keys that it says it does not have."""

    complete_at: ShownTime | None
    unknown: list[str]
    reports: list[ReportView]


class ApplyView(BaseModel):
    """`sent` are the settings that are being changed, `commands` those that change and read them again; `left` is what
    is not in step and cannot be sent."""

    sent: list[DriftItemView]
    left: list[DriftItemView]
    commands: list[str]


def configuration_view(
    known: Configuration, booted_at: str | None, limit: int, cursor: str | None
) -> ConfigurationView:
    page = slice_page([known.settings[name] for name in sorted(known.settings)], limit, cursor)
    return ConfigurationView(
        items=[_setting(setting, booted_at) for setting in page.items],
        next_cursor=page.next_cursor,
        complete_at=known.complete_at,
        unknown=sorted(known.unknown),
        reports=[_report(report) for report in known.reports],
    )


def _setting(setting: Setting, booted_at: str | None) -> SettingView:
    waits = setting.waits_for_reboot(booted_at)
    return SettingView(
        key=setting.key,
        value=setting.value_since(booted_at),
        read_only=setting.read_only,
        read_at=setting.read_at,
        source=setting.source,
        reboot_required=waits,
        value_after_reboot=setting.pending if waits else None,
    )


def _report(report: Report) -> ReportView:
    return ReportView(
        request_id=report.request_id,
        full=report.full,
        complete=report.complete,
        parts=len(report.parts),
        missing=sorted(set(range(report.last_part or 0)) - report.parts),
        updated_at=report.updated_at,
    )
