"""How much there was to use: connectors, and since when."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """(known since, how many connectors) of each station; `until_s` is now, beyond which nobody knows."""

    stations: tuple[tuple[int, int], ...]
    until_s: int

    @property
    def connectors(self) -> int:
        return sum(connectors for _, connectors in self.stations)

    def connector_s(self, start_s: int, until_s: int) -> int:
        """The seconds of all connectors within [start_s, until_s): of the time that has passed, whatever a clock on the
        wall showed."""
        ends_s = min(until_s, self.until_s)
        return sum(connectors * max(ends_s - max(start_s, since_s), 0) for since_s, connectors in self.stations)
