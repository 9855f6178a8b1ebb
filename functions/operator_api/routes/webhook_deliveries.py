"""What was sent to a webhook, and sending it again."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.list_filtered import fill_page
from csms.application.replay_deliveries import replay_delivery, request_replay, send_test
from csms.application.save_webhook import find_webhook
from csms.domain import clock
from csms.domain.deliveries import Delivery, DeliveryStatus
from csms.domain.errors import InvalidError
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Page, PathName, ShownTime, Time

router = routing.router()


class AttemptView(BaseModel):
    """`status_code` is the receiver's answer; without one `error` says why there is none."""

    at: ShownTime
    status_code: int | None
    error: str | None
    duration_ms: int


class DeliveryView(BaseModel):
    """`pending` until the receiver answers 2xx; `failed` after ten attempts in three days, or for `reason`. The last
    twenty attempts are kept."""

    id: str
    event_id: str
    event_type: str
    status: DeliveryStatus
    created_at: ShownTime
    tried: int
    next_attempt_at: ShownTime | None
    reason: str | None
    attempts: list[AttemptView]


class ReplayBody(Body):
    """Events by when they were recorded; `to` left out: until now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"from": "2026-03-01T00:00:00Z"}]})
    recorded_from: Annotated[Time, Field(alias="from")]
    recorded_to: Annotated[Time | None, Field(alias="to")] = None


class TestView(BaseModel):
    """Where the test's delivery will be, as soon as it was tried."""

    delivery_id: str


class ReplayView(BaseModel):
    """The time whose events are sent again."""

    recorded_from: ShownTime
    recorded_to: ShownTime


@router.get("/api/webhooks/<webhook_id>/deliveries")
def list_deliveries(
    webhook_id: PathName, status: DeliveryStatus | None = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[DeliveryView]:
    """What was sent to it, the newest event first, kept for 90 days. A page may hold fewer than `limit` while
    `next_cursor` leads on."""
    ports = bootstrap.ports()
    webhook = find_webhook(ports, webhook_id)
    found = fill_page(
        lambda size, after: ports.deliveries.page(webhook.id, size, after),
        lambda delivery: status in (None, delivery.status),
        limit,
        cursor,
    )
    return Page.of(found, _view)


@router.post("/api/webhooks/<webhook_id>/deliveries/<delivery_id>/replay", responses=answers.ACCEPTED)
def replay_one(webhook_id: PathName, delivery_id: PathName) -> Response[DeliveryView]:
    """Send one event again. It has the id that it had: who has dealt with it may drop it."""
    ports = bootstrap.ports()
    begun = replay_delivery(ports, find_webhook(ports, webhook_id), delivery_id)
    return Response(202, answers.JSON, _view(begun))


@router.post("/api/webhooks/<webhook_id>/replay", responses=answers.ACCEPTED)
def replay_range(webhook_id: PathName, body: ReplayBody) -> Response[ReplayView]:
    """Send all events of a time again that it wants, the oldest first, whether or not they were sent before."""
    ports = bootstrap.ports()
    until = body.recorded_to or clock.to_text(ports.now())
    if until <= body.recorded_from:
        raise InvalidError("it must be later than `from`", "to")
    request_replay(ports, find_webhook(ports, webhook_id), body.recorded_from, until)
    return Response(202, answers.JSON, ReplayView(recorded_from=body.recorded_from, recorded_to=until))


@router.post("/api/webhooks/<webhook_id>/test", responses=answers.ACCEPTED)
def test(webhook_id: PathName) -> Response[TestView]:
    """Send an event `webhook.test` to it alone, by the way of every event, also while it is disabled."""
    ports = bootstrap.ports()
    return Response(202, answers.JSON, TestView(delivery_id=send_test(ports, find_webhook(ports, webhook_id))))


def _view(delivery: Delivery) -> DeliveryView:
    return DeliveryView.model_validate(delivery.to_dict())
