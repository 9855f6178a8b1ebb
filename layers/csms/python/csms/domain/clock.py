"""Times as the system keeps them: RFC 3339, UTC, `Z`, milliseconds; so that text order is time order."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csms.domain.errors import InvalidError

# Between them days before and weeks after can be counted without leaving the calendar.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


# Files beside the zones, where an operating system keeps them: another machine's are others, and `right` counts seconds
# that no other clock knows.
_NO_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")


def to_text(moment: datetime) -> str:
    """Format an aware time for storage, for example `2026-11-23T08:54:41.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_wire(moment: datetime) -> str:
    """Format an aware time for a station: no fraction (2.0.1 part 4 §4 allows three digits, some parse none)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str) -> datetime | None:
    """Read any RFC 3339 time; one without an offset is taken as UTC; None when it is no time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def parse_stored(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def countable(moment: datetime, field: str) -> datetime:
    """Raises InvalidError where it is too far away to count from."""
    if not FIRST <= moment <= LAST:
        raise InvalidError(f"must be between {FIRST.year} and {LAST.year}", field)
    return moment


def zone_named(name: str) -> ZoneInfo:
    """Raises InvalidError where the name is not in the IANA database."""
    try:
        zone = None if name.startswith(_NO_ZONES) else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    if zone is None:
        raise InvalidError(f"{name!r} is not an IANA time zone", "time_zone")
    return zone
