"""A charger knocks: who is it, may it come in, which version does it speak, and is it the newest?"""

from dataclasses import dataclass
from enum import Enum

from csms.application.authenticate import authenticated, presented_password
from csms.application.inbox import note_refusal
from csms.application.limit_logins import count_failure, may_try
from csms.application.ports import Ports
from csms.application.transmit import drain_task
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ids import key_of
from csms.domain.logins import Login, source_of, with_login
from csms.domain.refusals import Attempt, Reason
from csms.domain.stations import Connection, OcppVersion, Registration, Station, negotiate

ATTEMPTS = 5
DRAIN_DELAY_S = 2
BOOT_PATIENCE_S = 60


class Refusal(Enum):
    UNKNOWN_IDENTITY = 404
    BAD_CREDENTIALS = 401
    NO_COMMON_SUBPROTOCOL = 400
    TOO_MANY_ATTEMPTS = 429


@dataclass(frozen=True)
class Handshake:
    """`authorization` is the header as it came; `subprotocols` in the charger's order of preference.

    `viewer_address` is the charger's, as the edge saw it.
    """

    connection_id: str
    identity: str
    authorization: str | None
    subprotocols: list[str]
    viewer_address: str = ""


def connect_station(ports: Ports, handshake: Handshake) -> OcppVersion | Refusal:
    """The version agreed on, the station taken over; or why not (OCPP-J 1.6 §3-6, 2.0.1 part 4 §3, A00)."""
    key, source = key_of(handshake.identity), source_of(handshake.viewer_address)
    station = ports.stations.get(key)
    if not may_try(ports, key, station, source):
        return Refusal.TOO_MANY_ATTEMPTS
    verdict = _judge(station, handshake)
    if isinstance(verdict, Refusal):
        if verdict is Refusal.NO_COMMON_SUBPROTOCOL or count_failure(ports, key, station, source):
            note_refusal(ports, _attempt(handshake, verdict, clock.to_text(ports.now()), source))
        return verdict
    station, version = verdict
    login = Login(clock.to_text(ports.now()), source)
    previous = _take_over(ports, station, _Newcomer(handshake.connection_id, version, login))
    if previous.connection_id:
        ports.link.close(previous.connection_id)
    _after_connecting(ports, previous)
    return version


def _judge(station: Station | None, handshake: Handshake) -> tuple[Station, OcppVersion] | Refusal:
    if station is None:
        return Refusal.UNKNOWN_IDENTITY
    if not authenticated(station, handshake.authorization):
        return Refusal.BAD_CREDENTIALS
    version = negotiate(handshake.subprotocols)
    return Refusal.NO_COMMON_SUBPROTOCOL if version is None else (station, version)


def _attempt(handshake: Handshake, refusal: Refusal, at: str, source: str) -> Attempt:
    password = presented_password(key_of(handshake.identity), handshake.authorization)
    return Attempt(
        identity=handshake.identity,
        reason=Reason[refusal.name],
        at=at,
        source=source,
        subprotocols=tuple(handshake.subprotocols),
        credentials_sent=handshake.authorization is not None,
        password=password,
    )


@dataclass(frozen=True)
class _Newcomer:
    connection_id: str
    version: OcppVersion
    login: Login


def _take_over(ports: Ports, station: Station, new: _Newcomer) -> Station:
    """The newest authenticated connection wins; two at once are put in an order by the epoch."""
    for _ in range(ATTEMPTS):
        try:
            ports.stations.take_over(station, _connection(station, new), with_login(station.recent_logins, new.login))
            return station
        except ConcurrentChangeError:
            station = ports.stations.get(station.key) or station
    raise ConcurrentChangeError(f"station {station.identity} is being taken over again and again")


def _connection(station: Station, new: _Newcomer) -> Connection:
    return Connection(
        connection_id=new.connection_id,
        station_key=station.key,
        identity=station.identity,
        version=new.version,
        registration=station.registration,
        booted=station.booted_at is not None,
        epoch=station.epoch + 1,
        connected_at=new.login.at,
        last_seen=new.login.at,
        site_id=station.site_id,
    )


def _after_connecting(ports: Ports, station: Station) -> None:
    """What waited for the station is sent once the handshake is over."""
    if station.queued_commands:
        ports.queues.after(DRAIN_DELAY_S, drain_task(station.key))
    if station.booted_at is None and station.registration is Registration.ACCEPTED:
        ports.queues.after(BOOT_PATIENCE_S, {"task": "trigger_boot", "station_key": station.key})
    if station.site_id:
        ports.queues.request_plan(station.site_id)
