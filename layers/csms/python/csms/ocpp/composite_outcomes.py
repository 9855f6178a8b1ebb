"""The composite schedule that a station reports, in the words of each version."""

from csms.application.check_composite import CompositeTold, check_composite
from csms.domain import clock
from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_schedule import CompositePeriod
from csms.ocpp.dialect import OutcomeRow, OutcomeTable, Payload
from csms.ocpp.profile_wire import read_time


def _told_16(request: Payload, response: Payload) -> CompositeTold:
    schedule = response.get("chargingSchedule") or {}
    start = response.get("scheduleStart") or schedule.get("startSchedule")
    return _told(int(request["connectorId"]), request, response, schedule, start)


def _told_2x(request: Payload, response: Payload) -> CompositeTold:
    schedule = response.get("schedule") or {}
    return _told(int(request["evseId"]), request, response, schedule, schedule.get("scheduleStart"))


def _told(evse: int, request: Payload, response: Payload, schedule: Payload, start: str | None) -> CompositeTold:
    moment = read_time(start)
    # A clock that was never set tells 1970.
    if moment is not None and not clock.FIRST <= moment <= clock.LAST:
        raise ValueError("a schedule of another age")
    duration_s = int(schedule.get("duration") or request["duration"])
    if duration_s <= 0:
        raise ValueError("a schedule without a duration")
    asked = request.get("chargingRateUnit") or RateUnit.AMPERE
    return CompositeTold(
        status=response.get("status"),
        evse=evse,
        start=clock.to_text(moment) if moment else None,
        duration_s=duration_s,
        rate_unit=RateUnit(schedule.get("chargingRateUnit") or asked),
        periods=tuple(_period(period) for period in schedule.get("chargingSchedulePeriod") or ()),
    )


def _period(wire: Payload) -> CompositePeriod:
    """A period of 2.1 may set no limit."""
    limit, phases = wire.get("limit"), wire.get("numberPhases")
    return CompositePeriod(
        start_s=int(wire["startPeriod"]),
        limit=None if limit is None else float(limit),
        number_phases=None if phases is None else int(phases),
    )


COMPOSITE_16: OutcomeTable = {"GetCompositeSchedule": OutcomeRow(_told_16, check_composite)}
COMPOSITE_2X: OutcomeTable = {"GetCompositeSchedule": OutcomeRow(_told_2x, check_composite)}
