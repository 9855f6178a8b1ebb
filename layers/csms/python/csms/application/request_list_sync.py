"""One call brings a station's local list in step; the rest goes message by message (step_local_list.py)."""

from collections.abc import Callable
from datetime import timedelta

from csms.application.call_station import MAX_WAIT
from csms.application.find_station import version_of
from csms.application.ports import Ports
from csms.application.send_command import reachable
from csms.application.step_local_list import step_local_list, sync_task
from csms.application.store_once import ATTEMPTS
from csms.application.wait_for_command import STEP_S
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError, InvalidError, StationOfflineError
from csms.domain.list_sync import ListStatus, LocalList, SyncWish, Turn, requested
from csms.domain.stations import Registration, Station

# How long the first question of a sync that nobody waits for waits for a station that is offline.
PATIENCE = timedelta(days=7)
# All tokens are read in the background; a question leaves at once, unless this function dies before that.
_SOON_S, _SAFETY_NET_S = 2, 60


def request_list_sync(ports: Ports, station: Station, wish: SyncWish) -> LocalList:
    """The list as it is now, its first message on the way.

    Raises StationOfflineError where the wish does not say how long to wait, ConflictError for a station that never
    connected, InvalidError for a `queue_until` that is past or too far ahead.
    """
    version_of(station)
    _check_wait(ports, wish.queue_until)
    if wish.queue_until is None and not reachable(ports, station):
        raise StationOfflineError(f"station {station.identity} is offline")
    wanted = _stored(ports, station, wish)
    if wanted.turn is Turn.ASK:
        step_local_list(ports, station.key)
    return ports.local_lists.get(station.key) or wanted


def _stored(ports: Ports, station: Station, wish: SyncWish) -> LocalList:
    """The list with the wish in it; an answer of the station may change it at the same time."""
    for _ in range(ATTEMPTS):
        wanted = requested(find_list(ports, station), wish)
        ports.queues.after(_SAFETY_NET_S if wanted.turn is Turn.ASK else _SOON_S, sync_task(station.key))
        try:
            ports.local_lists.save(wanted)
        except ConcurrentChangeError:
            continue
        return wanted
    raise ConcurrentChangeError("the local list kept changing")


def _check_wait(ports: Ports, queue_until: str | None) -> None:
    if queue_until is None:
        return
    if queue_until <= clock.to_text(ports.now()):
        raise InvalidError("queue_until has passed", "queue_until")
    if queue_until > clock.to_text(ports.now() + MAX_WAIT):
        raise InvalidError(f"queue_until is more than {MAX_WAIT.days} days ahead", "queue_until")


def wait_for_list(ports: Ports, state: LocalList, seconds: float, sleep: Callable[[float], None]) -> LocalList:
    """The list as soon as its sync is over, else as it is when the time is."""
    until = ports.now() + timedelta(seconds=seconds)
    while state.status is ListStatus.SYNCING and ports.now() < until:
        sleep(STEP_S)
        state = ports.local_lists.get(state.station_key) or state
    return state


def sync_in_the_background(ports: Ports, station: Station) -> None:
    """As the site's switch wants it; whoever else asks at the same time does it for us."""
    if station.ocpp_version is None or station.registration is not Registration.ACCEPTED:
        return
    now = ports.now()
    try:
        request_list_sync(ports, station, SyncWish(clock.to_text(now), queue_until=clock.to_text(now + PATIENCE)))
    except ConcurrentChangeError:
        return


def find_list(ports: Ports, station: Station) -> LocalList:
    return ports.local_lists.get(station.key) or LocalList(station.key)
