"""The local list that a station shall hold, of all tokens that there are."""

from collections.abc import Iterator

from csms.application.ports import Ports
from csms.domain.local_lists import ListEntry, entries_for
from csms.domain.stations import OcppVersion, Station
from csms.domain.tokens import Place, Token

_PAGE = 200


def wanted_list(ports: Ports, station: Station, tokens: list[Token] | None = None) -> dict[str, ListEntry]:
    """`tokens` where the caller has read them all already."""
    place = Place(station.key, station.site_id)
    version = station.ocpp_version or OcppVersion.V16
    return entries_for(all_tokens(ports) if tokens is None else tokens, place, version, ports.now())


def all_tokens(ports: Ports) -> Iterator[Token]:
    cursor: str | None = None
    while True:
        page = ports.tokens.page(_PAGE, cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
