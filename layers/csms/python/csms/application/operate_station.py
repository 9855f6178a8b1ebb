"""An operator's wish for any station, as the CALL that this station understands."""

from csms.application.find_station import version_of
from csms.application.ports import Ports
from csms.domain.errors import InvalidError
from csms.domain.operations import Operation, OutboundCall, RemoteStop
from csms.domain.stations import Station


def call_for(ports: Ports, station: Station, wish: Operation) -> OutboundCall:
    """Raises ConflictError for a station that never connected, InvalidError for what its dialect cannot say."""
    version = version_of(station)
    if isinstance(wish, RemoteStop):
        wish = RemoteStop(_wire_id(ports, station, wish.ocpp_transaction_id))
    return ports.encode(version, wish)


def _wire_id(ports: Ports, station: Station, transaction_id: str) -> str:
    """Ours or the station's own: what is no id of ours goes out as it is."""
    transaction = ports.transactions.get(transaction_id)
    if transaction is None:
        return transaction_id
    if transaction.station_key != station.key:
        raise InvalidError(f"the transaction runs at station {transaction.identity}", "transaction_id")
    return transaction.ocpp_transaction_id
