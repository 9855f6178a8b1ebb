"""A station's way up to a higher security profile."""

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.find_station import find_station
from csms.domain import operations as op
from csms.domain.errors import ConflictError
from operator_api import command_views, routing
from operator_api.calls import Caller, operate
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, PathName, Prefer
from operator_api.operation_bodies import SecurityProfileBody

router = routing.router()


@router.post("/api/stations/<identity>/security-profile", responses=command_views.DESCRIBED)
def raise_profile(
    identity: PathName, body: SecurityProfileBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Tell a 1.6 station to come back with a higher security profile (A05); 409 where it is no higher one.

    The station is the judge of what it needs for that: a password, a root certificate, a certificate of its own. Its
    `security_profile` here rises once it has logged in through the higher door, and not before: until then, and
    should it never get there, it may come as it came.
    """
    station = find_station(bootstrap.ports(), identity)
    if body.profile <= station.security_profile:
        raise ConflictError(
            f"the station's security profile is {station.security_profile}: OCPP knows no way down (A00.FR.005);"
            " PUT the station with the lower one and set it at the charger"
        )
    return operate(identity, op.RaiseSecurityProfile(body.profile), Caller(body.queue_until, prefer, idempotency_key))
