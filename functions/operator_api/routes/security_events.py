"""What stations reported about their own security, over all of them."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.list_security_events import list_security_events
from csms.application.ports import SecurityEventFilter
from csms.domain.ids import key_of
from csms.domain.security_events import SecurityEvent
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, ShownTime, Time, in_order

router = routing.router()
Wanted = Annotated[str | None, Query(min_length=1, max_length=255, pattern=r"\S")]


class SecurityEventView(BaseModel):
    """`type` is the station's word; `critical` where OCPP's list of security events says so.

    `occurred_at` is the station's time, or ours where its own cannot be.
    """

    id: str
    station: str
    type: str
    critical: bool
    occurred_at: ShownTime
    received_at: ShownTime
    tech_info: str | None


@router.get("/api/security-events")
def list_all(
    station: Wanted = None,
    type_: Annotated[str | None, Query(alias="type", min_length=1, max_length=50, pattern=r"\S")] = None,
    critical: bool | None = None,
    occurred_from: Annotated[Time | None, Query(alias="from", description="Occurred at or after.")] = None,
    occurred_to: Annotated[Time | None, Query(alias="to", description="Occurred at or before.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[SecurityEventView]:
    """Security events of all stations, the newest first, kept for 400 days. A page may hold fewer than `limit` while
    `next_cursor` leads on."""
    in_order(occurred_from, occurred_to)
    wanted = SecurityEventFilter(
        station_key=key_of(station) if station else None,
        type=type_,
        critical=critical,
        occurred_from=occurred_from,
        occurred_to=occurred_to,
    )
    return Page.of(list_security_events(bootstrap.ports(), wanted, limit, cursor), _view)


def _view(event: SecurityEvent) -> SecurityEventView:
    members = {name: value for name, value in event.__dict__.items() if name not in ("identity", "station_key")}
    return SecurityEventView(station=event.identity, **members)
