"""Plans: what the planner computed for a site, and what became of it at each station."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.domain.errors import NotFoundError
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName
from operator_api.plan_views import PlanView, view

router = routing.router()


class PlanRequestView(BaseModel):
    """The plan will be at `GET /api/plans/{site_id}`."""

    site_id: str


@router.get("/api/plans")
def list_all(
    site: Annotated[str | None, Query(max_length=255, description="Only the plan of this site.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[PlanView]:
    """The current plans, in the order of their sites; a site that was never planned has none."""
    ports = bootstrap.ports()
    found = ports.sites.page(limit, cursor) if not site else None
    site_ids = [item.id for item in found.items] if found else [site or ""]
    plans = [plan for site_id in site_ids if (plan := ports.plans.get(site_id))]
    return Page(items=[view(plan) for plan in plans], next_cursor=found.next_cursor if found else None)


@router.get("/api/plans/<site_id>")
def read(site_id: PathName) -> PlanView:
    """The current plan of a site: planned, accepted and measured currents side by side."""
    plan = bootstrap.ports().plans.get(site_id)
    if plan is None:
        raise NotFoundError(f"there is no plan of site {site_id}")
    return view(plan)


@router.post("/api/plans/<site_id>", responses=answers.ACCEPTED)
def request(site_id: PathName) -> Response[PlanRequestView]:
    """Have the site planned now, and not only when its time comes or something changes."""
    ports = bootstrap.ports()
    if ports.sites.get(site_id) is None:
        raise NotFoundError(f"there is no site {site_id}")
    ports.queues.request_plan(site_id)
    return Response(202, answers.JSON, PlanRequestView(site_id=site_id), {"Location": f"/api/plans/{site_id}"})
