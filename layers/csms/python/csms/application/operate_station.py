"""An operator's wish for any station, as the CALLs that this station understands."""

from dataclasses import replace

from csms.application.find_station import version_of
from csms.application.fit_profile import fit_profile, refuse_clash
from csms.application.ports import Ports
from csms.application.quirks_of import quirks_of
from csms.domain.adapted_operations import adapted
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.errors import InvalidError
from csms.domain.operations import (
    ListCertificates,
    Operation,
    OutboundCall,
    RemoteStart,
    RemoteStop,
    SetChargingProfile,
    SetVariables,
    parts_of,
)
from csms.domain.station_certificates import CertificateUse
from csms.domain.stations import OcppVersion, Station

_USES_OF_16 = (CertificateUse.CSMS_ROOT, CertificateUse.MANUFACTURER_ROOT)


def calls_for(ports: Ports, station: Station, wish: Operation, items_at_once: int) -> list[tuple[int, OutboundCall]]:
    """Each with the number of list items that go before it; more than one where the list is too long for one message,
    or where the station's make wants something done before.

    Raises ConflictError for a station that never connected or a TxProfile that finds no transaction, InvalidError for
    what no station could take, or its dialect cannot say.
    """
    if isinstance(wish, SetVariables | ListCertificates) and version_of(station) is OcppVersion.V16:
        items_at_once = 1
        wish = ListCertificates(_USES_OF_16) if wish == ListCertificates() else wish
    steps = adapted(fit_profile(ports, station, wish), quirks_of(ports, station), ports.now())
    alone = len(steps) == 1
    return [
        (number * items_at_once, _call_for(ports, station, part, alone))
        for step in steps
        for number, part in enumerate(parts_of(step, items_at_once))
    ]


def _call_for(ports: Ports, station: Station, wish: Operation, alone: bool) -> OutboundCall:
    version = version_of(station)
    match wish:
        case RemoteStop():
            wish = RemoteStop(_wire_id(ports, station, wish.ocpp_transaction_id, "transaction_id"))
        case SetChargingProfile():
            wish = replace(wish, profile=_on_the_wire(ports, station, wish.profile, "profile"))
            if alone:  # else what stood in its place is cleared before
                refuse_clash(ports, station, wish)
        case RemoteStart() if wish.profile:
            wish = replace(wish, profile=_on_the_wire(ports, station, wish.profile, "charging_profile"))
    return ports.encode(version, wish)


def _on_the_wire(ports: Ports, station: Station, profile: ChargingProfile, member: str) -> ChargingProfile:
    if profile.transaction_id is None:
        return profile
    wire_id = _wire_id(ports, station, profile.transaction_id, f"{member}.transaction_id")
    return replace(profile, transaction_id=wire_id)


def _wire_id(ports: Ports, station: Station, transaction_id: str, field: str) -> str:
    """Ours or the station's own: what is no id of ours goes out as it is."""
    transaction = ports.transactions.get(transaction_id)
    if transaction is not None and transaction.station_key != station.key:
        raise InvalidError(f"the transaction runs at station {transaction.identity}", field)
    wire_id = transaction.ocpp_transaction_id if transaction else transaction_id
    if station.ocpp_version is OcppVersion.V16 and not wire_id.isdecimal():
        raise InvalidError("a 1.6 station knows its transactions by number", field)
    return wire_id
