"""A session's part in the sums of usage: when it starts, each hour while it runs, when it ends, and when it changes."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from csms.application.add_usage import add_usage
from csms.application.ports import Change, Ports, UsageEntry
from csms.application.read_evidence import read_samples
from csms.domain import clock, goals, ids, metering, sites
from csms.domain.goals import GoalSource
from csms.domain.tokens import Token
from csms.domain.transactions import Transaction
from csms.domain.usage.amounts import Contribution
from csms.domain.usage.contributions import contribution, counted_group
from csms.domain.usage.sessions import Session, session_of

# What a reading changes by itself, as `2026-11-27T12` of the times.
_HOUR = slice(0, 13)
_UTC = ZoneInfo("UTC")


def add_changed_session(ports: Ports, change: Change) -> None:
    """A session that was removed is left in the sums: they outlive it."""
    if change.new is not None and worth_adding(change.old, change.new):
        add_session_usage(ports, change.new.id)


def add_session_usage(ports: Ports, transaction_id: str) -> None:
    """Whatever it has added before. Once it has been counted for a group it stays there: its driver may be forgotten or
    change groups, but what was charged for a group was."""

    def wanted(entry: UsageEntry) -> Contribution:
        transaction = ports.transactions.get(transaction_id)
        if transaction is None:
            return entry.contributed
        session, counted_for = read_session(ports, transaction), counted_group(entry.contributed)
        return contribution(session if counted_for is None else replace(session, group=counted_for))

    add_usage(ports, transaction_id, wanted)


def worth_adding(old: Transaction | None, new: Transaction) -> bool:
    """Within an hour a running session is left alone: its readings will be there when the next hour begins."""
    if old is not None and _only_erased(old, new):
        return False
    if old is None or not new.open or (old.evse, old.site_id) != (new.evse, new.site_id):
        return True
    return (old.live.at or old.started_at)[_HOUR] != (new.live.at or new.started_at)[_HOUR]


def _only_erased(old: Transaction, new: Transaction) -> bool:
    """Its group's sums are kept, though nobody could say any more whose they are."""
    other = (old.token, old.stop_token) != (new.token, new.stop_token)
    return other and replace(old, token=new.token, stop_token=new.stop_token, version=new.version) == new


def read_session(ports: Ports, transaction: Transaction) -> Session:
    """The session with its evidence, its site's zone, and, once it has ended, its driver's group and its goal."""
    samples = read_samples(ports, transaction.id)
    site = ports.sites.get(transaction.site_id) if transaction.site_id else None
    zone = sites.zone(site) if site else _UTC
    token = None if transaction.open else _token(ports, transaction)
    return session_of(
        transaction,
        metering.register_readings(samples),
        zone,
        group=token.group_id if token else None,
        goal_wh=None if transaction.open else _asked_wh(ports, transaction, token, zone),
    )


def _token(ports: Ports, transaction: Transaction) -> Token | None:
    known = transaction.token_known and transaction.token
    return ports.tokens.get(ids.key_of(known)) if known else None


def _asked_wh(ports: Ports, transaction: Transaction, token: Token | None, zone: ZoneInfo) -> float | None:
    """What the session was to get: said of it, of its token or of its station; what was only learned is no promise."""
    station = ports.stations.get(transaction.station_key)
    started_at = clock.parse_stored(transaction.started_at)
    standing = ((GoalSource.TOKEN, token), (GoalSource.STATION, station))
    said = [owner.goal.of_session(source, started_at, zone) for source, owner in standing if owner and owner.goal]
    goal = goals.merged([*transaction.goals, *said])
    return goal.wanted_wh(transaction.energy_wh or 0.0, transaction.live.soc_percent) if goal else None
