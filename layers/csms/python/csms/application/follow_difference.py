"""A station that was sampled holds something else than it accepted: an alarm, and its profile once more."""

from typing import Any

from csms.application.forget_grants import forget_grants
from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.domain import clock, ids
from csms.domain.alarms import Alarm
from csms.domain.composite_checks import CompositeCheck
from csms.domain.plans import SitePlan

COMPOSITE_DIFFERS = "composite_differs"


def follow_difference(ports: Ports, task: dict[str, Any]) -> None:
    """Where the station would allow more than we reckon, its profile counts no more and the site is planned anew.

    One that allows less than it could is left with it: sending the same again would change nothing.
    """
    station_key, message_id = task["station_key"], task["message_id"]
    check, station = ports.composite_checks.get(station_key, message_id), ports.stations.get(station_key)
    if check is None or station is None or check.agrees:
        return
    first, command = check.differences[0], ids.join(station_key, message_id)
    details = {"evse": check.station.evse, "station_a": first.station, "computed_a": first.computed, "command": command}
    raise_alarm(ports, station_key, Alarm.PROFILE_DEVIATION, kind=COMPOSITE_DIFFERS, **details)
    plan = ports.plans.get(station.site_id) if station.site_id else None
    held = _held(plan, station_key, check) if plan and check.allows_more else []
    if plan and held:
        forget_grants(ports, {"site_id": plan.site_id, "message_ids": held})


def _held(plan: SitePlan, station_key: str, check: CompositeCheck) -> list[str]:
    """What the EVSE had accepted when the station was asked."""
    accepted = [
        evse.control.accepted
        for evse in plan.evses
        if (evse.station_key, evse.evse) == (station_key, check.station.evse) and evse.control.accepted
    ]
    return [grant.message_id for grant in accepted if clock.to_text(grant.at) <= check.checked_at]
