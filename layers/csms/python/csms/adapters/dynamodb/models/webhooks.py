"""Webhooks and their deliveries."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, Table


class WebhookItem(Table):
    """A few dozen items under one constant key, so that one query reads them all."""

    class Meta:
        suffix = "webhooks"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    collection = UnicodeAttribute(hash_key=True, default="webhook")
    id = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()


class DeliveryItem(Expiring):
    class Meta:
        suffix = "webhook-deliveries"
        billing_mode = "PAY_PER_REQUEST"

    webhook_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    delivery: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()
