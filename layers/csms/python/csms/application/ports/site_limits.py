"""What limited sites, and since when."""

from typing import Protocol

from csms.domain.site_limits import LimitDay


class SiteLimits(Protocol):
    def day(self, site_id: str, day: str) -> LimitDay:
        """An empty one where nothing changed that day."""

    def before(self, site_id: str, day: str) -> LimitDay | None:
        """The newest day before with a change."""

    def between(self, site_id: str, first: str, last: str) -> list[LimitDay]:
        """Those from `first` to `last` with a change, both included, in their order: one request per MB."""

    def save(self, day: LimitDay) -> None:
        """Raises ConcurrentChangeError where it has changed since it was read."""
