"""Past sessions replayed under other limits, prices or strategies, by the live planner's solver. Pure."""

from csms.scheduling.simulation.course import Course, simulate
from csms.scheduling.simulation.guest import STEP
from csms.scheduling.simulation.past import Curve, PastSession, ability, energy_per_step
from csms.scheduling.simulation.replay import HORIZON, Replay, Rules
from csms.scheduling.simulation.score import Loss, Period, Score

__all__ = [
    "HORIZON",
    "STEP",
    "Course",
    "Curve",
    "Loss",
    "PastSession",
    "Period",
    "Replay",
    "Rules",
    "Score",
    "ability",
    "energy_per_step",
    "simulate",
]
