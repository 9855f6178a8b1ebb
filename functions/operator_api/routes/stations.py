"""Stations: registered by an admin, read by everybody."""

from typing import Annotated, Any, ClassVar, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import ConfigDict, Field

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.register_station import Registered, RegisterStation, register_station
from csms.application.remove_station import remove_station
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.domain.stations import Registration
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName
from operator_api.station_views import StationView, view, views

router = routing.router()


class StationBody(Body):
    """What is left out stays as it is; a new station starts accepted, with security profile 1.

    A connection of a higher profile raises it; only this request lowers it again.
    """

    takes_null: ClassVar[frozenset[str]] = frozenset({"site_id", "node_id", "certificate_cn"})
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"site_id": "depot", "registration": "accepted", "evse_max_current_a": 32}]}
    )

    password: Annotated[str, Field(max_length=255, description="16 to 40 printable characters.")] | None = None
    security_profile: (
        Annotated[int, Field(description="The lowest it may use: 1 password, 2 over TLS, 3 client certificate.")] | None
    ) = None
    certificate_cn: (
        Annotated[Name, Field(description="The CN of its certificate; null pins that of its next connection.")] | None
    ) = None
    site_id: Annotated[Name, Field(description="Null takes the station from its site.")] | None = None
    node_id: Annotated[Name, Field(description="The node of the site's tree that it hangs on.")] | None = None
    registration: Literal["accepted", "pending", "rejected"] | None = None
    evse_max_current_a: Annotated[float, Field(gt=0, le=1000, description="Per phase, of each EVSE.")] | None = None
    evse_min_current_a: (
        Annotated[float, Field(ge=MIN_CURRENT_A, le=1000, description="Per phase; with less, an EVSE pauses.")] | None
    ) = None
    evse_current_step_a: (
        Annotated[float, Field(ge=STEP_A, le=100, description="Each EVSE takes multiples of it.")] | None
    ) = None


class RegisteredView(StationView):
    """`password` is shown once: in the answer that generated it."""

    password: str | None = None


@router.put("/api/stations/<identity>", responses=answers.SAVED)
def register(identity: PathName, body: StationBody | None = None) -> Response[RegisteredView]:
    """Register a station, or change one. A new station without `password` gets a generated one, shown only here.

    A new password counts from the next handshake; a live connection stays.
    """
    wish = RegisterStation(identity=identity, **_members(body or StationBody()))
    return shown_once(register_station(bootstrap.ports(), wish))


@router.get("/api/stations/<identity>")
def read(identity: PathName) -> StationView:
    """A station: who it is, whether it is there, and what its connectors do."""
    ports = bootstrap.ports()
    return view(ports, find_station(ports, identity))


@router.get("/api/stations")
def list_all(
    site: Annotated[str | None, Query(max_length=255, description="Only the stations of this site.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[StationView]:
    """All stations, newest first; those of one site come all at once, by identity."""
    ports = bootstrap.ports()
    if site:
        return Page(items=views(ports, ports.stations.of_site(site)))
    found = ports.stations.page(limit, cursor)
    return Page(items=views(ports, found.items), next_cursor=found.next_cursor)


@router.delete("/api/stations/<identity>", responses=answers.REMOVED)
def remove(identity: PathName) -> Response[str]:
    """Remove a station and close its connection. Its transactions stay."""
    remove_station(bootstrap.ports(), identity)
    return answers.removed()


def shown_once(done: Registered) -> Response[RegisteredView]:
    """The answer to a registration, with the password that it generated."""
    shown = view(bootstrap.ports(), done.station).model_dump()
    return answers.saved(RegisteredView(**shown, password=done.generated_password), done.created)


def _members(body: StationBody) -> dict[str, Any]:
    """What the caller wrote, null included."""
    members = body.model_dump(exclude_unset=True)
    if "registration" in members:
        members["registration"] = Registration(members["registration"])
    return members
