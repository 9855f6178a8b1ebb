"""Charge detail records: what was billed, and never changes."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from csms import bootstrap
from csms.application.list_cdrs import find_cdr, list_cdrs
from csms.application.ports import CdrFilter
from csms.domain.ids import key_of
from operator_api import routing
from operator_api.cdr_views import CdrView, view
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, Time, in_order

router = routing.router()
Wanted = Annotated[str | None, Query(min_length=1, max_length=255, pattern=r"\S")]


@router.get("/api/cdrs")
def list_all(
    site: Wanted = None,
    station: Wanted = None,
    token: Wanted = None,
    group: Wanted = None,
    updated_from: Annotated[Time | None, Query(alias="from", description="Made at or after.")] = None,
    updated_to: Annotated[Time | None, Query(alias="to", description="Made at or before.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[CdrView]:
    """Charge detail records in OCPI 2.2.1's shape, the newest first. A page may hold fewer than `limit`.

    `group`: of tokens, as it was when the session was billed.
    """
    in_order(updated_from, updated_to)
    wanted = CdrFilter(
        token_key=key_of(token) if token else None,
        site_id=site,
        updated_from=updated_from,
        updated_to=updated_to,
        station_key=key_of(station) if station else None,
        group_key=key_of(group) if group else None,
    )
    return Page.of(list_cdrs(bootstrap.ports(), wanted, limit, cursor), view)


@router.get("/api/cdrs/<cdr_id>")
def read(cdr_id: PathName) -> CdrView:
    """A charge detail record."""
    return view(find_cdr(bootstrap.ports(), cdr_id))
