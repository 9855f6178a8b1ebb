"""A car in a replay: what it has been given, and what is known of it by then."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from csms.domain.currents import round_down
from csms.scheduling.problem import Plan, Session
from csms.scheduling.simulation.past import PastSession
from csms.scheduling.taper import Taper

STEP = timedelta(minutes=15)
_PARTS = 3
"""A car's ability is looked up so many times in a step."""


@dataclass(frozen=True)
class Guest:
    """A car that is there, or is still to come in this step."""

    session: PastSession
    delivered_wh: float = 0.0
    last_a: float | None = None
    measured_a: float | None = None
    taper: Taper = field(default_factory=Taper)

    @property
    def left_wh(self) -> float:
        return max(self.session.energy_wh - self.delivered_wh, 0.0)

    def session_now(self, known: bool) -> Session:
        """As the solver is given it; unless `known`, without what it wants and until when."""
        past = self.session
        return Session(
            evse=past.evse,
            arrival=past.arrival,
            max_a=round_down(past.max_a, past.step_a),
            min_a=past.min_a,
            step_a=past.step_a,
            departure=past.departure if known else None,
            energy_wh=self.left_wh if known else None,
            delivered_wh=self.delivered_wh,
            watts_per_a=past.watts_per_a,
            priority=past.priority,
            last_a=self.last_a,
            measured_a=self.measured_a,
            taper=self.taper,
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "session": self.session.to_dict()}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        session, taper = PastSession.from_dict(members["session"]), Taper(**members["taper"])
        return cls(**{**members, "session": session, "taper": taper})


def charge(guest: Guest, plan: Plan, at: datetime) -> Guest:
    """The car after the first step of a plan: it takes its set point or what it can, until it has what it wants."""
    session, set_point_a = guest.session, plan.set_points[guest.session.evse][0]
    hours = (min(session.departure, at + STEP) - max(session.arrival, at)) / timedelta(hours=1)
    delivered_wh = guest.delivered_wh
    for _ in range(_PARTS):
        drawn_a = min(set_point_a, session.able_a(delivered_wh))
        delivered_wh += min(drawn_a * session.watts_per_a * hours / _PARTS, session.energy_wh - delivered_wh)
    measured_a = (delivered_wh - guest.delivered_wh) / (session.watts_per_a * hours) if hours > 0 else None
    return replace(
        guest,
        delivered_wh=delivered_wh,
        last_a=set_point_a,
        measured_a=measured_a,
        taper=plan.tapers[session.evse],
    )
