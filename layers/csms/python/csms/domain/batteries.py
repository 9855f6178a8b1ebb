"""What a car's battery holds, from how its state of charge rose with the energy that it was given."""

from csms.domain.metering import Live

LEAST_RISE = 20.0
"""In points of the state of charge: it is told in whole ones."""
_SMALLEST_WH, _LARGEST_WH = 4_000.0, 300_000.0


def capacity_wh(live: Live) -> float | None:
    """By the charger's meter, so what is lost on the way into the battery is in it: a goal is energy of that meter.

    None where too little was charged to tell, or no car holds so much or so little.
    """
    told = (live.first_soc_percent, live.last_soc_percent, live.first_soc_register_wh, live.last_soc_register_wh)
    begin, end, begin_wh, end_wh = told
    if begin is None or end is None or begin_wh is None or end_wh is None or end - begin < LEAST_RISE:
        return None
    capacity = (end_wh - begin_wh) / (end - begin) * 100
    return round(capacity, -2) if _SMALLEST_WH <= capacity <= _LARGEST_WH else None
