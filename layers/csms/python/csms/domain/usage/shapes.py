"""Distributions of sessions: how many arrive when, and stay, take and idle how much.

Letters: `a` arrivals by local hour of the day, `d` by duration, `g` by energy, `i` by idle time, the index being the
bin; `e n o c u r` as in `amounts`, with the index 0.
"""

from bisect import bisect_left
from datetime import datetime

from csms.domain.usage import amounts, spread
from csms.domain.usage.amounts import Amounts
from csms.domain.usage.sessions import Session

# Upper bounds, each belonging to its bin; one more bin takes what is above.
DURATION_MIN = (15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440)
ENERGY_KWH = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)
IDLE_MIN = (1, 15, 30, 60, 120, 240, 480, 1440)


def shape(session: Session, started: datetime) -> Amounts:
    """`started` in the site's zone."""
    occupied_s = session.until_s - session.started_s
    spans = spread.charging_spans(session.points, session.started_s, session.until_s)
    charging_s = sum(until_s - since_s for since_s, until_s in spans)
    made = {
        f"a{started.hour}": 1,
        f"d{bisect_left(DURATION_MIN, occupied_s / 60)}": 1,
        f"g{bisect_left(ENERGY_KWH, session.energy_mwh / 1e6)}": 1,
        f"i{bisect_left(IDLE_MIN, (occupied_s - charging_s) / 60)}": 1,
        "n0": 1,
        "e0": session.energy_mwh,
        "o0": occupied_s,
        "c0": charging_s,
        "u0": session.unmet_mwh,
    }
    if session.revenue:
        amounts.add(made, f"r{session.revenue[0]}0", session.revenue[1])
    return {name: value for name, value in made.items() if value}
