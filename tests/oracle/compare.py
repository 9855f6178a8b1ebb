"""Our answer to a case of libocpp, and whether it agrees."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose
from csms.domain.composite_schedule import CompositePeriod, Installation, Placed, composite_schedule
from csms.domain.profile_timeline import TURNS
from tests.oracle.libocpp import Case

# libocpp's own comparison lets starts differ by less than this.
SLACK_S = 10


def verdict(case: Case) -> tuple[str, str]:
    """agrees, differs, or beyond (what we do not compute), and why."""
    if case.unknown:
        return "beyond", ", ".join(sorted(case.unknown))
    ours = [_shown(period, case.default) for period in answer(case)]
    if len(ours) == len(case.expected) and all(map(_fits, ours, case.expected)):
        return "agrees", ""
    return "differs", f"expected {case.expected}, ours {ours}"


def answer(case: Case) -> tuple[CompositePeriod, ...]:
    """For the station as a whole the default is what each EVSE draws where nothing speaks for it."""
    profiles = [Placed(one.evse, _begun(one.profile, case.start)) for one in case.profiles]
    lowest = [Placed(0, _default(case))] if case.evse == 0 else []
    installed = Installation([*profiles, *lowest], case.evses, case.anchors)
    return composite_schedule(installed, case.evse, case.start, case.duration_s, case.rate_unit).periods


def _begun(profile: ChargingProfile, by: datetime) -> ChargingProfile:
    """libocpp takes the start of a recurring schedule for a time of day, and repeats it backwards too; K01.FR.30 wants
    nothing before it. Its cases ask weeks before such starts: those are moved back by whole turns."""
    if profile.kind is not Kind.RECURRING or profile.start_schedule is None:
        return profile
    start, turn = clock.parse_stored(profile.start_schedule), TURNS[profile.recurrency or "Daily"]
    turns = -(-max(start - by, turn * 0) // turn)
    return replace(profile, start_schedule=clock.to_text(start - turns * turn))


def _default(case: Case) -> ChargingProfile:
    periods = (Period(0, case.default),)
    return ChargingProfile(0, -1, Purpose.TX_DEFAULT, Kind.RELATIVE, periods, case.rate_unit)


def _shown(period: CompositePeriod, default: float) -> dict[str, Any]:
    limit = default if period.limit is None else period.limit
    return {"start_s": period.start_s, "limit": limit, "phases": period.number_phases}


def _fits(ours: dict[str, Any], expected: dict[str, Any]) -> bool:
    starts = abs(ours["start_s"] - expected.get("start_s", ours["start_s"])) < SLACK_S
    limits = abs(ours["limit"] - expected["limit"]) < 0.1
    return starts and limits and ours["phases"] == expected.get("phases", ours["phases"])
