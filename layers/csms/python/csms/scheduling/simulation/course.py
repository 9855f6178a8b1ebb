"""A replay over many steps, in slices that may be far apart: its state is all there is to keep between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from csms.scheduling.simulation.past import PastSession
from csms.scheduling.simulation.replay import Replay, Rules, advance
from csms.scheduling.simulation.score import Period, Score


@dataclass
class Course:
    """Where one variant's replay stands, and what came of it so far."""

    replay: Replay
    score: Score

    @classmethod
    def of(cls, period: Period) -> Self:
        return cls(Replay(), Score([0.0] * period.count))

    def step(self, index: int, arriving: Iterable[PastSession], period: Period, rules: Rules) -> None:
        """Steps come in order; `arriving` are the sessions that begin within this one."""
        peak_w = self.score.peak_w(period, period.month_of(index), index)
        advanced = advance(self.replay, arriving, period.start(index), rules, peak_w)
        self.replay = advanced.replay
        self.score.load_wh[index] = advanced.load_wh
        for guest in advanced.left:
            self.score.close(guest.session, guest.delivered_wh)

    def finish(self) -> None:
        """Count the cars that are still there with what they have."""
        for guest in self.replay.guests:
            self.score.close(guest.session, guest.delivered_wh)
        self.replay = Replay(habit=self.replay.habit, fallbacks=self.replay.fallbacks)

    def to_dict(self) -> dict[str, Any]:
        return {"replay": self.replay.to_dict(), "score": self.score.to_dict()}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(Replay.from_dict(members["replay"]), Score.from_dict(members["score"]))


def simulate(sessions: Iterable[PastSession], period: Period, rules: Rules) -> Course:
    """All of it at once, for sessions that fit into memory. One that begins before the period is not seen."""
    course, waiting = Course.of(period), sorted(sessions, key=lambda session: session.arrival)
    for index in range(period.count):
        start, end = period.start(index), period.start(index + 1)
        course.step(index, [session for session in waiting if start <= session.arrival < end], period, rules)
    course.finish()
    return course
