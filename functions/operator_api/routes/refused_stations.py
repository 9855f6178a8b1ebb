"""The inbox: stations that were not let in, and one call that lets one in."""

from typing import Annotated, ClassVar

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from csms import bootstrap
from csms.application.accept_refused import AcceptRefused, accept_refused
from csms.application.inbox import dismiss_refused, find_refused, list_refused
from csms.domain.refusals import Reason, RefusedConnection
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, ShownTime
from operator_api.routes.stations import RegisteredView, shown_once

router = routing.router()


class RefusedStationView(BaseModel):
    """`reasons` counts its refusals; source, subprotocols and security profile are those of the last one.

    `password_can_be_trusted`: it always presented the same password, of 16 to 40 bytes.
    """

    identity: str
    last_reason: Reason
    reasons: dict[str, int]
    count: int
    first_refused_at: ShownTime
    last_refused_at: ShownTime
    source: str
    subprotocols: list[str]
    security_profile: int
    credentials_sent: bool
    password_can_be_trusted: bool


class AcceptBody(Body):
    """Without `password` and trust, a new station gets a generated password and a known one keeps its own."""

    takes_null: ClassVar[frozenset[str]] = frozenset({"site_id"})
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"site_id": "depot", "trust_presented_password": True}]},
    )

    password: Annotated[str, Field(max_length=255, description="16 to 40 printable characters.")] | None = None
    site_id: Name | None = None
    trust_presented_password: Annotated[
        StrictBool, Field(description="The password that it knocked with lets it in from now on.")
    ] = False


@router.get("/api/refused-stations")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[RefusedStationView]:
    """Stations that knocked and were refused in the last 30 days and have not got in since, newest first."""
    return Page.of(list_refused(bootstrap.ports(), limit, cursor), _view)


@router.get("/api/refused-stations/<identity>")
def read(identity: PathName) -> RefusedStationView:
    """Why a station was refused, how often, and from where."""
    return _view(find_refused(bootstrap.ports(), identity))


@router.post("/api/refused-stations/<identity>/accept", responses=answers.SAVED)
def accept(identity: PathName, body: AcceptBody | None = None) -> Response[RegisteredView]:
    """Let it in: registered if it was not, and its registration accepted.

    With `trust_presented_password` it gets in at its next attempt without being touched; 409 where different
    passwords were presented, or none that could be trusted.
    """
    members = (body or AcceptBody()).model_dump(exclude_unset=True)
    return shown_once(accept_refused(bootstrap.ports(), AcceptRefused(identity=identity, **members)))


@router.delete("/api/refused-stations/<identity>", responses=answers.REMOVED)
def dismiss(identity: PathName) -> Response[str]:
    """Take it out of the list; it comes back when it knocks again."""
    dismiss_refused(bootstrap.ports(), identity)
    return answers.removed()


def _view(refused: RefusedConnection) -> RefusedStationView:
    return RefusedStationView(
        identity=refused.identity,
        last_reason=refused.last_reason,
        reasons=dict(refused.reasons),
        count=refused.count,
        first_refused_at=refused.first_refused_at,
        last_refused_at=refused.last_refused_at,
        source=refused.source,
        subprotocols=list(refused.subprotocols),
        security_profile=refused.security_profile,
        credentials_sent=refused.credentials_sent,
        password_can_be_trusted=refused.password_can_be_trusted,
    )
