"""Webhooks: who is told of events by HTTP, and how each request proves who sent it.

Signed as https://www.standardwebhooks.com says (version 1: HMAC-SHA256), so that receivers need no code of ours.
"""

import base64
import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from csms.domain import events
from csms.domain.errors import InvalidError
from csms.domain.events import Event

MAX_WEBHOOKS = 50
_SECRET_BYTES = 32
_SECRET_PREFIX = "whsec_"
TEST = "webhook.test"
BY_OPERATOR = "an operator disabled it"
# Failing for so long without one success, a receiver is told nothing more.
GIVEN_UP_AFTER = timedelta(days=5)
_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)


@dataclass(frozen=True)
class Webhook:
    """`events` are types or beginnings of some (`session.*`); `sites` empty: all, and what belongs to no site.

    `old_secret` signs beside `secret` until `old_secret_until`. `failing_since`: the first failure after the last
    success. `version` counts the changes.
    """

    id: str
    url: str
    created_at: str
    secret: str
    events: tuple[str, ...] = ("*",)
    sites: tuple[str, ...] = ()
    description: str | None = None
    enabled: bool = True
    disabled_reason: str | None = None
    failing_since: str | None = None
    paused_until: str | None = None
    old_secret: str | None = None
    old_secret_until: str | None = None
    version: int = 0

    def wants(self, event: Event) -> bool:
        if event.type == TEST:
            return bool(event.data["webhook_id"] == self.id)
        if self.sites and event.site_id not in self.sites:
            return False
        return self.enabled and events.matches(self.events, event.type)

    def secrets_at(self, now: str) -> list[str]:
        overlap = self.old_secret is not None and now < (self.old_secret_until or "")
        return [self.secret, self.old_secret] if overlap and self.old_secret else [self.secret]

    def rotated(self, secret: str, old_until: str) -> Self:
        return replace(self, secret=secret, old_secret=self.secret, old_secret_until=old_until)

    def disabled(self, reason: str) -> Self:
        return replace(self, enabled=False, disabled_reason=reason)


def pause_after(failing_for: timedelta) -> timedelta:
    """How long a receiver that cannot be reached is left alone, so that it holds up nobody and costs little."""
    return min(max(failing_for / 10, _SHORTEST_PAUSE), _LONGEST_PAUSE)


def generate_secret() -> str:
    return _SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(signing: list[str], message_id: str, timestamp_s: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature per secret."""
    content = f"{message_id}.{timestamp_s}.".encode() + body
    return " ".join(f"v1,{_mac(secret, content)}" for secret in signing)


def _mac(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def check_url(url: str, *, private: bool) -> None:
    """`private`: whether it may lead into a network of our own, and go without TLS. Raises InvalidError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidError("this is no URL", "url") from None
    if not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidError("the URL must be percent-encoded", "url")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise InvalidError("the URL must begin with https://", "url")
    if not host or port == 0:
        raise InvalidError("the URL names no host", "url")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidError("the URL must hold no password and no fragment", "url")
    if not private and (host == "localhost" or _is_private(host)):
        raise InvalidError("the URL must lead to a public address", "url")


def is_public(address: str) -> bool:
    """Whether anybody on the internet reaches the same host by this IPv4 address."""
    parsed = ipaddress.IPv4Address(address)
    return parsed.is_global and not parsed.is_multicast


def _is_private(host: str) -> bool:
    """By its spelling: what a name stands for is looked up for each request. Only IPv4 is spoken."""
    try:
        return not is_public(host)
    except ValueError:
        return ":" in host
