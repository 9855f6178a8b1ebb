"""The typed doors of smart charging; the planner sends its own profiles beside these."""

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict

from csms.domain import operations as op
from csms.domain.charging_profiles import Purpose, RateUnit
from operator_api import command_views, routing
from operator_api.calls import Caller, QueueableBody, operate
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, Natural, PathName, Positive, Prefer
from operator_api.profiles import EXAMPLE, ProfileOrStored

router = routing.router()


class ChargingProfileBody(ProfileOrStored, QueueableBody):
    """EVSE 0 is the station as a whole. A TxProfile without a transaction is for the one that runs on the EVSE."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"evse": 1, "profile": EXAMPLE}, {"evse": 1, "stored_profile": "night"}]}
    )
    evse: Natural


class ClearChargingProfileBody(QueueableBody):
    """Profiles that fit all of these are cleared; without any of them, every profile."""

    profile_id: Natural | None = None
    evse: Natural | None = None
    purpose: Purpose | None = None
    stack_level: Natural | None = None


class CompositeScheduleBody(QueueableBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"evse": 1, "duration_s": 3600}]})
    evse: Natural
    duration_s: Positive
    rate_unit: RateUnit | None = None


@router.post("/api/stations/<identity>/charging-profile", responses=command_views.DESCRIBED)
def set_charging_profile(
    identity: PathName, body: ChargingProfileBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Give the station a charging profile. `Accepted` does not mean that the car obeys it."""
    wish = op.SetChargingProfile(body.evse, body.wanted())
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/clear-charging-profile", responses=command_views.DESCRIBED)
def clear_charging_profile(
    identity: PathName,
    body: ClearChargingProfileBody | None = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[CommandView]:
    """Take charging profiles away from the station, the planner's among them: it sends those again when needed."""
    wanted = body or ClearChargingProfileBody()
    wish = op.ClearChargingProfile(wanted.profile_id, wanted.evse, wanted.purpose, wanted.stack_level)
    return operate(identity, wish, Caller(wanted.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/composite-schedule", responses=command_views.DESCRIBED)
def composite_schedule(
    identity: PathName, body: CompositeScheduleBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Ask the station what limit it makes of all its profiles together.

    Its answer stands beside ours at `GET /api/commands/{id}/composite-schedule`.
    """
    wish = op.GetCompositeSchedule(body.evse, body.duration_s, body.rate_unit)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))
