"""Charging profiles and schedules as stations and CALLs carry them, read into the domain's: 1.6 and 2.x alike."""

from datetime import datetime
from typing import Any

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose, RateUnit
from csms.ocpp.dialect import Payload

_PURPOSES_16 = {"ChargePointMaxProfile": Purpose.STATION_MAX}


def read_profile(wire: Payload) -> ChargingProfile:
    """With the first of up to three schedules (ISO 15118). Raises KeyError or ValueError for what sets no limits."""
    schedules = wire["chargingSchedule"]
    schedule: Payload = schedules[0] if isinstance(schedules, list) else schedules
    return ChargingProfile(
        id=int(wire["id"] if "id" in wire else wire["chargingProfileId"]),
        stack_level=int(wire["stackLevel"]),
        purpose=read_purpose(wire["chargingProfilePurpose"]),
        kind=Kind(wire["chargingProfileKind"]),
        periods=tuple(_period(period) for period in schedule["chargingSchedulePeriod"]),
        rate_unit=RateUnit(schedule["chargingRateUnit"]),
        recurrency=wire.get("recurrencyKind"),
        start_schedule=_stored(schedule.get("startSchedule")),
        duration_s=schedule.get("duration"),
        min_charging_rate=schedule.get("minChargingRate"),
        valid_from=_stored(wire.get("validFrom")),
        valid_to=_stored(wire.get("validTo")),
        transaction_id=str(wire["transactionId"]) if wire.get("transactionId") is not None else None,
    )


def read_purpose(wire: str) -> Purpose:
    return _PURPOSES_16.get(wire) or Purpose(wire)


def read_time(wire: Any) -> datetime | None:
    """None where there is none. Raises ValueError for what is no time."""
    if wire is None:
        return None
    moment = clock.parse(wire)
    if moment is None:
        raise ValueError("no time")
    return moment


def _stored(wire: Any) -> str | None:
    moment = read_time(wire)
    return clock.to_text(moment) if moment else None


def _period(wire: Payload) -> Period:
    return Period(int(wire["startPeriod"]), float(wire["limit"]), wire.get("numberPhases"))
