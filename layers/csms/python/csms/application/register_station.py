"""What the operator decides about a station: that it may connect, with which password, and where it hangs."""

import math
import re
from dataclasses import dataclass, replace
from enum import Enum

from csms.application.ports import Ports
from csms.application.sync_site_lists import BOOT_DELAY_S, station_task
from csms.domain import clock, currents, passwords
from csms.domain.errors import InvalidError
from csms.domain.ids import key_of
from csms.domain.stations import Registration, Station

MAX_IDENTITY_LENGTH = 48
_REFUSED_IN_IDENTITY = re.compile(r"[:/\u0000-\u001f\u007f-\u009f\ufffd]")
_CURRENTS = "evse_min_current_a", "evse_current_step_a", "evse_max_current_a"
_NO_CREDENTIALS = "profile 0 knows no credentials, and without them there is no connection"


class Keep(Enum):
    """In place of a value that may be None: leave it as it is."""

    KEEP = "keep"


@dataclass(frozen=True)
class RegisterStation:
    """Members left out stay as they are; a new station gets a generated password and the defaults.

    `password_hash` is of a password that the station itself has presented.
    """

    identity: str
    password: str | None = None
    password_hash: str | None = None
    security_profile: int | None = None
    certificate_cn: str | Keep | None = Keep.KEEP
    registration: Registration | None = None
    evse_max_current_a: float | None = None
    evse_min_current_a: float | None = None
    evse_current_step_a: float | None = None
    site_id: str | Keep | None = Keep.KEEP
    node_id: str | Keep | None = Keep.KEEP


@dataclass(frozen=True)
class Registered:
    """`generated_password` is there only now: what is stored is its hash."""

    station: Station
    created: bool
    generated_password: str | None = None


def register_station(ports: Ports, wish: RegisterStation) -> Registered:
    """Create or change. A live connection stays, whatever changes: also with a new password (it counts from the
    next handshake) and when the registration is taken back (2.0.1 B03). Raises InvalidError naming the member."""
    known = ports.stations.get(key_of(wish.identity))
    _check(wish, known)
    given = wish.password or wish.password_hash
    generated = passwords.generate() if known is None and given is None else None
    station = _decided(known or _new(ports, wish), wish, _password_hash(wish, generated))
    _check_currents(wish, station)
    _check_place(ports, station)
    ports.stations.save(station, known)
    for site_id in _sites_to_plan(known, station):
        ports.queues.request_plan(site_id)
    if known is not None and station.site_id not in (None, known.site_id):
        ports.queues.after(BOOT_DELAY_S, station_task(station.key))
    return Registered(station, known is None, generated)


def _new(ports: Ports, wish: RegisterStation) -> Station:
    created_at = clock.to_text(ports.now())
    return Station(key_of(wish.identity), wish.identity, Registration.ACCEPTED, created_at)


def _password_hash(wish: RegisterStation, generated: str | None) -> str | None:
    password = wish.password or generated
    return passwords.hash_password(password) if password else wish.password_hash


def _decided(station: Station, wish: RegisterStation, password_hash: str | None) -> Station:
    """A station that moves to another site leaves its place in the old one's tree."""
    site_id = station.site_id if wish.site_id is Keep.KEEP else wish.site_id
    node_id = station.node_id if site_id == station.site_id else None
    return replace(
        station,
        site_id=site_id,
        node_id=node_id if wish.node_id is Keep.KEEP else wish.node_id,
        registration=wish.registration or station.registration,
        security_profile=wish.security_profile or station.security_profile,
        evse_max_current_a=wish.evse_max_current_a or station.evse_max_current_a,
        evse_min_current_a=wish.evse_min_current_a or station.evse_min_current_a,
        evse_current_step_a=wish.evse_current_step_a or station.evse_current_step_a,
        certificate_cn=station.certificate_cn if wish.certificate_cn is Keep.KEEP else wish.certificate_cn,
        password_hash=password_hash or station.password_hash,
        pending_password=None if password_hash else station.pending_password,
    )


def _check(wish: RegisterStation, known: Station | None) -> None:
    if known is None and not _is_identity(wish.identity):
        rule = f"1 to {MAX_IDENTITY_LENGTH} characters without ':', '/', control characters and spaces at the ends"
        raise InvalidError(f"an identity has {rule}", "identity")
    if wish.password is not None and not passwords.acceptable(wish.password):
        raise InvalidError("a password has 16 to 40 printable characters", "password")
    if wish.security_profile not in (None, 1, 2, 3):
        reason = _NO_CREDENTIALS if wish.security_profile == 0 else "must be 1, 2 or 3"
        raise InvalidError(f"security profile {wish.security_profile}: {reason}", "security_profile")


def _is_identity(identity: str) -> bool:
    """2.0.1 part 4 §3.1.1: it stands in a path and, before a colon, in the credentials."""
    fits = 1 <= len(identity) <= MAX_IDENTITY_LENGTH and identity == identity.strip()
    return fits and not _REFUSED_IN_IDENTITY.search(identity)


def _check_currents(wish: RegisterStation, station: Station) -> None:
    """There has to be a current at which its EVSEs can charge."""
    least_a, most_a, step_a = station.evse_min_current_a, station.evse_max_current_a, station.evse_current_step_a
    named = next((name for name in _CURRENTS if getattr(wish, name) is not None), None)
    if named is None:
        return
    if not math.isclose(step_a, currents.round_down(step_a)):
        raise InvalidError("limits have one decimal in OCPP: a step is a multiple of 0.1 A", "evse_current_step_a")
    if currents.round_up(least_a, step_a) > most_a:
        raise InvalidError(f"no multiple of {step_a:g} A is between {least_a:g} A and {most_a:g} A", named)


def _check_place(ports: Ports, station: Station) -> None:
    site = ports.sites.get(station.site_id) if station.site_id else None
    if station.site_id and site is None:
        raise InvalidError(f"there is no site {station.site_id}", "site_id")
    if station.node_id and (site is None or station.node_id not in [node.id for node in site.nodes]):
        raise InvalidError(f"the station's site has no node {station.node_id}", "node_id")


def _sites_to_plan(known: Station | None, station: Station) -> list[str]:
    if known is not None and _planned_as(known) == _planned_as(station):
        return []
    return sorted({site for site in (known and known.site_id, station.site_id) if site})


def _planned_as(station: Station) -> tuple[object, ...]:
    currents_a = (getattr(station, name) for name in _CURRENTS)
    return station.site_id, station.node_id, station.registration, *currents_a
