"""Costs on the display of a 1.6 station: DataTransfer as OCA's application note California Pricing has it."""

import json

from csms.domain import operations as op
from csms.domain.errors import InvalidError
from csms.domain.operations import OutboundCall
from csms.ocpp.dialect import Payload, present, wire_time

VENDOR = "org.openchargealliance.costmsg"


def running_cost(wish: op.ShowCost) -> OutboundCall:
    prices = {"kWhPrice": wish.kwh_price, "hourPrice": wish.hour_price, "flatFee": wish.flat_price}
    said = {
        "transactionId": _number(wish.ocpp_transaction_id),
        "timestamp": wire_time(wish.at),
        "meterValue": round(wish.register_wh),
        "cost": float(wish.total),
        "state": "Idle" if wish.idle else "Charging",
        "chargingPrice": {name: float(price) for name, price in present(**prices).items()},
    }
    return _message("RunningCost", said)


def final_cost(wish: op.ShowFinalCost) -> OutboundCall:
    number = _number(wish.ocpp_transaction_id)
    return _message("FinalCost", {"transactionId": number, "cost": float(wish.total), "priceText": wish.text})


def _message(message_id: str, said: Payload) -> OutboundCall:
    data = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    return OutboundCall("DataTransfer", {"vendorId": VENDOR, "messageId": message_id, "data": data})


def _number(ocpp_transaction_id: str) -> int:
    if not ocpp_transaction_id.isdecimal():
        raise InvalidError("a 1.6 station knows its transactions by number", "transaction_id")
    return int(ocpp_transaction_id)
