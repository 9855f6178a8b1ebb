"""The sums of usage, counted anew."""

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_usage import find_site
from csms.application.rebuild_usage import request_rebuild
from operator_api import answers, routing
from operator_api.fields import Body, Name

router = routing.router()


class RebuildBody(Body):
    """`site`: what happened there only."""

    site: Name | None = None


class RebuildView(BaseModel):
    """`site` null: all sites, and stations without one."""

    site: str | None


@router.post("/api/analytics/rebuild", responses=answers.ACCEPTED)
def rebuild(body: RebuildBody) -> Response[RebuildView]:
    """Count usage anew from sessions, outages and boots, in the background, newest first: after a site's time zone, a
    driver's group or the way of counting has changed. Sums change by what they are wrong by, so it may run at any time
    and be repeated.
    """
    ports = bootstrap.ports()
    if body.site:
        find_site(ports, body.site)
    request_rebuild(ports, body.site)
    return Response(202, answers.JSON, RebuildView(site=body.site))
