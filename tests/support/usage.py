"""The sums of usage as they are stored, and as the raw sessions say they should be."""

from collections.abc import Iterator

from csms.adapters.dynamodb.models import UsageItem
from csms.adapters.dynamodb.packed import unpack
from csms.application.add_session_usage import read_session
from csms.application.ports import Ports, TransactionFilter
from csms.domain.transactions import Transaction
from csms.domain.usage.amounts import Contribution, Key, summed
from csms.domain.usage.contributions import contribution


def stored_usage() -> Contribution:
    """Every sum in the table that is not nothing."""
    return summed({Key(item.scope, item.period): unpack(item.sums) for item in UsageItem.scan()}, {})


def stored_sessions() -> Contribution:
    """Without what outages and reboots have added."""
    kept = {
        key: {name: value for name, value in sums.items() if name[0] not in "fxk"}
        for key, sums in stored_usage().items()
    }
    return {key: sums for key, sums in kept.items() if sums}


def rebuilt_usage(ports: Ports) -> Contribution:
    """From the raw sessions alone, in memory."""
    found: Contribution = {}
    for transaction in all_transactions(ports):
        found = summed(found, contribution(read_session(ports, transaction)))
    return found


def all_transactions(ports: Ports) -> Iterator[Transaction]:
    cursor = None
    while True:
        page = ports.transactions.page(TransactionFilter(), 50, cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
