"""The currents that a station can set, in A per phase."""

import math

MIN_CURRENT_A = 6.0
"""IEC 61851-1: a control pilot cannot ask a car for less; between 0 and 6 A it pauses."""
STEP_A = 0.1
"""A limit has one decimal (2.0.1 ChargingSchedulePeriodType.limit; 1.6 ChargingSchedulePeriod.limit)."""
_ALMOST = 1e-6
_DECIMALS = 6


def round_down(current_a: float, step_a: float = STEP_A) -> float:
    """To a multiple of `step_a`, never up: but for what arithmetic has taken from one."""
    return round(math.floor(current_a / step_a + _ALMOST) * step_a, _DECIMALS)


def round_up(current_a: float, step_a: float = STEP_A) -> float:
    """To a multiple of `step_a`, never down."""
    return round(math.ceil(current_a / step_a - _ALMOST) * step_a, _DECIMALS)
