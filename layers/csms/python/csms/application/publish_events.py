"""What is new in the log of events goes out: on the bus, and to the webhooks that want it."""

from csms.application.ports import DeliveryTask, Ports
from csms.domain.deliveries import delivery_id
from csms.domain.events import Event


def publish_events(ports: Ports, events: list[Event]) -> set[str]:
    """The ids of those that have to be published again: whoever was told already is told twice, by the same id."""
    webhooks = ports.webhooks.all()
    tasks = [
        DeliveryTask(webhook.id, delivery_id(event), event.id)
        for event in events
        for webhook in webhooks
        if webhook.wants(event)
    ]
    return ports.bus.put(events) | {task.event_id for task in ports.delivery_queue.send(tasks)}
