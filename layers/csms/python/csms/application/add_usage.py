"""Bring what somebody has added to the sums of usage to what it should be: exactly once, however often it is asked."""

from collections.abc import Callable
from itertools import islice

from csms.application.ports import MOST_ITEMS, Ports, UsageEntry
from csms.domain.errors import ConcurrentChangeError
from csms.domain.usage.amounts import Contribution, difference

ATTEMPTS = 20


def add_usage(ports: Ports, entry_id: str, wanted: Callable[[UsageEntry], Contribution]) -> None:
    """`wanted` reads what the entry stands for, after the entry: whoever reads older than what is stored there finds
    it changed when he writes, and begins again. A long one goes in parts, each whole in itself.

    Raises ConcurrentChangeError where others keep changing it.
    """
    for _ in range(ATTEMPTS):
        entry = ports.usage.entry(entry_id)
        try:
            _add_in_parts(ports, entry, difference(wanted(entry), entry.contributed))
        except ConcurrentChangeError:
            continue
        return
    raise ConcurrentChangeError("the usage is being changed again and again")


def _add_in_parts(ports: Ports, entry: UsageEntry, missing: Contribution) -> None:
    left = iter(missing.items())
    while part := dict(islice(left, MOST_ITEMS)):
        entry = ports.usage.add(entry, part)
