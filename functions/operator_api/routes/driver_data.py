"""A driver's data, on request: all that carries a token, or none of it any more."""

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from csms import bootstrap
from csms.application.erase_token import find_erasure, request_erasure
from csms.application.request_export import ExportRequest, request_export
from csms.domain.erasures import NOT_ERASED, Erasure, Stage
from csms.domain.exports import BEGINNING, ExportFormat, ExportKind
from csms.domain.ids import key_of
from operator_api import access, answers, routing
from operator_api.export_views import ExportView, accepted
from operator_api.fields import PathName, ShownTime

router = routing.router()


class ErasureView(BaseModel):
    """`items_changed` hold a pseudonym now. The token itself is kept nowhere; `not_erased` says what this cannot reach.

    `stage` goes from `block`, `find`, `sessions`, `stations` and `records` to `done`; it waits some
    minutes for what is being told of the sessions.
    """

    id: str
    stage: Stage
    items_changed: int
    created_at: ShownTime
    requested_by: str | None
    finished_at: ShownTime | None
    not_erased: list[str]


@router.post("/api/tokens/<token>/export", responses=answers.ACCEPTED)
def export(token: PathName) -> Response[ExportView]:
    """Export all that is kept of a driver, as JSON lines: the token, sightings, sessions with meter values and cost,
    reservations, charge detail records."""
    wanted = ExportRequest(
        kind=ExportKind.DRIVER_DATA,
        format=ExportFormat.JSONL,
        starts_at=BEGINNING,
        token_key=key_of(token),
        requested_by=access.user(routing.event()),
    )
    return accepted(request_export(bootstrap.ports(), wanted))


@router.post("/api/tokens/<token>/erase", responses=answers.ACCEPTED)
def erase(token: PathName) -> Response[ErasureView]:
    """Forget a driver: the token is removed, and stands nowhere any more but as a random pseudonym; energy, sums and
    totals stay. 409 while a session or a reservation of it is open. It cannot be undone."""
    erasure = request_erasure(bootstrap.ports(), token, access.user(routing.event()))
    return Response(202, answers.JSON, view(erasure), {"Location": f"/api/erasures/{erasure.id}"})


@router.get("/api/erasures/<erasure_id>")
def read(erasure_id: PathName) -> ErasureView:
    """An erasure: how far it is, and who asked for it; never of whom."""
    return view(find_erasure(bootstrap.ports(), erasure_id))


def view(erasure: Erasure) -> ErasureView:
    same = {name: getattr(erasure, name) for name in ("id", "stage", "created_at", "requested_by", "finished_at")}
    return ErasureView(**same, items_changed=erasure.changed, not_erased=list(NOT_ERASED))
