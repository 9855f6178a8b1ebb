"""How many settings a station takes in one message, by what it has told about itself."""

from csms.application.ports import Ports
from csms.domain.operations import GetVariables, Operation, SetVariables
from csms.domain.stations import OcppVersion, Station

# What stations take at least; they may say more or less.
DEFAULT_ITEMS = 20
_MOST = 100
_GETS, _SETS = (f"DeviceDataCtrlr.ItemsPerMessage[{name}]" for name in ("GetVariables", "SetVariables"))
_KEYS_16 = "GetConfigurationMaxKeys"


def items_at_once(ports: Ports, station: Station, wish: Operation) -> int:
    """Of the items of this wish (2.0.1 B05.FR.11, B06.FR.05; 1.6 §9.1.6); one where a wish has no list."""
    if not isinstance(wish, GetVariables | SetVariables) or len(wish.variables) < 2:
        return 1
    key = _GETS if isinstance(wish, GetVariables) else _SETS
    if station.ocpp_version is OcppVersion.V16:
        key = _KEYS_16
    told = ports.configurations.get(station.key).number(key)
    return min(told or DEFAULT_ITEMS, _MOST)
