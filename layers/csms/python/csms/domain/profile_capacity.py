"""What a station says of the charging profiles that it takes, by its settings (1.6 §9.3, 2.x SmartChargingCtrlr)."""

from csms.domain.charging_profiles import RateUnit
from csms.domain.configuration import Configuration
from csms.domain.quirks import Quirks

UNIT_KEYS = ("ChargingScheduleAllowedChargingRateUnit", "SmartChargingCtrlr.RateUnit")
STACK_KEYS = ("ChargeProfileMaxStackLevel", "SmartChargingCtrlr.ProfileStackLevel")
PERIOD_KEYS = ("ChargingScheduleMaxPeriods", "SmartChargingCtrlr.PeriodsPerSchedule")
# 1.6 says Current and Power (§9.3.2), 2.x A and W; both have been seen in either.
_UNITS = {"current": RateUnit.AMPERE, "a": RateUnit.AMPERE, "power": RateUnit.WATT, "w": RateUnit.WATT}


def only_unit(text: str | None) -> RateUnit | None:
    """The one unit that a setting names; None where it names none or both."""
    units = {_UNITS.get(word.strip().casefold()) for word in (text or "").split(",")} - {None}
    return units.pop() if len(units) == 1 else None


def level_of(text: str | None) -> int | None:
    """A stack level, 0 included; None for what is none."""
    level = (text or "").strip()
    return int(level) if level.isdecimal() else None


def told_quirks(known: Configuration) -> Quirks:
    """The only unit and the highest stack level that the station says it takes; empty where it says nothing."""
    units = (only_unit(known.value(key)) for key in UNIT_KEYS)
    levels = (level_of(known.value(key)) for key in STACK_KEYS)
    return Quirks(
        rate_unit=next((unit for unit in units if unit is not None), None),
        max_stack_level=next((level for level in levels if level is not None), None),
    )


def max_periods(known: Configuration) -> int | None:
    return next((number for key in PERIOD_KEYS if (number := known.number(key)) is not None), None)
