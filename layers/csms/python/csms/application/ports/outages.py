"""When stations and their connectors were out of order."""

from typing import Protocol

from csms.application.ports.shared import Page
from csms.domain.outages import Outage


class Outages(Protocol):
    def get(self, station_key: str, outage_id: str) -> Outage | None: ...
    def open(self, station_key: str) -> list[Outage]:
        """Those that last."""

    def between(self, station_key: str, began_from: str, began_to: str) -> list[Outage]:
        """Those that began then, in the order of their beginnings: one request per MB."""

    def page(self, limit: int, cursor: str | None) -> Page[Outage]:
        """Of all stations, newest first."""

    def save(self, outage: Outage) -> None:
        """The same again changes nothing but what it says."""
