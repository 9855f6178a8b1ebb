"""Sites: where the electricity comes from, and how much of it."""

import re

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.save_site import remove_site, save_site
from csms.domain import clock
from csms.domain.errors import InvalidError, NotFoundError
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName
from operator_api.site_views import SiteBody, SiteView, site_of, view

router = routing.router()
# A site's id also names its group in the planner's queue, and SQS takes nothing else there.
_SITE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")


@router.put("/api/sites/<site_id>", responses=answers.SAVED)
def save(site_id: PathName, body: SiteBody | None = None) -> Response[SiteView]:
    """Create a site or replace it; members left out get their defaults. Its plan is computed anew."""
    ports = bootstrap.ports()
    if not _SITE_ID.fullmatch(site_id):
        raise InvalidError("a site's id has 1 to 64 letters, digits, dots, dashes and underscores", "site_id")
    created = ports.sites.get(site_id) is None
    saved = save_site(ports, site_of(site_id, body or SiteBody(), clock.to_text(ports.now())))
    return answers.saved(view(saved), created)


@router.get("/api/sites/<site_id>")
def read(site_id: PathName) -> SiteView:
    """A site and its tree of limits."""
    site = bootstrap.ports().sites.get(site_id)
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    return view(site)


@router.get("/api/sites")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SiteView]:
    """All sites, newest first."""
    return Page.of(bootstrap.ports().sites.page(limit, cursor), view)


@router.delete("/api/sites/<site_id>", responses=answers.REMOVED)
def remove(site_id: PathName) -> Response[str]:
    """Remove a site and its schedules; 409 while stations belong to it."""
    remove_site(bootstrap.ports(), site_id)
    return answers.removed()
