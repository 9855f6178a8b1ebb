"""Scheduling, pure: the site problem, its solver, and the way from a plan to charging profiles."""

from csms.scheduling.problem import EvseId, Limit, Plan, Problem, Session
from csms.scheduling.solver import solve

__all__ = ["EvseId", "Limit", "Plan", "Problem", "Session", "solve"]
