"""Scheduling, pure: the site problem, its solver, and the way from a plan to charging profiles."""

from csms.domain.sites import Strategy
from csms.scheduling.problem import EvseId, Limit, Method, Plan, Problem, Session, Tariff
from csms.scheduling.punctuality import Punctuality
from csms.scheduling.solver import solve
from csms.scheduling.taper import Habit, Taper

__all__ = [
    "EvseId",
    "Habit",
    "Limit",
    "Method",
    "Plan",
    "Problem",
    "Punctuality",
    "Session",
    "Strategy",
    "Taper",
    "Tariff",
    "solve",
]
