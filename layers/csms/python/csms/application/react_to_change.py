"""What follows from a write, after it: usage, cost and events hang on the tables' streams, not on a frame's path.

A change comes at least once, and each item's changes come in their order. When a reactor fails, the change comes
again to all of them, and so do the later ones of its batch: every reactor must be idempotent, by `Change.sequence`,
by the version of what it changes, or by writing the same again. What fails for hours is given up into the
dead-letter queue, and an alarm tells of it.
"""

import logging

from csms.application.add_session_usage import add_changed_session
from csms.application.archive_changes import archive_command, archive_report, archive_session
from csms.application.bill_session import bill_changed_session
from csms.application.follow_outages import follow_outages
from csms.application.keep_station_day import keep_station_day
from csms.application.note_silence import watch_for_silence
from csms.application.note_site_limit import note_site_limit
from csms.application.ports import Change, Ports, Reactor
from csms.application.show_cost import follow_shown_cost
from csms.application.tell_events import tell_events, watch_absence
from csms.application.watch_silence import watch_silence

logger = logging.getLogger(__name__)

# By table, the suffix of its name; each has a stream (`stream_view_type` of its model).
REACTORS: dict[str, tuple[Reactor, ...]] = {
    "transactions": (tell_events, add_changed_session, bill_changed_session, follow_shown_cost, archive_session),
    "stations": (
        tell_events,
        watch_absence,
        watch_silence,
        follow_outages,
        watch_for_silence,
        keep_station_day,
    ),
    "plans": (tell_events, note_site_limit),
    "commands": (tell_events, archive_command),
    "reservations": (tell_events,),
    "transfers": (tell_events,),
    "certificate-requests": (tell_events,),
    "security-events": (tell_events,),
    "station-events": (tell_events, archive_report),
    "unknown-tokens": (tell_events,),
    "cdrs": (tell_events,),
    "webhooks": (tell_events,),
}


class ReactorsFailedError(Exception):
    """Names the reactors that have to see the change again."""


def react_to_change(ports: Ports, change: Change) -> None:
    """A reactor that fails does not keep the others from seeing the change. Raises ReactorsFailedError after all."""
    failed = [name for reactor in REACTORS[change.table] if (name := _failed(ports, change, reactor))]
    if failed:
        raise ReactorsFailedError(", ".join(failed))


def _failed(ports: Ports, change: Change, reactor: Reactor) -> str | None:
    try:
        reactor(ports, change)
    except Exception:
        logger.exception("a reactor failed", extra={"reactor": reactor.__name__, "table": change.table})
        return reactor.__name__
    return None
