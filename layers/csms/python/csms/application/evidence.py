"""How the same message is known again, and when it happened."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from csms.domain import clock
from csms.domain.metering import Sample

_TRUSTED_PAST = timedelta(days=90)
_TRUSTED_FUTURE = timedelta(minutes=5)
TIMESTAMP_REPLACED = "timestamp_replaced"


def digest(payload: Any) -> str:
    """The same for a retry of the same message; some stations set `offline` only when they retry."""
    if isinstance(payload, dict):
        payload = {name: value for name, value in payload.items() if name not in ("offline", "customData")}
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def at_trusted_times(samples: tuple[Sample, ...], now: datetime) -> tuple[Sample, ...]:
    """Samples with stored times in place of the station's spelling."""
    return tuple(replace(sample, at=moment(sample.at, now)[0]) for sample in samples)


def moment(claimed: str | None, now: datetime) -> tuple[str, frozenset[str]]:
    """The stored time of an event and what to note about it: a time that cannot be is replaced by ours."""
    parsed = clock.parse(claimed) if claimed else None
    if parsed is None or not now - _TRUSTED_PAST <= parsed <= now + _TRUSTED_FUTURE:
        return clock.to_text(now), frozenset({TIMESTAMP_REPLACED})
    return clock.to_text(parsed), frozenset()
