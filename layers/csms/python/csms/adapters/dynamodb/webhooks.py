"""Webhooks and their deliveries in DynamoDB."""

from dataclasses import replace
from datetime import timedelta

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import DeliveryItem, WebhookItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.deliveries import Delivery
from csms.domain.errors import ConcurrentChangeError
from csms.domain.webhooks import Webhook

_COLLECTION = "webhook"


class DynamoWebhooks:
    def get(self, webhook_id: str) -> Webhook | None:
        if not is_key(webhook_id):
            return None
        try:
            return webhook_of(WebhookItem.get(_COLLECTION, webhook_id, consistent_read=True))
        except WebhookItem.DoesNotExist:
            return None

    def all(self) -> list[Webhook]:
        return [webhook_of(item) for item in WebhookItem.query(_COLLECTION, consistent_read=True)]

    def save(self, webhook: Webhook) -> Webhook:
        stored = replace(webhook, version=webhook.version + 1)
        item = WebhookItem(_COLLECTION, webhook.id, version=stored.version, state=dict(stored.__dict__))
        unmoved = WebhookItem.version == webhook.version if webhook.version else WebhookItem.id.does_not_exist()
        try:
            item.save(unmoved)
        except PutError as error:
            if not is_condition_failure(error):
                raise
            raise ConcurrentChangeError("the webhook has changed meanwhile") from None
        return stored

    def remove(self, webhook_id: str) -> None:
        WebhookItem(_COLLECTION, webhook_id).delete()


class DynamoDeliveries:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        if not is_key(delivery_id):
            return None
        try:
            return _delivery(DeliveryItem.get(webhook_id, delivery_id, consistent_read=True))
        except DeliveryItem.DoesNotExist:
            return None

    def page(self, webhook_id: str, limit: int, cursor: str | None) -> Page[Delivery]:
        results = DeliveryItem.query(
            webhook_id, limit=limit, last_evaluated_key=decode_cursor(cursor), scan_index_forward=False
        )
        return read_page(results, _delivery)

    def save(self, delivery: Delivery) -> None:
        expires = clock.parse_stored(delivery.created_at) + self._retention
        DeliveryItem(
            delivery.webhook_id,
            delivery.id,
            delivery=delivery.to_dict(),
            expires_epoch_s=int(expires.timestamp()),
        ).save()


def webhook_of(item: WebhookItem) -> Webhook:
    state = {**item.state, "events": tuple(item.state["events"]), "sites": tuple(item.state["sites"])}
    return Webhook(**state)


def _delivery(item: DeliveryItem) -> Delivery:
    return Delivery.from_dict(item.delivery)
