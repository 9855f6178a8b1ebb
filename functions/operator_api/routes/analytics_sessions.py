"""How sessions are distributed: when they arrive, how long they stay, what they take; in all and by token group."""

from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_shapes import read_distribution, read_groups
from csms.application.read_usage import zone_of
from csms.domain.usage.amounts import Amounts
from csms.domain.usage.shapes import DURATION_MIN, ENERGY_KWH, IDLE_MIN
from operator_api import routing
from operator_api.analytics_fields import From, SpanView, To, Whose, money, scope, shown, span, wh

router = routing.router()


class BinView(BaseModel):
    """Sessions above the bound of the bin before and up to `up_to`; null is the bin without an upper bound."""

    up_to: float | None
    sessions: int


class SessionsView(BaseModel):
    """Of sessions that have ended. `arrivals` are by hour of the site's day, 0 to 23; durations and idle times in
    minutes, energy in kWh. Means are null without sessions. `revenue` is exact decimal text by currency."""

    sessions: int
    energy_wh: float
    occupied_s: int
    charging_s: int
    idle_s: int
    unmet_wh: float
    revenue: dict[str, str]
    mean_energy_wh: float | None
    mean_duration_s: float | None
    arrivals: list[int]
    durations_min: list[BinView]
    energy_kwh: list[BinView]
    idle_min: list[BinView]


class DistributionView(BaseModel):
    """Of the sessions that began on the days from the first to the last asked for, both whole, by the clock of their
    site."""

    asked: SpanView
    distribution: SessionsView


class GroupView(BaseModel):
    """`group` is null for drivers without one."""

    group: str | None
    distribution: SessionsView


class GroupsView(BaseModel):
    """Of the sessions that began in the months that were asked for, each whole, by the clock of their site."""

    asked: SpanView
    items: list[GroupView]


@router.get("/api/analytics/distributions")
def distributions(site: Whose = None, station: Whose = None, start: From = None, until: To = None) -> DistributionView:
    """When drivers arrive, how long they stay, what they take, and how long their cars stand idle: at a station, at a
    site, or everywhere."""
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, None)
    zone = zone_of(ports, whose, None)
    return DistributionView(
        asked=shown(asked, zone), distribution=_sessions(read_distribution(ports, whose, asked, zone))
    )


@router.get("/api/analytics/token-groups")
def token_groups(site: Whose = None, station: Whose = None, start: From = None, until: To = None) -> GroupsView:
    """The charging behaviour of each token group: at a station, at a site, or everywhere."""
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, None)
    zone = zone_of(ports, whose, None)
    found = read_groups(ports, whose, asked, zone)
    items = [GroupView(group=group or None, distribution=_sessions(sums)) for group, sums in found.items()]
    return GroupsView(asked=shown(asked, zone), items=items)


def _sessions(sums: Amounts) -> SessionsView:
    count, energy, occupied = (sums.get(name, 0) for name in ("n0", "e0", "o0"))
    return SessionsView(
        sessions=count,
        energy_wh=wh(energy),
        occupied_s=occupied,
        charging_s=sums.get("c0", 0),
        idle_s=occupied - sums.get("c0", 0),
        unmet_wh=wh(sums.get("u0", 0)),
        revenue={name[1:4]: money(value) for name, value in sorted(sums.items()) if name[0] == "r"},
        mean_energy_wh=round(wh(energy) / count, 3) if count else None,
        mean_duration_s=round(occupied / count, 3) if count else None,
        arrivals=[sums.get(f"a{hour}", 0) for hour in range(24)],
        durations_min=_bins(sums, "d", DURATION_MIN),
        energy_kwh=_bins(sums, "g", ENERGY_KWH),
        idle_min=_bins(sums, "i", IDLE_MIN),
    )


def _bins(sums: Amounts, letter: str, bounds: tuple[int, ...]) -> list[BinView]:
    return [
        BinView(up_to=bound, sessions=sums.get(f"{letter}{index}", 0)) for index, bound in enumerate((*bounds, None))
    ]
