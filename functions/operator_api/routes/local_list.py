"""The tokens that a station may check without asking: what it holds, and one call that brings it in step."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.request_list_sync import find_list, request_list_sync, wait_for_list
from csms.domain import clock
from csms.domain import operations as op
from csms.domain.list_sync import ListStatus, SyncWish
from operator_api import access, command_views, routing
from operator_api.answers import JSON
from operator_api.calls import Caller, operate
from operator_api.command_views import CommandView
from operator_api.fields import DEFAULT_LIMIT, Cursor, IdempotencyKey, Limit, Page, PathName, Prefer, slice_page
from operator_api.local_list_views import ListEntryView, LocalListView, SyncBody, entry_view, view
from operator_api.operation_bodies import PlainBody

router = routing.router()
_PATH = "/api/stations/<identity>/local-list"
_ON_ITS_WAY: dict[int, Any] = {
    200: {"description": "The sync is over; `status` says how."},
    202: {"description": "The first message is on its way or waits for the station; the others follow by themselves."},
}


@router.get(_PATH)
def read_local_list(identity: PathName) -> LocalListView:
    """What is known of a station's local list."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    return view(find_list(ports, station), station.identity, ports.local_lists.tokens_changed_at())


@router.get(f"{_PATH}/entries")
def list_local_entries(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[ListEntryView]:
    """The tokens of the list that was computed last, in their order."""
    ports = bootstrap.ports()
    planned = ports.local_lists.contents(find_station(ports, identity).key).planned
    entries = [entry for _, entry in sorted(planned.items())]
    return Page.of(slice_page(entries, limit, cursor), entry_view)


@router.post(f"{_PATH}/sync", responses=_ON_ITS_WAY)
def sync_local_list(identity: PathName, body: SyncBody | None = None, prefer: Prefer = None) -> Response[LocalListView]:
    """Bring the station's list in step with the tokens that are good there: with what differs where the station holds
    the version that we know, else with the whole list; in as many messages as it takes.

    409 while the station is offline, unless `queue_until` says how long to wait for it.
    """
    body = body or SyncBody()
    wish = SyncWish(**body.model_dump(), at=_now(), by=access.user(routing.event()))
    return _request(identity, wish, prefer)


@router.post(f"{_PATH}/clear", responses=_ON_ITS_WAY)
def clear_local_list(
    identity: PathName, body: PlainBody | None = None, prefer: Prefer = None
) -> Response[LocalListView]:
    """Take every token from the station's list. Where its site keeps lists in step, the next change fills it again."""
    queue_until = body.queue_until if body else None
    wish = SyncWish(_now(), access.user(routing.event()), empty=True, queue_until=queue_until)
    return _request(identity, wish, prefer)


@router.post(f"{_PATH}/version", responses=command_views.DESCRIBED)
def ask_list_version(
    identity: PathName, body: PlainBody | None = None, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Ask the station which version its list has: 0 none, -1 a 1.6 station that keeps no list."""
    queue_until = body.queue_until if body else None
    return operate(identity, op.GetLocalListVersion(), Caller(queue_until, prefer, idempotency_key))


def _request(identity: str, wish: SyncWish, prefer: str | None) -> Response[LocalListView]:
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    state = request_list_sync(ports, station, wish)
    seconds, headers = (
        command_views.preferred_wait(prefer),
        {"Location": f"/api/stations/{station.identity}/local-list"},
    )
    if seconds is not None:
        state = wait_for_list(ports, state, seconds, command_views.sleep)
        headers["Preference-Applied"] = f"wait={seconds}"
    status = 202 if state.status is ListStatus.SYNCING else 200
    return Response(status, JSON, view(state, station.identity, ports.local_lists.tokens_changed_at()), headers)


def _now() -> str:
    return clock.to_text(bootstrap.ports().now())
