"""The inbox: tokens that stations have shown and nobody knows, and one call that makes one known."""

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from csms import bootstrap
from csms.application.unknown_tokens import accept_unknown, dismiss_unknown, find_unknown, list_unknown
from csms.domain import clock
from csms.domain.unknown_tokens import UnknownToken
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime
from operator_api.routes.tokens import TokenBody, TokenView, token_of, view

router = routing.router()


class UnknownTokenView(BaseModel):
    """`type` is null where only 1.6 stations have shown it; `last_evse` where the station did not say."""

    token: str
    type: str | None
    count: int
    first_seen_at: ShownTime
    last_seen_at: ShownTime
    first_station: str
    last_station: str
    last_evse: int | None


@router.get("/api/unknown-tokens")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[UnknownTokenView]:
    """Tokens that were shown in the last 30 days and are not known yet, the last seen first."""
    return Page.of(list_unknown(bootstrap.ports(), limit, cursor), _view)


@router.get("/api/unknown-tokens/<token>")
def read(token: PathName) -> UnknownTokenView:
    """Where and how often an unknown token was shown."""
    return _view(find_unknown(bootstrap.ports(), token))


@router.post("/api/unknown-tokens/<token>/accept", responses=answers.CREATED)
def accept(token: PathName, body: TokenBody | None = None) -> Response[TokenView]:
    """Make it a known token, with the same members as `PUT /api/tokens/{token}`.

    It keeps the spelling and, where the body names none, the type that it was shown with.
    """
    ports, members = bootstrap.ports(), body or TokenBody()
    seen = find_unknown(ports, token)
    if "type" not in members.model_fields_set and seen.type is not None:
        members = TokenBody.model_validate(members.model_dump(exclude_unset=True) | {"type": seen.type})
    saved = accept_unknown(ports, seen, token_of(seen.token, members, clock.to_text(ports.now())))
    return answers.created(view(saved), f"/api/tokens/{saved.token}")


@router.delete("/api/unknown-tokens/<token>", responses=answers.REMOVED)
def dismiss(token: PathName) -> Response[str]:
    """Take it out of the list; it comes back when it is shown again."""
    dismiss_unknown(bootstrap.ports(), token)
    return answers.removed()


def _view(seen: UnknownToken) -> UnknownTokenView:
    members = {name: value for name, value in seen.__dict__.items() if name != "key"}
    return UnknownTokenView(**members)
