"""One attempt to tell a receiver of an event, and what follows from it."""

import json
from dataclasses import replace
from datetime import timedelta

from csms.application.ports import Answer, DeliveryTask, Ports
from csms.application.store_once import ATTEMPTS
from csms.domain import clock, deliveries, webhooks
from csms.domain.alarms import Alarm
from csms.domain.deliveries import GONE, Attempt, Delivery, DeliveryStatus
from csms.domain.errors import ConcurrentChangeError
from csms.domain.events import Event
from csms.domain.webhooks import GIVEN_UP_AFTER, Webhook, pause_after

MAX_DELAY_S = 900


class NotQueuedError(Exception):
    """The queue did not take what has to be tried again: this task is."""


def deliver_webhook(ports: Ports, task: DeliveryTask) -> None:
    """Postponed where it is too early, dropped where the attempt has been made already or nobody wants it any more."""
    webhook = ports.webhooks.get(task.webhook_id)
    if webhook is None or _postponed(ports, task, webhook):
        return
    event = ports.events.get(task.event_id)
    if event is None:
        return
    known = ports.deliveries.get(webhook.id, task.delivery_id)
    delivery = known or deliveries.first(webhook.id, event, ports.now())
    if delivery.status is not DeliveryStatus.PENDING or delivery.tried != task.tried:
        return
    if not webhook.enabled and event.type != webhooks.TEST:
        ports.deliveries.save(delivery.given_up("the webhook is disabled"))
        return
    _attempt(ports, webhook, event, delivery)


def _attempt(ports: Ports, webhook: Webhook, event: Event, delivery: Delivery) -> None:
    """Queued before it is stored: a task that comes twice finds its attempt made."""
    answer = _post(ports, webhook, event)
    attempt = Attempt(clock.to_text(ports.now()), answer.status_code, answer.error, answer.duration_ms)
    made = delivery.attempted(attempt)
    if made.next_attempt_at:
        next_task = DeliveryTask(webhook.id, delivery.id, event.id, made.tried, made.next_attempt_at)
        send_later(ports, next_task)
    ports.deliveries.save(made)
    _note(ports, webhook, attempt)


def send_later(ports: Ports, task: DeliveryTask) -> None:
    """A queue keeps nothing back for longer than a quarter of an hour: what has to wait longer is sent on."""
    wait = clock.parse_stored(task.not_before) - ports.now() if task.not_before else timedelta()
    delay_s = min(max(round(wait.total_seconds()), 0), MAX_DELAY_S)
    if ports.delivery_queue.send([task], delay_s):
        raise NotQueuedError


def _postponed(ports: Ports, task: DeliveryTask, webhook: Webhook) -> bool:
    due = max(task.not_before or "", webhook.paused_until or "")
    if due <= clock.to_text(ports.now()):
        return False
    send_later(ports, replace(task, not_before=due))
    return True


def _post(ports: Ports, webhook: Webhook, event: Event) -> Answer:
    now, body = ports.now(), json.dumps(event.to_dict(), separators=(",", ":")).encode()
    timestamp_s = int(now.timestamp())
    signing = webhook.secrets_at(clock.to_text(now))
    headers = {
        "content-type": "application/json",
        "webhook-id": event.id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": webhooks.signature(signing, event.id, timestamp_s, body),
    }
    return ports.receivers.post(webhook.url, headers, body)


def _note(ports: Ports, webhook: Webhook, attempt: Attempt) -> None:
    """What the attempt says of the receiver; somebody else may be noting the same."""
    for _ in range(ATTEMPTS):
        changed = _after(webhook, attempt)
        if changed == webhook:
            return
        try:
            ports.webhooks.save(changed)
        except ConcurrentChangeError:
            current = ports.webhooks.get(webhook.id)
            if current is None:
                return
            webhook = current
            continue
        if webhook.enabled and not changed.enabled:
            ports.count_alarm(Alarm.WEBHOOK_DISABLED)
        return


def _after(webhook: Webhook, attempt: Attempt) -> Webhook:
    if attempt.succeeded:
        return replace(webhook, failing_since=None, paused_until=None)
    since, at = webhook.failing_since or attempt.at, clock.parse_stored(attempt.at)
    failing_for = at - clock.parse_stored(since)
    pause = clock.to_text(at + pause_after(failing_for)) if attempt.status_code is None else webhook.paused_until
    failing = replace(webhook, failing_since=since, paused_until=pause)
    if attempt.status_code == GONE:
        return failing.disabled("the receiver answered 410: it is gone")
    if failing_for >= GIVEN_UP_AFTER:
        return failing.disabled(f"every request has failed since {since}")
    return failing
