"""The sums of usage as they are stored, and as what they were made of says that they should be."""

from collections.abc import Callable, Iterator
from functools import reduce
from typing import TypeVar

from csms.adapters.dynamodb.models import UsageEntryItem, UsageItem
from csms.adapters.dynamodb.packed import unpack
from csms.application.add_session_usage import read_session
from csms.application.ports import Page, Ports, TransactionFilter
from csms.application.rebuild_usage import request_rebuild
from csms.domain.transactions import Transaction
from csms.domain.usage.amounts import Contribution, Key, summed
from csms.domain.usage.contributions import contribution
from csms.domain.usage.troubles import day_contribution, outage_contribution
from tests.support.world import World

Item = TypeVar("Item")


def stored_usage() -> Contribution:
    """Every sum in the table that is not nothing."""
    return summed({Key(item.scope, item.period): unpack(item.sums) for item in UsageItem.scan()}, {})


def rebuilt_usage(ports: Ports) -> Contribution:
    """From the raw sessions, outages and days of stations alone, in memory."""
    made = [contribution(read_session(ports, transaction)) for transaction in all_transactions(ports)]
    made += [outage_contribution(outage) for outage in every(ports.outages.page)]
    made += [day_contribution(day) for day in every(ports.station_days.page)]
    return reduce(summed, made, {})


def rebuild_from_nothing(csms: World) -> None:
    """As an operator's engineer would: the tables of the sums emptied, and everything counted anew."""
    for model in (UsageItem, UsageEntryItem):
        for item in list(model.scan()):
            item.delete()
    rebuild(csms)


def rebuild(csms: World, site_id: str | None = None) -> None:
    csms.queues.tasks.clear()
    request_rebuild(csms.ports, site_id)
    while csms.queues.tasks:
        csms.run_task(csms.queues.tasks.pop(0)[1])


def all_transactions(ports: Ports) -> Iterator[Transaction]:
    return every(lambda limit, cursor: ports.transactions.page(TransactionFilter(), limit, cursor))


def every(page_of: Callable[[int, str | None], Page[Item]]) -> Iterator[Item]:
    cursor = None
    while True:
        page = page_of(50, cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
