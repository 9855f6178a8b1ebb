"""Tokens that nobody knows: what an operator has to know to accept one, or to leave it unknown."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

# A driver tries a card a few times; a reader that invents cards must not fill a table.
SIGHTINGS_PER_WINDOW = 30
WINDOW_S = 3600


@dataclass(frozen=True)
class Sighting:
    """A token was shown at a station and not known. `type` is None where the station's OCPP has no types (1.6)."""

    token: str
    type: str | None
    station: str
    evse: int | None
    at: str


@dataclass(frozen=True)
class UnknownToken:
    """All sightings of one token; `token`, `type`, `last_station` and `last_evse` are the last one's."""

    key: str
    token: str
    first_seen_at: str
    last_seen_at: str
    first_station: str
    last_station: str
    count: int
    type: str | None = None
    last_evse: int | None = None


@dataclass(frozen=True)
class Counter:
    """Under which the sightings at one station are counted in the window of a moment."""

    key: str
    expires_epoch_s: int


def counter(station_key: str, now: datetime) -> Counter:
    window = int(now.timestamp()) // WINDOW_S
    digest = hashlib.sha256(station_key.encode(errors="surrogatepass")).hexdigest()
    return Counter(f"{window}/unknown-tokens/{digest}", (window + 2) * WINDOW_S)
