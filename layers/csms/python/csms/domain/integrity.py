"""What a session's numbers are worth: may it be billed by itself, must somebody look, is there nothing to bill?"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from csms.domain import clock, metering

if TYPE_CHECKING:
    from csms.domain.transactions import Transaction

CLOSED_BY_CSMS = "closed_by_csms"
START_NOT_AUTHORIZED = "start_not_authorized"
REGISTER_GAP = "register_gap"
# Worth knowing, and no reason to doubt what the session itself delivered.
_REMARKS = frozenset({REGISTER_GAP})
_SAME_MOMENT = timedelta(minutes=1)


def of(transaction: "Transaction") -> dict[str, Any]:
    """`billable` where start, end and energy are beyond doubt; `void` where nothing was delivered to somebody who
    may not charge; else `review`, as while the session is open. `reasons` also holds what is only worth knowing."""
    reasons = transaction.notes | _doubts(transaction)
    return {"verdict": _verdict(transaction, reasons - _REMARKS), "reasons": sorted(reasons)}


def _verdict(transaction: "Transaction", doubts: frozenset[str]) -> str:
    if transaction.open:
        return "review"
    if START_NOT_AUTHORIZED in doubts and not transaction.energy_wh and not _meter_moved(transaction):
        return "void"
    return "review" if doubts else "billable"


def _doubts(transaction: "Transaction") -> set[str]:
    start, stop = transaction.start_reading, transaction.stop_reading
    fell = bool(start and stop and stop.register_wh < start.register_wh) or _fell_back(transaction)
    doubts = {
        "start_missing": not transaction.has_start,
        "meter_start_placeholder": transaction.begin_is_placeholder,
        "meter_missing": start is None or (not transaction.open and stop is None),
        "meter_end_missing": _end_missing(transaction),
        "meter_went_backwards": fell,
        "implausible_power": _implausible(transaction),
        "ended_before_start": bool(transaction.ended_at and transaction.ended_at < transaction.started_at),
        "events_missing": _gap(transaction),
    }
    return {name for name, doubtful in doubts.items() if doubtful}


def _meter_moved(transaction: "Transaction") -> bool:
    readings = (transaction.begin, transaction.first, transaction.last, transaction.end)
    return len({reading.register_wh for reading in readings if reading}) > 1


def _end_missing(transaction: "Transaction") -> bool:
    """The last reading is older than the end: what was charged in between is not known."""
    last = transaction.stop_reading
    if transaction.ended_at is None or transaction.end is not None or last is None:
        return False
    return clock.parse_stored(transaction.ended_at) - clock.parse_stored(last.at) > _SAME_MOMENT


def _fell_back(transaction: "Transaction") -> bool:
    """The meter showed more before the end than at the end: it was reset in the session, or jumped."""
    end, last = transaction.end, transaction.last
    return bool(end and last and last.at <= end.at and last.register_wh > end.register_wh)


def _implausible(transaction: "Transaction") -> bool:
    start, stop = transaction.start_reading, transaction.stop_reading
    if start is None or stop is None:
        return False
    return metering.mean_power_w(start, stop) > metering.PLAUSIBLE_POWER_W


def _gap(transaction: "Transaction") -> bool:
    """Complete: started a, ended o, and every number between (2.0.1 part 2 §E 1.3.2.1)."""
    if transaction.started_seq_no is None or transaction.ended_seq_no is None:
        return False
    return transaction.event_count < transaction.ended_seq_no - transaction.started_seq_no + 1
