"""Sites whose stations are kept in step: after a boot, and when tokens have changed.

Ten thousand tokens may change in a minute and concern a thousand stations: the first change calls for one walk over
the sites a minute later, which takes the stations a few at a time and reads the tokens once for all of these.
"""

from typing import Any

from csms.application.ports import Ports
from csms.application.request_list_sync import sync_in_the_background
from csms.application.wanted_list import all_tokens, wanted_list
from csms.domain import clock
from csms.domain.list_sync import ListStatus
from csms.domain.stations import Station
from csms.domain.tokens import Token

WALK_DELAY_S = 60
BOOT_DELAY_S = 30
_SITES_AT_ONCE = 100
_STATIONS_AT_ONCE = 25
# An index needs a moment to know a token that was stored just before the walk began.
_SITE_DELAY_S = 5


def tokens_changed(ports: Ports) -> None:
    """After every change of a token."""
    if ports.local_lists.note_token_change(clock.to_text(ports.now()), ports.new_id()):
        ports.queues.after(WALK_DELAY_S, {"task": "sync_lists"})


def site_task(site_id: str, after: str = "") -> dict[str, Any]:
    return {"task": "sync_site_lists", "site_id": site_id, "after": after}


def station_task(station_key: str) -> dict[str, Any]:
    return {"task": "sync_list_if_wanted", "station_key": station_key}


def walk_sites(ports: Ports, task: dict[str, Any]) -> None:
    ports.local_lists.begin_walk()
    cursor: str | None = None
    while True:
        page = ports.sites.page(_SITES_AT_ONCE, cursor)
        for site in page.items:
            if site.sync_local_lists:
                ports.queues.after(_SITE_DELAY_S, site_task(site.id))
        cursor = page.next_cursor
        if cursor is None:
            return


def walk_stations(ports: Ports, task: dict[str, Any]) -> None:
    """Those of a site that come after one, by key; the rest by a task of its own."""
    site = ports.sites.get(task["site_id"])
    if site is None or not site.sync_local_lists:
        return
    waiting = [station for station in ports.stations.of_site(site.id) if station.key > task["after"]]
    if len(waiting) > _STATIONS_AT_ONCE:
        ports.queues.after(_SITE_DELAY_S, site_task(site.id, waiting[_STATIONS_AT_ONCE - 1].key))
    tokens = list(all_tokens(ports))
    for station in waiting[:_STATIONS_AT_ONCE]:
        if _differs(ports, station, tokens):
            sync_in_the_background(ports, station)


def sync_list_if_wanted(ports: Ports, task: dict[str, Any]) -> None:
    """A station that has just booted is asked for its version, whatever it held before."""
    station = ports.stations.get(task["station_key"])
    site = ports.sites.get(station.site_id) if station and station.site_id else None
    if station is not None and site is not None and site.sync_local_lists:
        sync_in_the_background(ports, station)


def _differs(ports: Ports, station: Station, tokens: list[Token]) -> bool:
    known = ports.local_lists.get(station.key)
    if known is None:
        return True
    if known.status is ListStatus.NOT_SUPPORTED:
        return False
    contents = ports.local_lists.contents(station.key)
    return not known.trusted or contents.planned != wanted_list(ports, station, tokens)
