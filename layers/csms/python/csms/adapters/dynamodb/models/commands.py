"""Commands, and replies that were given once."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import LocalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table


class ReceiptItem(Table):
    """The reply already given to a message that must have one effect, however often it is sent."""

    class Meta:
        suffix = "receipts"
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    reply: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()


class QueuedCommands(LocalSecondaryIndex["CommandItem"]):
    """Sparse: `queued_id` leaves the item when the command is sent. Local, so that its reads are consistent."""

    class Meta(KeysOnly):
        index_name = "queued"

    station_key = UnicodeAttribute(hash_key=True)
    queued_id = UnicodeAttribute(range_key=True)


class CommandItem(Expiring):
    class Meta:
        suffix = "commands"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    queued_id = UnicodeAttribute(null=True)
    action = UnicodeAttribute()
    # The text as it goes on the wire: members in the caller's order, numbers as the caller wrote them.
    request = UnicodeAttribute()
    status = UnicodeAttribute()
    ocpp_version = UnicodeAttribute()
    response: Attribute[Any] = JSONAttribute(null=True)
    error: Attribute[Any] = JSONAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    requested_by = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    sent_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)
    deadline = UnicodeAttribute(null=True)
    queue_until = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()
    queued = QueuedCommands()
