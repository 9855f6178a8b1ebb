"""What 2.x stations tell of charging beside transactions: others' limits, cars' needs, cars' schedules."""

from typing import Any

from csms.application.check_ev_schedule import EvSchedule, check_ev_schedule
from csms.application.record_ev_needs import RecordEvNeeds, record_ev_needs
from csms.application.record_external_limit import (
    ClearedLimit,
    TakenLimit,
    clear_external_limit,
    record_external_limit,
)
from csms.application.record_station_event import RecordStationEvent
from csms.domain import clock
from csms.domain.charging_profiles import Period, RateUnit
from csms.domain.ev_needs import EvNeeds
from csms.ocpp.dialect import Inbound, Payload, generic_status, nothing

_PHASES = {"AC_single_phase": 1, "AC_two_phase": 2, "AC_three_phase": 3}
_FULL_PERCENT = 100


def _limit(payload: Payload) -> TakenLimit:
    """With the first of its schedules; a period that sets no limit (2.1) sets none."""
    told = payload["chargingLimit"]
    schedule: Payload = next(iter(payload.get("chargingSchedule") or ()), {})
    return TakenLimit(
        source=told["chargingLimitSource"],
        evse=int(payload.get("evseId") or 0),
        grid_critical=bool(told.get("isGridCritical")),
        unit=RateUnit(schedule.get("chargingRateUnit", RateUnit.AMPERE)),
        start=_time(schedule.get("startSchedule")),
        duration_s=schedule.get("duration"),
        periods=_periods(schedule),
        event=RecordStationEvent("NotifyChargingLimit", payload),
    )


def _cleared(payload: Payload) -> ClearedLimit:
    event = RecordStationEvent("ClearedChargingLimit", payload)
    return ClearedLimit(payload["chargingLimitSource"], payload.get("evseId"), event)


def _needs(payload: Payload) -> RecordEvNeeds:
    needs = payload["chargingNeeds"]
    ac, dc = needs.get("acChargingParameters") or {}, needs.get("dcChargingParameters") or {}
    energy_wh = _positive(ac.get("energyAmount") or dc.get("energyAmount")) or _to_full(dc)
    told = EvNeeds(
        at="",
        energy_wh=energy_wh,
        departure=_time(needs.get("departureTime")),
        max_a=_positive(ac.get("evMaxCurrent")),
        min_a=_positive(ac.get("evMinCurrent")),
        phases=_PHASES.get(needs.get("requestedEnergyTransfer", "")),
        max_periods=payload.get("maxScheduleTuples") or None,
    )
    return RecordEvNeeds(int(payload["evseId"]), told, RecordStationEvent("NotifyEVChargingNeeds", payload))


def _to_full(dc: Payload) -> float | None:
    """What a battery lacks that tells its capacity and its state of charge, but no amount."""
    capacity_wh, percent = _positive(dc.get("evEnergyCapacity")), dc.get("stateOfCharge")
    if capacity_wh is None or percent is None:
        return None
    full = dc.get("fullSoC") or _FULL_PERCENT
    return _positive((full - percent) / _FULL_PERCENT * capacity_wh)


def _schedule(payload: Payload) -> EvSchedule:
    """Its periods count from `timeBase`."""
    schedule = payload["chargingSchedule"]
    return EvSchedule(
        evse=int(payload["evseId"]),
        unit=RateUnit(schedule["chargingRateUnit"]),
        start=_time(payload.get("timeBase")),
        duration_s=schedule.get("duration"),
        periods=_periods(schedule),
        event=RecordStationEvent("NotifyEVChargingSchedule", payload),
    )


def _periods(schedule: Payload) -> tuple[Period, ...]:
    return tuple(
        Period(int(period["startPeriod"]), float(period["limit"]), period.get("numberPhases"))
        for period in schedule.get("chargingSchedulePeriod", ())
        if period.get("limit") is not None
    )


def _time(text: str | None) -> str | None:
    moment = clock.parse(text) if text else None
    return clock.to_text(moment) if moment else None


def _positive(value: Any) -> float | None:
    return float(value) if value is not None and value > 0 else None


def _processing(_: Any) -> Payload:
    """The planner will see it once it can be stored (K15.FR.05)."""
    return {"status": "Processing"}


CHARGING_LIMIT = Inbound(_limit, record_external_limit, nothing, nothing, sent_once=True)
CLEARED_LIMIT = Inbound(_cleared, clear_external_limit, nothing, nothing, sent_once=True)
EV_NEEDS = Inbound(_needs, record_ev_needs, generic_status, _processing, sent_once=True)
EV_SCHEDULE = Inbound(_schedule, check_ev_schedule, generic_status, lambda _: generic_status(True), sent_once=True)
