"""Tariffs: what drivers pay."""

import re

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.save_tariff import end_tariff, find_tariff, save_tariff, this_second
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.tariffs import Tariff
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName
from operator_api.tariff_bodies import TariffBody
from operator_api.tariff_views import TariffView, view

router = routing.router()
# OCPI's CiString(36), in which a tariff's id is told to others.
_TARIFF_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,35}")


@router.put("/api/tariffs/<tariff_id>", responses=answers.SAVED)
def save(tariff_id: PathName, body: TariffBody) -> Response[TariffView]:
    """Create a tariff, or give it new terms for sessions that begin from `valid_from` on.

    A session keeps the terms of its start. 409 where the tariff is for somebody or somewhere else.
    """
    if not _TARIFF_ID.fullmatch(tariff_id):
        raise InvalidError("an id has 1 to 36 letters, digits, dots, tildes, dashes and underscores", "tariff_id")
    ports = bootstrap.ports()
    now = clock.to_text(ports.now())
    wanted = Tariff(tariff_id, body.name or tariff_id, now, body.scope())
    saved, created = save_tariff(ports, wanted, body.terms(this_second(ports)))
    return answers.saved(view(saved, now), created)


@router.get("/api/tariffs/<tariff_id>")
def read(tariff_id: PathName) -> TariffView:
    """A tariff and all its terms."""
    ports = bootstrap.ports()
    return view(find_tariff(ports, tariff_id), clock.to_text(ports.now()))


@router.get("/api/tariffs")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[TariffView]:
    """All tariffs, newest first."""
    ports = bootstrap.ports()
    now = clock.to_text(ports.now())
    return Page.of(ports.tariffs.page(limit, cursor), lambda tariff: view(tariff, now))


@router.delete("/api/tariffs/<tariff_id>", responses=answers.REMOVED)
def remove(tariff_id: PathName) -> Response[str]:
    """End a tariff: no session begins by it any more. What has begun keeps it, and so it stays readable."""
    end_tariff(bootstrap.ports(), tariff_id)
    return answers.removed()
