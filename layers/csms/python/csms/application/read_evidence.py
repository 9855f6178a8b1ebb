"""What a transaction is made of: the station's messages, and the meter samples in them."""

from typing import Any

from csms.application.ports import Ports
from csms.domain.metering import Sample

PAGE_SIZE = 200


def read_events(ports: Ports, transaction_id: str) -> list[dict[str, Any]]:
    """Every message of the transaction, newest first by the station's clock."""
    events: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = ports.transactions.events(transaction_id, PAGE_SIZE, cursor)
        events += page.items
        cursor = page.next_cursor
        if cursor is None:
            return sorted(events, key=lambda event: (event["occurred_at"], event["received_at"]), reverse=True)


def read_samples(ports: Ports, transaction_id: str) -> list[Sample]:
    """In the order of time. What a station says twice, as 1.6 does at the stop, counts once (errata 3.14)."""
    return samples_of(read_events(ports, transaction_id))


def samples_of(events: list[dict[str, Any]]) -> list[Sample]:
    """The samples in these events, as `read_samples` gives them."""
    samples = [Sample(**{"value": None, **members}) for event in events for members in event["samples"]]
    once = {(s.at, s.measurand, s.phase or "", s.location, s.context): s for s in samples}
    return [once[key] for key in sorted(once)]
