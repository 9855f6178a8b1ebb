"""Charging profiles between the wire (keys in snake_case, as the library hands them over) and our own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import inf
from typing import Any

from .charging import Charging
from .physics import power_w
from .profiles import STATION_MAX, ChargingProfile, Period

PURPOSES_1_6 = {"ChargePointMaxProfile": STATION_MAX}


def parse_profile(evse_id: int, wire: Mapping[str, Any]) -> ChargingProfile:
    schedule = wire["charging_schedule"]
    schedule = schedule if isinstance(schedule, dict) else schedule[0]
    purpose = wire["charging_profile_purpose"]
    return ChargingProfile(
        id=wire["id"] if "id" in wire else wire["charging_profile_id"],
        evse_id=evse_id,
        stack_level=wire["stack_level"],
        purpose=PURPOSES_1_6.get(purpose, purpose),
        kind=wire["charging_profile_kind"],
        unit=schedule["charging_rate_unit"],
        periods=tuple(_parse_period(period) for period in schedule["charging_schedule_period"]),
        start=parse_optional(schedule.get("start_schedule")),
        duration_s=schedule.get("duration"),
        recurrence=wire.get("recurrency_kind"),
        valid_from=parse_optional(wire.get("valid_from")),
        valid_to=parse_optional(wire.get("valid_to")),
        transaction_id=wire.get("transaction_id"),
    )


def composite_periods(
    station: Charging, evse_id: int, since: datetime, duration_s: int, unit: str
) -> list[dict[str, float]]:
    """Of one EVSE, or with 0 of all together, down to the wire's one decimal."""
    evses = [station.evse(evse_id)] if evse_id else station.evses
    transaction = evses[0].transaction if evse_id else None
    charging_since = transaction.started_at if transaction else None
    phases = max(evse.phases for evse in evses)
    max_a = sum(evse.max_current_a for evse in evses)
    limits = station.profiles.composite_a(evse_id, since, duration_s, charging_since, phases, max_a)
    return [
        {
            "start_period": start_s,
            "limit": round(limit_a if unit == "A" else power_w(limit_a, phases), 1),
            "number_phases": phases,
        }
        for start_s, limit_a in limits
    ]


def _parse_period(wire: Mapping[str, Any]) -> Period:
    return Period(wire["start_period"], float(wire.get("limit", inf)), wire.get("number_phases"))


def parse_time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def parse_optional(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)
