"""Everything that is kept of a driver, by the token: a record of its own for each thing, with its `kind`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from csms.application.ports import CdrFilter, Page, Ports, ReservationFilter, TransactionFilter
from csms.application.read_evidence import read_samples
from csms.domain.export_rows import session_row
from csms.domain.exports import Row

_AT_ONCE = 20

Part = Callable[[Ports, str, str | None], Page[Row]]


def _token(ports: Ports, token_key: str, _: str | None) -> Page[Row]:
    token = ports.tokens.get(token_key)
    return Page([_record("token", token)] if token else [])


def _sighting(ports: Ports, token_key: str, _: str | None) -> Page[Row]:
    unknown = ports.unknown_tokens.get(token_key)
    return Page([_record("unknown_token", unknown)] if unknown else [])


def _sessions(ports: Ports, token_key: str, cursor: str | None) -> Page[Row]:
    """Each with the readings of its meter and, where it is billed, its cost."""
    page = ports.transactions.page(TransactionFilter(token_key=token_key), _AT_ONCE, cursor)
    rows: list[Row] = []
    for session in page.items:
        samples = [sample.to_dict() for sample in read_samples(ports, session.id)]
        cost = _plain(asdict(session.cost)) if session.cost else None
        rows.append({"kind": "session", **session_row(session), "cost": cost, "meter_values": samples})
    return Page(rows, page.next_cursor)


def _reservations(ports: Ports, token_key: str, cursor: str | None) -> Page[Row]:
    page = ports.reservations.page(ReservationFilter(token_key=token_key), _AT_ONCE, cursor)
    return Page([_record("reservation", reservation) for reservation in page.items], page.next_cursor)


def _cdrs(ports: Ports, token_key: str, cursor: str | None) -> Page[Row]:
    page = ports.cdrs.page(CdrFilter(token_key=token_key), _AT_ONCE, cursor)
    return Page([{"kind": "charge_detail_record", **record} for record in page.items], page.next_cursor)


DRIVER_DATA: tuple[Part, ...] = (_token, _sighting, _sessions, _reservations, _cdrs)


def _record(kind: str, thing: Any) -> Row:
    return {"kind": kind, **_plain(asdict(thing))}


def _plain(value: Any) -> Any:
    """Sets have no form in JSON."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    return [_plain(member) for member in value] if isinstance(value, (list, tuple)) else value
