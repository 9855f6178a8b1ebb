"""Whether the EVSEs draw what their stations have accepted: the loop that a plan alone leaves open."""

from collections.abc import Sequence
from dataclasses import replace

from csms.domain.plans import SitePlan
from csms.domain.profile_deviations import Deviation, observe
from csms.scheduling.bounds import Outlet
from csms.scheduling.inputs import SETTLES


def observed(outlets: Sequence[Outlet], previous: SitePlan | None) -> list[Outlet]:
    """The outlets, with what the newest reading of each says of its obedience."""
    known = {(evse.station_key, evse.transaction_id): evse.deviation for evse in previous.evses} if previous else {}
    return [
        replace(outlet, deviation=_deviation(outlet, known.get((outlet.station.key, outlet.session.transaction_id))))
        if outlet.session
        else outlet
        for outlet in outlets
    ]


def _deviation(outlet: Outlet, known: Deviation | None) -> Deviation | None:
    """Only a reading under a profile that was accepted a while before can tell."""
    running, accepted = outlet.session, outlet.control.accepted
    if running is None or running.measured_a is None or running.measured_at is None or accepted is None:
        return known
    at = running.measured_at
    if at < accepted.at + SETTLES or (accepted.until is not None and at >= accepted.until):
        return known
    moments = sorted({at - SETTLES, at, *(edge for edge in outlet.edges if at - SETTLES < edge <= at)})
    allowed_a = max(outlet.obeyed(moments))
    return observe(known, running.measured_a, at, allowed_a, outlet.station.max_a)
