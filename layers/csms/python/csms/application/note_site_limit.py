"""The limit of a site is noted whenever it changes: the planner says in every plan what it went by."""

from csms.application.ports import Change, Ports
from csms.domain.errors import ConcurrentChangeError
from csms.domain.usage.amounts import DAY_S, day_text

_ATTEMPTS = 5


def note_site_limit(ports: Ports, change: Change) -> None:
    """A reactor on plans; the same plan again notes the same.

    Raises ConcurrentChangeError where others keep changing the day.
    """
    old, new = change.old, change.new
    if new is None or new.limit_parts is None or (old and old.limit_parts == new.limit_parts):
        return
    at_s = int(new.computed_at.timestamp())
    for _ in range(_ATTEMPTS):
        day = ports.site_limits.day(new.site_id, day_text(at_s // DAY_S))
        try:
            ports.site_limits.save(day.with_change(at_s, new.limit_parts))
        except ConcurrentChangeError:
            continue
        return
    raise ConcurrentChangeError("the limits of the day are being changed again and again")
