"""What the reported statuses of a station's connectors mean together."""

from collections.abc import Iterable
from dataclasses import replace

from csms.domain.stations import Connector

_MASKING = frozenset({"Unavailable", "Faulted"})


def whole_station(connectors: Iterable[Connector]) -> Connector | None:
    """The status of the station itself, which is reported for EVSE 0."""
    return next((connector for connector in connectors if connector.evse == 0), None)


def visible(connectors: Iterable[Connector]) -> list[Connector]:
    """The connectors as they are: none is usable while the station as a whole is not.

    A connector's own status counts again as soon as it is at least as new as the station's.
    """
    known = list(connectors)
    whole = whole_station(known)
    own = [connector for connector in known if connector.evse != 0]
    if whole is None or whole.status not in _MASKING:
        return own
    return [_masked(connector, whole) if connector.reported_at < whole.reported_at else connector for connector in own]


def _masked(connector: Connector, whole: Connector) -> Connector:
    return replace(connector, status=whole.status, error_code=whole.error_code, reported_at=whole.reported_at)
