"""Schedules as operators book and see them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from csms.domain import ids
from csms.domain.schedules import Recurrence, Schedule
from operator_api.fields import Body, Name, Number, ShownTime, Time

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_ONCE: dict[str, Any] = {"starts_at": "2026-03-01T17:00:00Z", "ends_at": "2026-03-01T20:00:00Z"}
_WEEKLY: dict[str, Any] = {"recurrence": "weekly", "weekdays": ["mon", "tue"]}
_EVENING: dict[str, Any] = {**_WEEKLY, "start_time": "17:00", "end_time": "20:00"}
_NIGHT: dict[str, Any] = {**_WEEKLY, "start_time": "17:00", "end_time": "07:00"}
_EXAMPLES: list[Any] = [
    {"site_id": "depot", "limit_a": 20, "recurrence": "once", **_ONCE},
    {"site_id": "depot", "price_per_kwh": "0.12", **_EVENING},
    {"site_id": "depot", "quiet_a": 0, "station": "CP-1", **_NIGHT},
    {"site_id": "depot", "priority": 3, "token_group": "ambulances", **_NIGHT},
    {"site_id": "depot", "energy_wh": 20000, "token": "04A1B2C3", **_NIGHT},
]
_Amperes = Annotated[Number, Field(ge=0, le=100_000)]
_EnergyWh = Annotated[Number, Field(ge=1, le=1_000_000)]


class ScheduleBody(Body):
    """One of `limit_a`, `price_per_kwh`, `priority`, `quiet_a`, `energy_wh` and `soc_percent`, with one of `station`,
    `token` and `token_group` where it is not for the whole site.

    `once`: from `starts_at` until `ends_at`. `weekly`: on `weekdays`, from `start_time` until `end_time` (HH:MM on
    the site's clock), past midnight where the end is not after the start. A target is wanted by the end.
    """

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    site_id: Name
    name: Name | None = None
    limit_a: Annotated[_Amperes | None, Field(description="In A per phase, for the whole site.")] = None
    price_per_kwh: Annotated[
        Decimal | None,
        Field(ge=-1_000_000, le=1_000_000, max_digits=18, description="In place of the site's price series."),
    ] = None
    priority: Annotated[
        Number | None, Field(ge=0.01, le=10, description="Multiplies the worth of energy; 1 is everybody's.")
    ] = None
    quiet_a: Annotated[
        _Amperes | None, Field(description="The most for each EVSE in A per phase; below 6, a car does not charge.")
    ] = None
    energy_wh: Annotated[_EnergyWh | None, Field(description="From the session's start, by the end.")] = None
    soc_percent: Annotated[Number | None, Field(ge=1, le=100, description="State of charge by the end.")] = None
    battery_wh: Annotated[_EnergyWh | None, Field(description="The battery's capacity, for `soc_percent`.")] = None
    station: Annotated[Name | None, Field(description="Identity of a station of the site.")] = None
    token: Name | None = None
    token_group: Name | None = None
    recurrence: Recurrence = Recurrence.ONCE
    starts_at: Time | None = None
    ends_at: Time | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    start_time: Name | None = None
    end_time: Name | None = None


class ScheduleView(BaseModel):
    """`price_per_kwh` as exact decimal text."""

    id: str
    site_id: str
    name: str
    limit_a: float | None
    price_per_kwh: str | None
    priority: float | None
    quiet_a: float | None
    energy_wh: float | None
    soc_percent: float | None
    battery_wh: float | None
    station: str | None
    token: str | None
    token_group: str | None
    recurrence: Recurrence
    starts_at: ShownTime | None
    ends_at: ShownTime | None
    weekdays: list[str]
    start_time: str | None
    end_time: str | None
    created_at: ShownTime


def schedule(schedule_id: str, body: ScheduleBody, now: str) -> Schedule:
    """Its name, unless it is given one, is that of what it books."""
    made = Schedule(**{**body.model_dump(), "id": schedule_id, "created_at": now, "name": body.name or ""})
    name = body.name or " ".join(kind.value for kind in made.booked)
    return Schedule(**{**made.__dict__, "name": name})


def view(schedule: Schedule) -> ScheduleView:
    price = schedule.price_per_kwh
    shown = {
        "id": ids.join(schedule.site_id, schedule.id),
        "weekdays": list(schedule.weekdays),
        "price_per_kwh": None if price is None else f"{price:f}",
    }
    return ScheduleView(**{**schedule.__dict__, **shown})
