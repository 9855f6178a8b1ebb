"""How much of a local list a station takes, by what it has told about itself."""

from csms.application.ports import Ports
from csms.domain.list_sync import LocalList
from csms.domain.local_lists import Limits
from csms.domain.stations import OcppVersion, Station

# What nobody has complained about; a station may say more or less (1.6 §9.2, 2.0.1 LocalAuthListCtrlr).
DEFAULT_ITEMS = 20
_MOST_ITEMS = 500
# API Gateway carries 128 kB; many stations have buffers of a frame, 32 kB.
_MOST_BYTES = 30_000
_ITEMS_16 = "SendLocalListMaxLength"
_ITEMS_2X = "LocalAuthListCtrlr.ItemsPerMessage"
_BYTES_2X = "LocalAuthListCtrlr.BytesPerMessage"
_ENTRIES_16 = "LocalAuthListMaxLength"


def message_limits(ports: Ports, station: Station, state: LocalList) -> Limits:
    """The operator's word goes before the station's."""
    told = ports.configurations.get(station.key)
    key = _ITEMS_16 if station.ocpp_version is OcppVersion.V16 else _ITEMS_2X
    items = state.items_per_message or told.number(key) or DEFAULT_ITEMS
    at_most = state.bytes_per_message or told.number(_BYTES_2X) or _MOST_BYTES
    return Limits(min(items, _MOST_ITEMS), min(at_most, _MOST_BYTES))


def entries_at_most(ports: Ports, station: Station) -> int | None:
    """What the whole list may hold; None where the station has not said."""
    if station.ocpp_version is not OcppVersion.V16:
        return None
    return ports.configurations.get(station.key).number(_ENTRIES_16)
