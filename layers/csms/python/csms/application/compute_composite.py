"""The composite schedule of a station as it follows from the profiles that we know it holds."""

from datetime import datetime, timedelta

from csms.application.ports import Ports
from csms.application.quirks_of import quirks_of
from csms.application.read_installed_profiles import running_transactions, settle
from csms.domain import clock
from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_schedule import CompositeSchedule, Installation, Placed, composite_schedule
from csms.domain.power import AC_PHASES, NOMINAL_V, Supply
from csms.domain.stations import Station
from csms.domain.transactions import Transaction

LONGEST = timedelta(days=7)


def compute_composite(
    ports: Ports, station: Station, evse: int, start: datetime, duration_s: int, rate_unit: RateUnit
) -> CompositeSchedule:
    """From `start` over `duration_s`, at most a week."""
    known = _installation(ports, station, evse)
    return composite_schedule(known, evse, start, min(duration_s, int(LONGEST.total_seconds())), rate_unit)


def supply_of(ports: Ports, station: Station) -> Supply:
    quirks = quirks_of(ports, station)
    return Supply(quirks.voltage_v or NOMINAL_V, quirks.number_phases or AC_PHASES)


def _installation(ports: Ports, station: Station, evse: int) -> Installation:
    running = running_transactions(ports, station)
    held = settle(ports, station, running)
    return Installation(
        profiles=[Placed(one.evse, one.profile) for one in held if one.awaits is None],
        evses=station.evses | ({evse} if evse else frozenset()),
        anchors=_anchors(running),
        supply=supply_of(ports, station),
    )


def _anchors(running: list[Transaction]) -> dict[int, datetime]:
    """When the newest transaction of each EVSE began."""
    in_order = sorted(running, key=lambda transaction: transaction.started_at)
    return {one.evse: clock.parse_stored(one.started_at) for one in in_order if one.evse}
