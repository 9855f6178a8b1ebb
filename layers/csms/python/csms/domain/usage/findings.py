"""What the numbers of a site, or of all, say in plain words, each with the numbers that it was found by."""

from collections.abc import Iterator

from csms.domain.station_ranking import Trouble
from csms.domain.usage.amounts import HOUR_S, QUARTER_S, at
from csms.domain.usage.connection_findings import limited, too_large
from csms.domain.usage.facts import FEWEST_SESSIONS, Facts, Finding, counted
from csms.domain.usage.shapes import IDLE_MIN

IDLE_SHARE = 0.3
UNMET_SHARE = 0.01
FULL_HOURS, FULL_SHARE = 4, 0.5
SHIFT_MIN, SHIFT_SHARE = 60, 0.25
OUT_OF_ORDER_SHARE = 0.02
TROUBLE_SCORE, MOST_TROUBLED = 5.0, 3


def findings(facts: Facts) -> list[Finding]:
    looks = (_idle, _unmet, limited, too_large, _full_hours, _shiftable, _unused, _out_of_order, _troubled)
    return [finding for look in looks for finding in look(facts)]


def _idle(facts: Facts) -> Iterator[Finding]:
    """Idle for IDLE_SHARE or more of the time plugged in."""
    occupied_s, charging_s = facts.history.total("o"), facts.history.total("c")
    if facts.sessions >= FEWEST_SESSIONS and occupied_s - charging_s >= IDLE_SHARE * occupied_s:
        share, percent = 1 - charging_s / occupied_s, 100 * (occupied_s - charging_s) // occupied_s
        yield Finding(
            "idle_share",
            f"Cars were plugged in for {occupied_s / HOUR_S:,.0f} hours and charged in {charging_s / HOUR_S:,.0f} of "
            f"them: {percent}% of the time they only stood there.",
            {"occupied_s": occupied_s, "charging_s": charging_s, "idle_share": round(share, 4)},
        )


def _unmet(facts: Facts) -> Iterator[Finding]:
    """Short by UNMET_SHARE or more of what was delivered."""
    energy, unmet = facts.history.total("e") / 1000, facts.history.total("u") / 1000
    if unmet and unmet >= UNMET_SHARE * energy:
        yield Finding(
            "unmet_demand",
            f"Sessions ended {unmet / 1000:,.1f} kWh short of what was asked for, beside {energy / 1000:,.1f} kWh "
            "that were delivered.",
            {"unmet_wh": unmet, "energy_wh": energy},
        )


def _full_hours(facts: Facts) -> Iterator[Finding]:
    """The FULL_HOURS hours in a row that take most energy take FULL_SHARE or more of it."""
    hours, total = [0] * 24, facts.history.total("e")
    for slot, mwh in facts.history.of("e").items():
        hours[at(slot * QUARTER_S).astimezone(facts.zone).hour] += mwh
    rows = {first: sum(hours[(first + after) % 24] for after in range(FULL_HOURS)) for first in range(24)}
    first = max(rows, key=lambda hour: rows[hour])
    if facts.sessions >= FEWEST_SESSIONS and rows[first] >= FULL_SHARE * total > 0:
        until = (first + FULL_HOURS) % 24
        yield Finding(
            "full_hours",
            f"{100 * rows[first] // total}% of the energy is charged between {first:02}:00 and {until:02}:00.",
            {"from_hour": first, "to_hour": until, "share": round(rows[first] / total, 4)},
        )


def _shiftable(facts: Facts) -> Iterator[Finding]:
    """SHIFT_SHARE or more of the sessions stood idle for longer than SHIFT_MIN."""
    sessions = facts.shapes.get("n0", 0)
    first = IDLE_MIN.index(SHIFT_MIN) + 1
    late = sum(facts.shapes.get(f"i{index}", 0) for index in range(first, len(IDLE_MIN) + 1))
    if sessions >= FEWEST_SESSIONS and late >= SHIFT_SHARE * sessions:
        yield Finding(
            "could_charge_later",
            f"{late} of {sessions} sessions stood for over an hour with nothing to charge: they could have charged "
            "when power was cheaper, and still left with the same energy.",
            {"sessions": sessions, "idle_over_an_hour": late},
        )


def _unused(facts: Facts) -> Iterator[Finding]:
    """No session in the whole span."""
    if facts.unused:
        names = ", ".join(facts.unused[:10]) + (" and others" if len(facts.unused) > 10 else "")
        yield Finding(
            "unused_connectors",
            f"{len(facts.unused)} of {facts.connectors} connectors were not used at all: {names}.",
            {"unused": len(facts.unused), "connectors": facts.connectors, "names": names},
        )


def _out_of_order(facts: Facts) -> Iterator[Finding]:
    """OUT_OF_ORDER_SHARE or more of the connectors' time."""
    lost_s, whole_s = facts.history.total("x"), facts.history.span.lasts_s * facts.connectors
    if whole_s and lost_s >= OUT_OF_ORDER_SHARE * whole_s:
        yield Finding(
            "out_of_order",
            f"Connectors were out of order for {lost_s / HOUR_S:,.1f} hours, {lost_s / whole_s:.1%} of their time, "
            f"with {counted(facts.history.total('f'), 'fault')}.",
            {"out_of_order_s": lost_s, "share": round(lost_s / whole_s, 4), "faults": facts.history.total("f")},
        )


def _troubled(facts: Facts) -> Iterator[Finding]:
    """The MOST_TROUBLED worst of the stations whose troubles come to TROUBLE_SCORE or more."""
    bad = [(name, trouble) for name, trouble in facts.troubled if trouble.score >= TROUBLE_SCORE]
    for name, trouble in bad[:MOST_TROUBLED]:
        numbers = {member: value for member, value in vars(trouble).items() if member != "station_key"}
        yield Finding("troubled_station", f"{name} needs a look: {_listed(trouble)}.", {"station": name, **numbers})


def _listed(trouble: Trouble) -> str:
    parts = (
        (trouble.out_of_order_s, f"{trouble.out_of_order_s / HOUR_S:,.1f} hours out of order"),
        (trouble.faults, counted(trouble.faults, "fault")),
        (trouble.silences, counted(trouble.silences, "silence")),
        (trouble.reboots, counted(trouble.reboots, "boot")),
        (trouble.deviant_days, f"{counted(trouble.deviant_days, 'day')} of messages that deviated from their schema"),
    )
    return ", ".join(text for count, text in parts if count)
