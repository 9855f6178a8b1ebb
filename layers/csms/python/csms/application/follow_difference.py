"""A station that was sampled holds something else than it accepted, or no more: an alarm, and its profile once more."""

from typing import Any

from csms.application.forget_grants import forget_grants
from csms.application.ports import Ports, StationEvent
from csms.application.raise_alarm import raise_alarm
from csms.domain import clock, ids
from csms.domain.alarms import CLEARED_TYPE, Alarm
from csms.domain.composite_checks import CompositeCheck
from csms.domain.plans import SitePlan


def follow_difference(ports: Ports, task: dict[str, Any]) -> None:
    """Where the station would allow more than we reckon, its profile counts no more and the site is planned anew.

    One that allows less than it could is left with it: sending the same again would change nothing.
    """
    station_key, message_id = task["station_key"], task["message_id"]
    check, station = ports.composite_checks.get(station_key, message_id), ports.stations.get(station_key)
    if check is None or station is None:
        return
    if check.agrees:
        _clear(ports, station_key, check)
        return
    _ring(ports, station_key, check)
    plan = ports.plans.get(station.site_id) if station.site_id else None
    held = _held(plan, station_key, check) if plan and check.allows_more else []
    if plan and held:
        forget_grants(ports, {"site_id": plan.site_id, "message_ids": held})


def _ring(ports: Ports, station_key: str, check: CompositeCheck) -> None:
    first, command = check.differences[0], ids.join(station_key, check.message_id)
    details = {"evse": check.station.evse, "station_a": first.station, "computed_a": first.computed, "command": command}
    raise_alarm(ports, station_key, Alarm.COMPOSITE_DIFFERS, **details)


def _clear(ports: Ports, station_key: str, check: CompositeCheck) -> None:
    """Once: the event's id is the question's."""
    event = {"alarm": Alarm.COMPOSITE_DIFFERS.value, "evse": check.station.evse}
    cleared = StationEvent(check.message_id, CLEARED_TYPE, clock.to_text(ports.now()), event)
    ports.station_events.add(station_key, cleared)


def _held(plan: SitePlan, station_key: str, check: CompositeCheck) -> list[str]:
    """What the EVSE had accepted when the station was asked."""
    accepted = [
        evse.control.accepted
        for evse in plan.evses
        if (evse.station_key, evse.evse) == (station_key, check.station.evse) and evse.control.accepted
    ]
    return [grant.message_id for grant in accepted if clock.to_text(grant.at) <= check.checked_at]
