"""How long an address of ours must serve a station, and what is kept of a transfer from the start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.file_locations import shown_location
from csms.domain.stations import Station
from csms.domain.transfers import Step

# A URL of ours outlives the tries that it is made for by this.
SPARE = timedelta(hours=1)
MAX_LIFE = timedelta(days=7)  # of a presigned URL (AWS signature version 4)


@dataclass(frozen=True)
class Tries:
    """How often and how far apart a station tries; `until`: how long the command may wait for it."""

    retries: int | None = None
    retry_interval_s: int | None = None
    until: datetime | None = None

    def life_of_url(self, now: datetime, starts_at: datetime | None, field: str) -> int:
        """Seconds. Raises InvalidError where no URL lives that long."""
        first = max(now, starts_at or now, self.until or now)
        tries = timedelta(seconds=(self.retries or 0) * (self.retry_interval_s or 0))
        life = first - now + tries + SPARE
        if life > MAX_LIFE:
            raise InvalidError("a URL of ours lives seven days at most: start earlier, or give a location", field)
        return int(life.total_seconds())


def begun(ports: Ports, station: Station, message_id: str, location: str) -> dict[str, Any]:
    """What every transfer is from the start."""
    now = clock.to_text(ports.now())
    return {
        "station_key": station.key,
        "id": message_id,
        "created_at": now,
        "location": shown_location(location),
        "history": (Step("requested", now),),
    }
