"""The charging profiles that a station holds, as far as its answers tell."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from csms.domain import clock, ids
from csms.domain.charging_profiles import ChargingProfile, Purpose
from csms.domain.operations import ClearChargingProfile
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction

# A driver may take so long to plug in after a remote start; clocks of stations differ by a little.
START_WITHIN = timedelta(minutes=15)
_CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True)
class AwaitedStart:
    """The remote start that a profile came with; `token_key` is all that 1.6 says of it in the transaction."""

    token_key: str
    remote_start_id: int | None = None


@dataclass(frozen=True)
class InstalledProfile:
    """`message_id` is the command that brought it, and its age. Of a remote start (`awaits`), the EVSE is 0 and the
    profile without a transaction until that has begun. `site_id` where the planner of that site sent it."""

    message_id: str
    evse: int
    profile: ChargingProfile
    installed_at: str
    version: OcppVersion
    awaits: AwaitedStart | None = None
    site_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        members = {**self.__dict__, "profile": self.profile.to_dict(), "version": self.version.value}
        return {**members, "awaits": asdict(self.awaits) if self.awaits else None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        profile, version = ChargingProfile.from_dict(members["profile"]), OcppVersion(members["version"])
        awaits = AwaitedStart(**members["awaits"]) if members["awaits"] else None
        return cls(**{**members, "profile": profile, "version": version, "awaits": awaits})


def replaces(new: InstalledProfile, old: InstalledProfile) -> bool:
    """Whether a station drops `old` when it takes `new`: for the same id (1.6 §5.16.3, 2.0.1 K01.FR.05), in 1.6 also
    for the same purpose and stack level at the same place (§3.13.2, errata 3.42)."""
    if old.message_id >= new.message_id or old.awaits:
        return False
    place, other = (new.evse, new.profile.purpose, new.profile.stack_level), old.profile
    same_place = place == (old.evse, other.purpose, other.stack_level)
    return new.profile.id == other.id or (new.version is OcppVersion.V16 and same_place)


def clears(wanted: ClearChargingProfile, cleared_by: str, held: InstalledProfile) -> bool:
    """Whether the command `cleared_by` takes `held` away: all that is asked for fits (1.6 errata 3.25, K10.FR.04)."""
    profile = held.profile
    asked = (
        (wanted.profile_id, profile.id),
        (wanted.evse, held.evse),
        (wanted.purpose, profile.purpose),
        (wanted.stack_level, profile.stack_level),
    )
    return held.message_id < cleared_by and all(want is None or want == has for want, has in asked)


def clashing(evse: int, profile: ChargingProfile, held: Iterable[InstalledProfile]) -> InstalledProfile | None:
    """A profile of another id whose place a 2.x station will not share: the same purpose and stack level at the same
    EVSE (or, for defaults, at EVSE 0) while both are valid (K01.FR.06, K01.FR.39, K01.FR.52, K01.FR.53)."""
    for one in held:
        other = one.profile
        same = (other.purpose, other.stack_level) == (profile.purpose, profile.stack_level) and other.id != profile.id
        places = {evse, one.evse}
        shared = len(places) == 1 or (profile.purpose is Purpose.TX_DEFAULT and 0 in places)
        if same and shared and other.transaction_id == profile.transaction_id and _meet(other, profile):
            return one
    return None


def first_start(held: Iterable[InstalledProfile]) -> str | None:
    """The earliest start of a transaction that a profile of a remote start may be of; None where none awaits one."""
    times = [clock.parse_stored(one.installed_at) for one in held if one.awaits]
    return clock.to_text(min(times) - _CLOCK_SKEW) if times else None


def settled(
    held: Iterable[InstalledProfile], transactions: Iterable[Transaction], booted_at: datetime | None, now: datetime
) -> tuple[InstalledProfile, ...]:
    """What is still there, oldest first: a TxProfile ends with its transaction, or with a reboot of the station; one
    of a remote start is of the transaction that followed, or of none when none has followed for long.

    `transactions` are those that run, and all since `first_start`.
    """
    known_transactions = list(transactions)
    running = frozenset(one.ocpp_transaction_id for one in known_transactions if one.open)
    known: list[InstalledProfile] = []
    for one in sorted(held, key=lambda one: one.message_id):
        current = _bound(one, known_transactions, now) if one.awaits else one
        if current is not None and _alive(current, running, booted_at):
            known = [*(old for old in known if not replaces(current, old)), current]
    return tuple(known)


def _meet(one: ChargingProfile, other: ChargingProfile) -> bool:
    before = one.valid_to and other.valid_from and one.valid_to <= other.valid_from
    after = other.valid_to and one.valid_from and other.valid_to <= one.valid_from
    return not (before or after)


def _alive(one: InstalledProfile, running: frozenset[str], booted_at: datetime | None) -> bool:
    if one.profile.purpose is not Purpose.TX:
        return True
    if booted_at is not None and clock.parse_stored(one.installed_at) < booted_at:
        return False
    return one.awaits is not None or one.profile.transaction_id in running


def _bound(one: InstalledProfile, transactions: list[Transaction], now: datetime) -> InstalledProfile | None:
    """With the first transaction that fits; as it is while that may still come."""
    assert one.awaits is not None, "only a profile of a remote start is bound later"
    at = clock.parse_stored(one.installed_at)
    fitting = [t for t in transactions if _fits(one, one.awaits, t, at)]
    if fitting:
        first = min(fitting, key=lambda t: t.started_at)
        profile = replace(one.profile, transaction_id=first.ocpp_transaction_id)
        return replace(one, evse=first.evse or one.evse, profile=profile, awaits=None)
    return one if now <= at + START_WITHIN else None


def _fits(one: InstalledProfile, awaits: AwaitedStart, transaction: Transaction, at: datetime) -> bool:
    if one.profile.transaction_id is not None:
        return transaction.ocpp_transaction_id == one.profile.transaction_id
    if transaction.remote_start_id is not None or one.version is not OcppVersion.V16:
        return transaction.remote_start_id == awaits.remote_start_id
    began = clock.parse_stored(transaction.started_at)
    in_time = at - _CLOCK_SKEW <= began <= at + START_WITHIN
    here = one.evse in (0, transaction.evse)
    return in_time and here and ids.key_of(transaction.token or "") == awaits.token_key
