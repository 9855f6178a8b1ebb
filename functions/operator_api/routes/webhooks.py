"""Webhooks: who is told of events by HTTP, and what became of it."""

from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_webhook import change_webhook, create_webhook, find_webhook, rotate_secret
from csms.domain.webhooks import Webhook
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, ShownTime, slice_page

router = routing.router()
Pattern = Annotated[str, Field(min_length=1, max_length=50, description="A type of event, or `session.*`, or `*`.")]
_URL = "https://example.com/events"


class WebhookBody(Body):
    """`events` are types or the beginnings of some; `sites` left out: events of all sites and of none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": _URL, "events": ["session.*", "command.done"]}]})

    url: Annotated[str, Field(min_length=1, max_length=2000, description="HTTPS, at a public host.")]
    events: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=50)] = ("*",)
    sites: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    description: Name | None = None
    enabled: bool = True


class SecretBody(Body):
    """The old secret signs beside the new one for `overlap_hours`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_hours": 24}]})
    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class WebhookView(BaseModel):
    """`failing_since` is the first failure after the last success; after five days of them it is disabled."""

    id: str
    url: str
    events: list[str]
    sites: list[str]
    description: str | None
    enabled: bool
    disabled_reason: str | None
    failing_since: ShownTime | None
    old_secret_until: ShownTime | None
    created_at: ShownTime


class WebhookSecretView(WebhookView):
    """`secret` is shown this once; requests are signed with it as https://www.standardwebhooks.com says."""

    secret: str


@router.post("/api/webhooks", responses=answers.CREATED)
def create(body: WebhookBody) -> Response[WebhookSecretView]:
    """Have events sent to an address."""
    made = create_webhook(bootstrap.ports(), _webhook("", body))
    return answers.created(_with_secret(made), f"/api/webhooks/{made.id}")


@router.get("/api/webhooks")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[WebhookView]:
    """All webhooks, the newest first."""
    return Page.of(slice_page(bootstrap.ports().webhooks.all()[::-1], limit, cursor), view)


@router.get("/api/webhooks/<webhook_id>")
def read(webhook_id: PathName) -> WebhookView:
    """One webhook."""
    return view(find_webhook(bootstrap.ports(), webhook_id))


@router.put("/api/webhooks/<webhook_id>")
def change(webhook_id: PathName, body: WebhookBody) -> WebhookView:
    """Replace what it is told and where; its secret stays. `enabled` begins with a clean record."""
    return view(change_webhook(bootstrap.ports(), _webhook(webhook_id, body)))


@router.delete("/api/webhooks/<webhook_id>", responses=answers.REMOVED)
def remove(webhook_id: PathName) -> Response[str]:
    """Tell it nothing more, nor what waits for another attempt."""
    ports = bootstrap.ports()
    ports.webhooks.remove(find_webhook(ports, webhook_id).id)
    return answers.removed()


@router.post("/api/webhooks/<webhook_id>/secret")
def rotate(webhook_id: PathName, body: SecretBody | None = None) -> WebhookSecretView:
    """A new secret, shown this once."""
    overlap = timedelta(hours=(body or SecretBody()).overlap_hours)
    return _with_secret(rotate_secret(bootstrap.ports(), webhook_id, overlap))


def view(webhook: Webhook) -> WebhookView:
    return WebhookView.model_validate({name: getattr(webhook, name) for name in WebhookView.model_fields})


def _with_secret(webhook: Webhook) -> WebhookSecretView:
    return WebhookSecretView(**view(webhook).model_dump(), secret=webhook.secret)


def _webhook(webhook_id: str, body: WebhookBody) -> Webhook:
    return Webhook(id=webhook_id, created_at="", secret="", **body.model_dump())
