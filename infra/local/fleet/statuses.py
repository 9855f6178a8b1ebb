"""Which connector statuses the CSMS knows, and which it still has to hear."""

from collections.abc import Iterator


class KnownStatuses:
    def __init__(self) -> None:
        self._announced: dict[int, str] = {}
        self._confirmed: dict[int, str] = {}

    def announce(self, statuses: dict[int, str]) -> Iterator[tuple[int, str]]:
        """Those that changed since they were announced last."""
        for connector, status in statuses.items():
            if self._announced.get(connector) != status:
                self._announced[connector] = status
                yield connector, status

    def confirm(self, connector: int, status: str) -> None:
        self._confirmed[connector] = status

    def lose_unconfirmed(self) -> None:
        self._announced = dict(self._confirmed)

    def forget(self) -> None:
        self._announced, self._confirmed = {}, {}
