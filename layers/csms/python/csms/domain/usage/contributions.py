"""What a session adds to the sums: a pure function of the session, so it can be taken back and added anew."""

from collections import Counter

from csms.domain.usage import amounts, spread
from csms.domain.usage.amounts import HOUR_S, HOURS, QUARTER_S, QUARTERS, Contribution, Key
from csms.domain.usage.sessions import Session
from csms.domain.usage.shapes import shape

# By hour or by quarter (`e`, `w`), counted from 1970.
Series = dict[str, Counter[int]]
_BY_QUARTER = frozenset({"e", "w"})
# What only a site's connection is asked about.
_SITE_ONLY = frozenset({"w"})


def contribution(session: Session) -> Contribution:
    """Of its connector, its site, the operator, and, once it has ended, of their distributions."""
    made = series(session)
    found = spread_out(made, session.station_key, (session.evse, session.connector), session.site_id)
    if session.ended:
        found |= _shapes(session)
    return {key: sums for key, sums in found.items() if sums}


def counted_group(known: Contribution) -> str | None:
    """The token group that an ended session was counted for, "" where it had none; None where it is not counted yet."""
    periods = (key.period for key in known if key.scope.startswith(amounts.groups("")))
    return next((period.partition("#")[2] for period in periods), None)


def _shapes(session: Session) -> Contribution:
    started = amounts.at(session.started_s).astimezone(session.zone)
    shaped, group = shape(session, started), f"{started:%Y-%m}#{session.group or ''}"
    shard = amounts.operator(amounts.shard_of(session.site_id or session.station_key))
    owners = [
        amounts.station(session.station_key),
        shard,
        *([amounts.site(session.site_id)] if session.site_id else []),
    ]
    days = {Key(amounts.shapes(owner), started.date().isoformat()): shaped for owner in owners}
    return days | {Key(amounts.groups(owner), group): shaped for owner in owners}


def series(session: Session) -> Series:
    """The session's energy and time by quarter and hour of UTC."""
    need = max(session.energy_mwh, session.goal_mwh or 0)
    wanted = spread.unhindered(session.points, session.started_s, need)
    spans = spread.charging_spans(session.points, session.started_s, session.until_s)
    made = {
        "e": spread.energy_by_slot(session.points, QUARTER_S),
        "w": spread.energy_by_slot(wanted, QUARTER_S),
        "o": spread.seconds_by_slot(session.started_s, session.until_s, HOUR_S),
        "c": spread.total(spread.seconds_by_slot(since_s, to_s, HOUR_S) for since_s, to_s in spans),
        "s": Counter({session.started_s // HOUR_S: 1}),
    }
    return made | _at_the_end(session)


def spread_out(made: Series, station_key: str, place: tuple[int, int], site_id: str | None) -> Contribution:
    """The series in the items of the connector, the site, and the operator's shard."""
    shard = amounts.shard_of(site_id or station_key)
    everywhere = {letter: slots for letter, slots in made.items() if letter not in _SITE_ONLY}
    found = _by_day(everywhere, amounts.station(station_key), f"#{place[0]}/{place[1]}")
    found |= _by_day(everywhere, amounts.operator(shard))
    return found | (_by_day(made, amounts.site(site_id)) if site_id else {})


def _at_the_end(session: Session) -> Series:
    """What is only known, and only counts, once the session has ended."""
    if not session.ended:
        return {}
    hour = session.until_s // HOUR_S
    made = {"n": Counter({hour: 1}), "u": Counter({hour: session.unmet_mwh})}
    if session.revenue:
        made[f"r{session.revenue[0]}"] = Counter({hour: session.revenue[1]})
    return made


def _by_day(made: Series, scope: str, place: str = "") -> Contribution:
    found: Contribution = {}
    for letter, slots in made.items():
        per_day = QUARTERS if letter in _BY_QUARTER else HOURS
        for slot, value in slots.items():
            day, index = divmod(slot, per_day)
            key = Key(scope, amounts.day_text(day) + place)
            amounts.add(found.setdefault(key, {}), f"{letter}{index}", value)
    return {key: sums for key, sums in found.items() if sums}
