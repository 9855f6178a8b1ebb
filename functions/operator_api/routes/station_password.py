"""A new password for a station, sent to it: the old one stays good until the station has answered."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field

from csms import bootstrap
from csms.application.find_station import find_station, version_of
from csms.application.quirks_of import quirks_of
from csms.domain import passwords, secrets
from csms.domain.errors import InvalidError
from operator_api import command_views, routing
from operator_api.answers import JSON
from operator_api.calls import Caller, QueueableBody, operate
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, PathName, Prefer

router = routing.router()


class PasswordBody(QueueableBody):
    """Left out, a password is generated. A 1.6 station takes 16 to 20 characters, or 32 to 40 hex digits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"password": "correct-horse-bat"}]})
    password: Annotated[str, Field(max_length=255, description="16 to 40 printable characters.")] | None = None


class PasswordCommandView(CommandView):
    """`password` is shown once: in the answer that generated it."""

    password: str | None


@router.post("/api/stations/<identity>/password", responses=command_views.DESCRIBED)
def change_password(
    identity: PathName,
    body: PasswordBody | None = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[PasswordCommandView]:
    """Give the station a new password over OCPP (AuthorizationKey, BasicAuthPassword).

    Old and new are good until it answers: then the one that it says. Without an answer its next login decides.
    With an `Idempotency-Key` the password must be given: a generated one could not be shown again.
    """
    body = body or PasswordBody()
    if body.password is None and idempotency_key is not None:
        raise InvalidError("an Idempotency-Key needs a given password", "password")
    if body.password is not None and not passwords.acceptable(body.password):
        raise InvalidError("a password has 16 to 40 printable characters", "password")
    generated = passwords.generate() if body.password is None else None
    station = find_station(bootstrap.ports(), identity)
    key_text = quirks_of(bootstrap.ports(), station).authorization_key
    wish = secrets.setting(version_of(station), body.password or generated or "", key_text)
    sent = operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))
    assert isinstance(sent.body, CommandView)
    shown = PasswordCommandView(**sent.body.model_dump(), password=generated)
    return Response(sent.status_code, JSON, shown, sent.headers)
