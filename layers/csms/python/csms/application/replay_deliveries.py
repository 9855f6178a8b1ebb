"""Events told again to one webhook: one delivery, all of a time, or a try."""

from typing import Any

from csms.application.ports import DeliveryTask, EventFilter, Ports
from csms.application.tell_events import tell
from csms.domain import clock, deliveries, webhooks
from csms.domain import event_data as data
from csms.domain.deliveries import Delivery, delivery_id
from csms.domain.errors import ConflictError, NotFoundError
from csms.domain.events import Event, Happening
from csms.domain.webhooks import Webhook

_PAGE = 50
_TASK = "replay_events"


def replay_delivery(ports: Ports, webhook: Webhook, delivery_id: str) -> Delivery:
    """Raises NotFoundError where the event is not kept any more, ConflictError while the webhook is disabled."""
    delivery = ports.deliveries.get(webhook.id, delivery_id)
    event = ports.events.get(delivery.event_id) if delivery else None
    if delivery is None or event is None:
        raise NotFoundError(f"there is no delivery {delivery_id} whose event is kept")
    _check_enabled(webhook)
    return _again(ports, webhook, event, delivery)


def request_replay(ports: Ports, webhook: Webhook, recorded_from: str, recorded_to: str) -> None:
    """All events that were recorded in that time and that the webhook wants, the oldest first."""
    _check_enabled(webhook)
    ports.queues.after(0, {"task": _TASK, "webhook_id": webhook.id, "from": recorded_from, "to": recorded_to})


def replay_events(ports: Ports, task: dict[str, Any]) -> None:
    """A page of the log at a time."""
    webhook = ports.webhooks.get(task["webhook_id"])
    if webhook is None or not webhook.enabled:
        return
    wanted = EventFilter(recorded_from=task["from"], recorded_to=task["to"], oldest_first=True)
    page = ports.events.page(wanted, _PAGE, task.get("cursor"))
    for event in page.items:
        if event.type != webhooks.TEST and webhook.wants(event):
            known = ports.deliveries.get(webhook.id, delivery_id(event))
            _again(ports, webhook, event, known or deliveries.first(webhook.id, event, ports.now()))
    if page.next_cursor:
        ports.queues.after(0, {**task, "cursor": page.next_cursor})


def send_test(ports: Ports, webhook: Webhook) -> str:
    """The id of its delivery. It goes the way of every event."""
    now = clock.to_text(ports.now())
    event_id = ports.new_id()
    event = tell(ports, Happening(webhooks.TEST, now, data.WebhookTest(webhook.id)), event_id, now)
    return delivery_id(event)


def _again(ports: Ports, webhook: Webhook, event: Event, delivery: Delivery) -> Delivery:
    """Stored before it is queued: what is queued and finds nothing to do is dropped."""
    begun = delivery.begun_anew()
    ports.deliveries.save(begun)
    if ports.delivery_queue.send([DeliveryTask(webhook.id, delivery.id, event.id, begun.tried)]):
        raise ConflictError("the queue of deliveries takes nothing at the moment; try again")
    return begun


def _check_enabled(webhook: Webhook) -> None:
    if not webhook.enabled:
        raise ConflictError(f"the webhook is disabled: {webhook.disabled_reason}")
