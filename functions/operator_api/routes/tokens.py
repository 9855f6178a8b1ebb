"""Id tokens: who may charge."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_token import find_token, remove_token, save_token
from csms.domain import clock
from csms.domain.ids import key_of
from csms.domain.tokens import Token, TokenStatus
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, ShownTime, Time

router = routing.router()
TokenType = Literal[
    "Central", "DirectPayment", "eMAID", "EVCCID", "ISO14443", "ISO15693",
    "KeyCode", "Local", "MacAddress", "NoAuthorization", "VIN",
]  # fmt: skip
Names = Annotated[tuple[Name, ...], Field(max_length=1000)]


class TokenBody(Body):
    """A token named at stations or sites is good there only. `expires_at` may be in the past."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"type": "ISO14443", "status": "accepted", "group_id": "FLEET-7"}]}
    )

    type: TokenType = "ISO14443"
    status: TokenStatus = TokenStatus.ACCEPTED
    expires_at: Time | None = None
    group_id: Annotated[Name, Field(description="Tokens of a group may stop each other's transactions.")] | None = None
    stations: Names = ()
    sites: Names = ()
    max_open_transactions: Annotated[int, Field(ge=1, le=1000)] | None = None


class TokenView(BaseModel):
    """`stations` and `sites` are empty where the token is good everywhere."""

    token: str
    type: str
    status: TokenStatus
    expires_at: ShownTime | None
    group_id: str | None
    stations: list[str]
    sites: list[str]
    max_open_transactions: int | None
    open_transactions: list[str]
    created_at: ShownTime


@router.put("/api/tokens/<token>", responses=answers.SAVED)
def save(token: PathName, body: TokenBody | None = None) -> Response[TokenView]:
    """Keep a token, or replace what is known of it: members left out get their defaults."""
    ports = bootstrap.ports()
    saved, created = save_token(ports, token_of(token, body or TokenBody(), clock.to_text(ports.now())))
    return answers.saved(view(saved), created)


@router.get("/api/tokens/<token>")
def read(token: PathName) -> TokenView:
    """A token; upper and lower case do not matter."""
    return view(find_token(bootstrap.ports(), token))


@router.get("/api/tokens")
def list_all(
    group_id: Annotated[str | None, Query(max_length=255, pattern=r"\S", description="Only this group's.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[TokenView]:
    """All tokens, newest first."""
    return Page.of(bootstrap.ports().tokens.page(limit, cursor, group_id), view)


@router.delete("/api/tokens/<token>", responses=answers.REMOVED)
def remove(token: PathName) -> Response[str]:
    """Forget a token: from now on it is unknown to every station that asks."""
    remove_token(bootstrap.ports(), token)
    return answers.removed()


def token_of(token: str, body: TokenBody, now: str) -> Token:
    return Token(
        key=key_of(token),
        token=token,
        type=body.type,
        status=body.status,
        created_at=now,
        expires_at=body.expires_at,
        group_id=body.group_id,
        stations=frozenset(key_of(identity) for identity in body.stations),
        sites=frozenset(body.sites),
        max_open_transactions=body.max_open_transactions,
    )


def view(token: Token) -> TokenView:
    members = {name: sorted(getattr(token, name)) for name in ("stations", "sites", "open_transactions")}
    return TokenView(**{**token.__dict__, **members})
