"""Transactions by station, token, state and time of start."""

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports, TransactionFilter
from csms.domain.transactions import Transaction


def list_transactions(ports: Ports, wanted: TransactionFilter, limit: int, cursor: str | None) -> Page[Transaction]:
    """Newest first. One index answers a part of the filter, the rest is sifted: so pages are filled."""
    return fill_page(lambda size, after: ports.transactions.page(wanted, size, after), lambda _: True, limit, cursor)
