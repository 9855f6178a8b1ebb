"""Webhooks as admins set them up."""

from dataclasses import replace
from datetime import timedelta

from csms.application.ports import Ports
from csms.domain import clock, events, webhooks
from csms.domain.errors import ConflictError, InvalidError, NotFoundError
from csms.domain.webhooks import Webhook


def find_webhook(ports: Ports, webhook_id: str) -> Webhook:
    webhook = ports.webhooks.get(webhook_id)
    if webhook is None:
        raise NotFoundError(f"there is no webhook {webhook_id}")
    return webhook


def create_webhook(ports: Ports, wanted: Webhook) -> Webhook:
    """`wanted` with an id, a secret and its time. Raises InvalidError naming the member, ConflictError for too many."""
    _check(ports, wanted)
    if len(ports.webhooks.all()) >= webhooks.MAX_WEBHOOKS:
        raise ConflictError(f"there are {webhooks.MAX_WEBHOOKS} webhooks, and there may not be more")
    new = replace(
        wanted, id=ports.new_id(), secret=webhooks.generate_secret(), created_at=clock.to_text(ports.now()), version=0
    )
    return ports.webhooks.save(new)


def change_webhook(ports: Ports, wanted: Webhook) -> Webhook:
    """Its secret stays. One that is enabled begins with a clean record. Raises NotFoundError, InvalidError."""
    _check(ports, wanted)
    known = find_webhook(ports, wanted.id)
    changed = replace(
        known,
        url=wanted.url,
        events=wanted.events,
        sites=wanted.sites,
        description=wanted.description,
        enabled=wanted.enabled,
    )
    if wanted.enabled:
        changed = replace(changed, disabled_reason=None, failing_since=None, paused_until=None)
    elif known.enabled:
        changed = changed.disabled(webhooks.BY_OPERATOR)
    return ports.webhooks.save(changed)


def rotate_secret(ports: Ports, webhook_id: str, overlap: timedelta) -> Webhook:
    """The old secret goes on signing beside the new one for the time of `overlap`."""
    webhook, until = find_webhook(ports, webhook_id), clock.to_text(ports.now() + overlap)
    return ports.webhooks.save(webhook.rotated(webhooks.generate_secret(), until))


def _check(ports: Ports, wanted: Webhook) -> None:
    webhooks.check_url(wanted.url, private=ports.private_webhooks)
    events.known_patterns(wanted.events, "events")
    for site_id in wanted.sites:
        if ports.sites.get(site_id) is None:
            raise InvalidError(f"there is no site {site_id}", "sites")
