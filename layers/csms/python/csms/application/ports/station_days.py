"""What stations did by day, beside charging."""

from typing import Protocol

from csms.application.ports.shared import Page
from csms.domain.station_days import StationDay


class StationDays(Protocol):
    def get(self, station_key: str, day: str) -> StationDay:
        """An empty one where nothing is stored."""

    def between(self, station_key: str, first: str, last: str) -> list[StationDay]:
        """Those from `first` to `last`, both included, in their order: one request per MB."""

    def page(self, limit: int, cursor: str | None) -> Page[StationDay]:
        """Of all stations, newest first."""

    def save(self, day: StationDay) -> None:
        """Raises ConcurrentChangeError where it has changed since it was read."""
