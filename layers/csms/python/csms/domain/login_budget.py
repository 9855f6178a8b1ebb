"""How many logins may fail in ten minutes before nobody listens any more (CWE-307).

Failures are counted per source, per station and source, and per station. Only the first two refuse, so that
nobody can lock a charger out from somewhere else; the third tells the operator.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from csms.domain.alarms import Alarm
from csms.domain.stations import Station

WINDOW_S = 600


@dataclass(frozen=True)
class LoginLimits:
    """Failures in a window: of a source, of one station from one source; and of one station before an alarm."""

    source: int = 100
    pair: int = 10
    alarm: int = 20


@dataclass(frozen=True)
class Counters:
    """The keys under which a failure is counted in the window of `now`."""

    source: str
    pair: str
    station: str
    expires_epoch_s: int


def counters(station_key: str, station: Station | None, source: str, now: datetime) -> Counters:
    """New credentials count afresh: whoever has the new password shall not wait for the old one's failures."""
    window = _window(now)
    pending = station.pending_password.hash if station and station.pending_password else None
    hashes = (station.password_hash, pending, station.security_profile) if station else ()
    credentials = "/".join(str(part)[:16] for part in hashes)
    return Counters(
        source=f"{window}/source/{source}",
        pair=f"{window}/pair/{_digest(station_key, source, credentials)}",
        station=f"{window}/station/{_digest(station_key)}",
        expires_epoch_s=expires_epoch_s(now),
    )


def alarm_key(station_key: str, alarm: Alarm, now: datetime) -> str:
    """Under which an alarm is counted, so that it rings once in a window."""
    return f"{_window(now)}/alarm/{_digest(station_key, alarm)}"


def expires_epoch_s(now: datetime) -> int:
    return (_window(now) + 2) * WINDOW_S


def exhausted(limits: LoginLimits, *, source_failures: int, pair_failures: int, registered: bool) -> bool:
    """A registered station has one attempt from any source, however busy that source's others are."""
    first_attempt = registered and pair_failures == 0
    return pair_failures >= limits.pair or (source_failures >= limits.source and not first_attempt)


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW_S


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
