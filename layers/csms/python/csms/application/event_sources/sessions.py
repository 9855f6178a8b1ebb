"""Charging sessions: started, updated, ended, corrected, billed."""

from collections.abc import Iterator

from csms.application.ports import Change
from csms.domain import event_data as data
from csms.domain import ids
from csms.domain.cdrs import Cdr
from csms.domain.events import Happening
from csms.domain.transactions import Transaction

# What differs between two messages without telling an operator anything: the meter goes on.
_UPDATES = ("token", "token_type", "charging_state", "evse", "connector", "started_at", "reservation_id")
_CORRECTIONS = (
    "token", "token_type", "evse", "connector", "started_at", "ended_at", "stop_reason", "energy_wh", "integrity",
)  # fmt: skip
_SHOWN_AS = {"integrity": "verdict"}


def of_transaction(change: Change) -> Iterator[Happening]:
    old, new = change.old, change.new
    if new is None or (old is not None and _is_erasure(old, new)):
        return
    if old is None:
        yield _about(new, "session.started", new.started_at)
    if new.ended_at and (old is None or old.open):
        yield _about(new, "session.ended", new.ended_at)
    elif old is not None and (changed := _differing(old, new, _UPDATES if new.open else _CORRECTIONS)):
        moment = (new.live.at or new.started_at) if new.open else new.ended_at
        yield _about(new, "session.updated" if new.open else "session.corrected", moment, changed)


def of_cdr(change: Change) -> Iterator[Happening]:
    """A record never changes: a correction is a credit and a new record."""
    cdr: Cdr = change.new
    if cdr is None or change.old is not None:
        return
    identity, _, evse = cdr["cdr_location"]["evse_id"].rpartition("*")
    said = data.CdrIssued(
        cdr_id=cdr["id"],
        transaction_id=cdr["session_id"],
        currency=cdr["currency"],
        total_excl_vat=cdr["total_cost"]["excl_vat"],
        total_incl_vat=cdr["total_cost"]["incl_vat"],
        total_energy_kwh=cdr["total_energy"],
        credit_reference_id=cdr.get("credit_reference_id"),
    )
    yield Happening("cdr.issued", cdr["last_updated"], said, ids.key_of(identity), identity, evse=int(evse))


def _is_erasure(old: Transaction, new: Transaction) -> bool:
    """The token is another, and no message of the station said so: a driver is forgotten, and that is nobody's news."""
    return old.event_count == new.event_count and _differing(old, new, _CORRECTIONS) == ("token",)


def _differing(old: Transaction, new: Transaction, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_SHOWN_AS.get(name, name) for name in names if getattr(old, name) != getattr(new, name))


def _about(session: Transaction, type_: str, at: str, changed: tuple[str, ...] = ()) -> Happening:
    return Happening(
        type_,
        at,
        _session(session, changed),
        session.station_key,
        session.identity,
        session.site_id,
        session.evse,
        session.connector,
    )


def _session(session: Transaction, changed: tuple[str, ...]) -> data.Session:
    start, stop, integrity = session.start_reading, session.stop_reading, session.integrity
    return data.Session(
        transaction_id=session.id,
        token=session.token,
        token_type=session.token_type,
        started_at=session.started_at,
        ended_at=session.ended_at,
        stop_reason=session.stop_reason,
        charging_state=session.charging_state,
        energy_wh=session.energy_wh,
        meter_start_wh=start.register_wh if start else None,
        meter_stop_wh=stop.register_wh if stop and not session.open else None,
        reservation_id=session.reservation_id,
        remote_start_id=session.remote_start_id,
        verdict=integrity["verdict"],
        reasons=tuple(integrity["reasons"]),
        changed=changed,
    )
