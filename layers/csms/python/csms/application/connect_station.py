"""A charger knocks: who is it, may it come in, which version does it speak, and is it the newest?"""

from csms.application.authenticate import Admitted, judge, presented_password
from csms.application.handshake import Handshake, Refusal
from csms.application.inbox import note_refusal
from csms.application.limit_logins import count_failure, may_try
from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.application.transmit import drain_task
from csms.domain import clock
from csms.domain.alarms import Alarm
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ids import key_of
from csms.domain.logins import Login, LoginChanges, flapping, source_of, with_login
from csms.domain.refusals import Attempt, Reason
from csms.domain.stations import Connection, OcppVersion, Registration, Station

ATTEMPTS = 5
DRAIN_DELAY_S = 2
BOOT_PATIENCE_S = 60


def connect_station(ports: Ports, handshake: Handshake) -> OcppVersion | Refusal:
    """The version agreed on, the station taken over; or why not (OCPP-J 1.6 §3-6, 2.0.1 part 4 §3, A00)."""
    key, source = key_of(handshake.identity), source_of(handshake.viewer_address)
    station = ports.stations.get(key)
    if not may_try(ports, key, station, source):
        return Refusal.TOO_MANY_ATTEMPTS
    for _ in range(ATTEMPTS):
        verdict = _judge(ports, station, handshake)
        if isinstance(verdict, Refusal):
            return _refuse(ports, handshake, station, verdict)
        if _took_over(ports, verdict, _connection(ports, verdict, handshake), source):
            return verdict.version
        station = ports.stations.get(key)
    raise ConcurrentChangeError("the station is being taken over again and again")


def _judge(ports: Ports, station: Station | None, handshake: Handshake) -> Admitted | Refusal:
    """The first certificate of a station may not be one that another station came with, or has asked for."""
    verdict = judge(station, handshake, ports.organization_name)
    if isinstance(verdict, Refusal) or verdict.certificate_cn is None or verdict.station.certificate_cn is not None:
        return verdict
    holders = ports.stations.holders_of(verdict.certificate_cn)
    return Refusal.BAD_CREDENTIALS if set(holders) - {verdict.station.key} else verdict


def _refuse(ports: Ports, handshake: Handshake, station: Station | None, refusal: Refusal) -> Refusal:
    """One whose credentials were good has failed nothing."""
    key, source = key_of(handshake.identity), source_of(handshake.viewer_address)
    if refusal is Refusal.NO_COMMON_SUBPROTOCOL or count_failure(ports, key, station, source):
        note_refusal(ports, _attempt(handshake, refusal, clock.to_text(ports.now()), source))
    return refusal


def _took_over(ports: Ports, admitted: Admitted, connection: Connection, source: str) -> bool:
    """The newest authenticated connection wins; of two at once the epoch lets one through, the other tries again."""
    station = admitted.station
    changes = _changes(admitted, Login(connection.connected_at, source, station.connection_id is not None))
    try:
        ports.stations.take_over(station, connection, changes)
    except ConcurrentChangeError:
        return False
    if station.connection_id:
        ports.link.close(station.connection_id)
    _after_connecting(ports, station)
    _watch_for_flapping(ports, station.key, changes.recent_logins)
    return True


def _watch_for_flapping(ports: Ports, station_key: str, logins: tuple[Login, ...]) -> None:
    if flapping(logins, ports.now()):
        sources = sorted({login.source for login in logins})
        raise_alarm(ports, station_key, Alarm.TAKEOVER_FLAPPING, sources=sources, logins=len(logins))


def _changes(admitted: Admitted, login: Login) -> LoginChanges:
    return LoginChanges(
        recent_logins=with_login(admitted.station.recent_logins, login),
        security_profile=admitted.security_profile,
        certificate_cn=admitted.certificate_cn,
        pending_password=admitted.pending_password,
    )


def _attempt(handshake: Handshake, refusal: Refusal, at: str, source: str) -> Attempt:
    password = presented_password(key_of(handshake.identity), handshake.authorization)
    return Attempt(
        identity=handshake.identity,
        reason=Reason[refusal.name],
        at=at,
        source=source,
        subprotocols=tuple(handshake.subprotocols),
        security_profile=handshake.security_profile,
        credentials_sent=handshake.authorization is not None or handshake.certificate is not None,
        password=password,
    )


def _connection(ports: Ports, admitted: Admitted, handshake: Handshake) -> Connection:
    station, now = admitted.station, clock.to_text(ports.now())
    return Connection(
        connection_id=handshake.connection_id,
        station_key=station.key,
        identity=station.identity,
        version=admitted.version,
        registration=station.registration,
        booted=station.booted_at is not None,
        epoch=station.epoch + 1,
        connected_at=now,
        last_seen=now,
        site_id=station.site_id,
        certificate_cn=admitted.certificate_cn,
    )


def _after_connecting(ports: Ports, station: Station) -> None:
    """What waited for the station is sent once the handshake is over."""
    if station.queued_commands:
        ports.queues.after(DRAIN_DELAY_S, drain_task(station.key))
    if station.booted_at is None and station.registration is Registration.ACCEPTED:
        ports.queues.after(BOOT_PATIENCE_S, {"task": "trigger_boot", "station_key": station.key})
    if station.site_id:
        ports.queues.request_plan(station.site_id)
