"""The sessions of a problem as arrays, one entry per car; energies in kWh, times in hours from now."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from csms.scheduling.blocks import Blocks, Floats
from csms.scheduling.lessons import Lessons, line_of
from csms.scheduling.problem import Problem, Session
from csms.scheduling.taper import Line

Complex = NDArray[np.complex128]

OVERDUE_STAY_H = 1.0
"""How long a car is expected to stay that should have left already."""
_LEAST_EXPECTED_A = 0.3
_SPARED, _CAUTION, _ROOM = 0.15, 1.5, 2.0
"""Who may wait is done before the end of its stay: by what its taper takes longer, which is a guess, and by the share
of the cars that leave early times `_CAUTION`; in all by `_SPARED` of its stay at most, and by less where it could not
take `_ROOM` times its energy until then."""
_TAPERED_A = 2.0


@dataclass(frozen=True)
class Cars:
    """`max_a` is what a car takes at most, `line_a` and `fall_a_per_kwh` are its taper; `expected_a` is what it takes
    at most in the first block.

    `wanted_kwh` is all that a car wants, with what it has; `asked_kwh` is what is left of that and `need_kwh` as
    much of it as it can take while it is there. `ceiling_a` and `inside_h` are n x K: the highest set point in each
    block, and how long the car is there. Who is not `promised` more gets a bonus at most. `early_share` of the site's
    cars leave sooner than they say.
    """

    sessions: tuple[Session, ...]
    kw_per_a: Floats
    min_a: Floats
    max_a: Floats
    wanted_kwh: Floats
    asked_kwh: Floats
    need_kwh: Floats
    priority: Floats
    promised: NDArray[np.bool_]
    line_a: Floats
    fall_a_per_kwh: Floats
    expected_a: Floats
    ceiling_a: Floats
    inside_h: Floats
    early_share: float

    def __len__(self) -> int:
        return len(self.sessions)


def cars(problem: Problem, blocks: Blocks, lessons: Lessons, waits: bool) -> Cars:
    """`waits`: the plan may put energy off, and leaves time for cars that take less or leave sooner than known."""
    sessions = problem.sessions
    kw_per_a = _array(session.watts_per_a / 1000 for session in sessions)
    lines = [line_of(s, taper, lessons.habit) for s, taper in zip(sessions, lessons.tapers, strict=True)]
    max_a = _array(line.most_a for line in lines)
    leaves_h = _array(_leaves_h(problem, session) for session in sessions)
    asked = _array(np.inf if s.energy_wh is None else max(s.energy_wh, 0.0) / 1000 for s in sessions)
    ceiling_a = np.array([_ceiling(session, blocks) for session in sessions])
    if waits:
        most_kw = kw_per_a[:, None] * np.minimum(ceiling_a, max_a[:, None])
        tail_h = _array(map(_tail_h, lines, kw_per_a, asked))
        spared_h = np.minimum(tail_h + _CAUTION * problem.punctuality.early_share * leaves_h, _SPARED * leaves_h)
        leaves_h = np.minimum(leaves_h, np.maximum(leaves_h - spared_h, _after_h(blocks, most_kw, _ROOM * asked)))
    most_kwh = kw_per_a * max_a * leaves_h
    line_a, fall = _array(line.now_a for line in lines), _array(line.fall_a_per_kwh for line in lines)
    half_step = fall * kw_per_a * blocks.hours[0] / 2
    return Cars(
        sessions=sessions,
        kw_per_a=kw_per_a,
        min_a=_array(session.least_a for session in sessions),
        max_a=max_a,
        asked_kwh=asked,
        need_kwh=np.minimum(asked, np.maximum(most_kwh, 1e-6)),
        wanted_kwh=np.minimum(asked, most_kwh) + _array(s.delivered_wh / 1000 for s in sessions),
        priority=_array(session.priority for session in sessions),
        promised=np.array([not session.bonus for session in sessions], dtype=bool),
        line_a=line_a,
        fall_a_per_kwh=fall,
        expected_a=np.clip(line_a / (1 + half_step), _LEAST_EXPECTED_A, np.maximum(max_a, _LEAST_EXPECTED_A)),
        ceiling_a=ceiling_a,
        inside_h=blocks.inside(leaves_h),
        early_share=problem.punctuality.early_share,
    )


def _leaves_h(problem: Problem, session: Session) -> float:
    now = problem.starts[0]
    hours = ((session.departure or problem.until) - now) / timedelta(hours=1)
    return hours if hours > 0 else OVERDUE_STAY_H


def _after_h(blocks: Blocks, most_kw: Floats, kwh: Floats) -> Floats:
    """After how many hours each car (n) can have taken its `kwh`, at a power (n x K) of its own: at most the last."""
    ends_h = np.append(blocks.starts_h, blocks.starts_h[-1] + blocks.hours[-1])
    taken = np.cumsum(most_kw * blocks.hours, axis=1)
    return _array(np.interp(most, np.append(0.0, line), ends_h) for most, line in zip(kwh, taken, strict=True))


def _tail_h(line: Line, kw_per_a: float, kwh: float) -> float:
    """How much longer a car takes for its energy than at its full current; below `_TAPERED_A` it falls no further."""
    fall = max(line.fall_a_per_kwh, 1e-6)
    tapering_kwh = kwh - max((line.now_a - line.most_a) / fall, 0.0)
    if tapering_kwh <= 0 or line.most_a <= 0:
        return 0.0
    first_a, last_a = min(line.now_a, line.most_a), max(line.now_a - fall * kwh, _TAPERED_A)
    tapering_h = math.log(max(first_a / last_a, 1.0)) / (fall * kw_per_a)
    return max(tapering_h - tapering_kwh / (kw_per_a * line.most_a), 0.0)


def _ceiling(session: Session, blocks: Blocks) -> Floats:
    if not session.ceiling_a:
        return np.full(len(blocks), session.max_a)
    return np.minimum(blocks.lowest(np.array(session.ceiling_a)), session.max_a)


def _array(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)
