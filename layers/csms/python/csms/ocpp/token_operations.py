"""Reservations, local lists and the authorization cache as CALLs."""

from csms.domain import operations as op
from csms.domain.errors import InvalidError
from csms.domain.local_lists import Change
from csms.domain.operations import OutboundCall
from csms.ocpp.dialect import Payload, present, wire_time


def reserve_16(wish: op.ReserveNow) -> OutboundCall:
    if wish.connector_type is not None:
        raise InvalidError("a 1.6 station reserves by connector, not by its type", "connector_type")
    payload = present(
        connectorId=wish.evse,
        expiryDate=wire_time(wish.expires_at),
        idTag=wish.token,
        parentIdTag=wish.group_id,
        reservationId=wish.number,
    )
    return OutboundCall("ReserveNow", payload)


def reserve_2x(wish: op.ReserveNow) -> OutboundCall:
    """Without an EVSE it is any of them (2.0.1 H01.FR.04)."""
    payload = present(
        id=wish.number,
        expiryDateTime=wire_time(wish.expires_at),
        connectorType=wish.connector_type,
        idToken={"idToken": wish.token, "type": wish.token_type},
        evseId=wish.evse or None,
        groupIdToken={"idToken": wish.group_id, "type": "Central"} if wish.group_id else None,
    )
    return OutboundCall("ReserveNow", payload)


def cancel_reservation(wish: op.CancelReservation) -> OutboundCall:
    return OutboundCall("CancelReservation", {"reservationId": wish.number})


def send_local_list_16(wish: op.SendLocalList) -> OutboundCall:
    """No list at all empties it where it is Full (1.6 §6.41)."""
    payload = present(
        listVersion=wish.version,
        localAuthorizationList=[_item_16(change) for change in wish.changes] or None,
        updateType="Full" if wish.full else "Differential",
    )
    return OutboundCall("SendLocalList", payload)


def _item_16(change: Change) -> Payload:
    if change.entry is None:
        return {"idTag": change.token}
    info = present(
        status=change.entry.status.value,
        parentIdTag=change.entry.group_id,
        expiryDate=wire_time(change.entry.expires_at),
    )
    return {"idTag": change.token, "idTagInfo": info}


def send_local_list_2x(wish: op.SendLocalList) -> OutboundCall:
    payload = present(
        versionNumber=wish.version,
        updateType="Full" if wish.full else "Differential",
        localAuthorizationList=[_item_2x(change) for change in wish.changes] or None,
    )
    return OutboundCall("SendLocalList", payload)


def _item_2x(change: Change) -> Payload:
    token = {"idToken": change.token, "type": change.type}
    if change.entry is None:
        return {"idToken": token}
    info = present(
        status=change.entry.status.value,
        cacheExpiryDateTime=wire_time(change.entry.expires_at),
        groupIdToken={"idToken": change.entry.group_id, "type": "Central"} if change.entry.group_id else None,
    )
    return {"idToken": token, "idTokenInfo": info}


def get_local_list_version(_: op.GetLocalListVersion) -> OutboundCall:
    return OutboundCall("GetLocalListVersion", {})


def clear_cache(_: op.ClearCache) -> OutboundCall:
    return OutboundCall("ClearCache", {})
