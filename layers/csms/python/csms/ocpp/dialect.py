"""What a version module is made of, and the parts of it that all versions spell alike."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from csms.application.authorize_token import AuthorizeToken
from csms.application.boot_station import BootAnswer
from csms.application.ports import Effects, Ports
from csms.application.receive_data import ReceiveData, receive_data
from csms.application.record_security_event import RecordSecurityEvent, record_security_event
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.commands import Command, Outcome
from csms.domain.metering import ENERGY_REGISTER, Sample, base_unit, number
from csms.domain.operations import Operation, OutboundCall
from csms.domain.stations import Connection
from csms.domain.vendor_extensions import DataTransferAnswer, DataTransferStatus

Payload = dict[str, Any]
_UNITS = {"Current": "A", "Power": "W", "Voltage": "V", "SoC": "Percent", "Temperature": "Celsius", "Frequency": "Hz"}


@dataclass(frozen=True)
class Inbound:
    """One message a station sends: payload → command → use case → result → payload.

    `unstored`: the answer to a command that could not be stored, which is then parked and stored later. None:
    the answer needs what is stored, so the station gets a CALLERROR and sends the message again.
    `sent_once`: no station repeats it after a CALLERROR; it is answered even where it could not be parked.
    `transactional`: taken before the station has booted with us; a refusal would lose a session.
    """

    decode: Callable[[Payload], Any]
    use_case: Callable[[Ports, Connection, Any], Any]
    encode: Callable[[Any], Payload]
    unstored: Callable[[Any], Payload | None] = lambda command: None
    sent_once: bool = False
    transactional: bool = False


@dataclass(frozen=True)
class OutcomeRow:
    """What the end of one of our CALLs changes: (request, response) → facts → use case → writes and tasks.

    `decode` gets the request's payload and the CALLRESULT's ({} where there is none), and takes nothing for granted:
    what a station answers is not checked before. What it raises for garbage makes the outcome a mere outcome.
    """

    decode: Callable[[Payload, Payload], Any]
    use_case: Callable[[Ports, Command, Outcome, Any], Effects]


NOT_SUPPORTED = None
InboundTable = dict[str, Inbound | None]
OutcomeTable = dict[str, OutcomeRow]
OperationTable = dict[type[Any], Callable[[Any], OutboundCall]]


@dataclass(frozen=True)
class Dialect:
    """`outbound` are the actions that the CSMS may send, `unanswered` those that a station sends by 2.1's SEND."""

    inbound: InboundTable
    outbound: frozenset[str]
    operations: OperationTable
    unanswered: InboundTable = field(default_factory=dict)
    outcomes: OutcomeTable = field(default_factory=dict)

    def encode(self, operation: Operation) -> OutboundCall:
        return self.operations[type(operation)](operation)


def nothing(_: Any) -> Payload:
    return {}


def heartbeat(ports: Ports, connection: Connection, _: Any) -> datetime:
    return ports.now()


def current_time(now: datetime) -> Payload:
    return {"currentTime": clock.to_wire(now)}


def boot_answer(answer: BootAnswer) -> Payload:
    return {**current_time(answer.now), "interval": answer.interval_s, "status": answer.registration.value.capitalize()}


def generic_status(accepted: bool) -> Payload:
    return {"status": "Accepted" if accepted else "Rejected"}


def event(action: str, encode: Callable[[Any], Payload] = nothing) -> Inbound:
    """A message that is kept as it is."""
    return Inbound(
        decode=lambda payload: RecordStationEvent(action, payload),
        use_case=record_station_event,
        encode=encode,
        unstored=encode,
        sent_once=True,
    )


def _security_event(payload: Payload) -> RecordSecurityEvent:
    return RecordSecurityEvent(payload["type"], payload.get("timestamp", ""), payload.get("techInfo"))


SECURITY_EVENT = Inbound(_security_event, record_security_event, nothing, nothing, sent_once=True)


def data_transfer(as_text: bool) -> Inbound:
    """`as_text`: the data of an answer is text (1.6). Where nothing can be read or kept, no vendor is known."""

    def encode(answer: DataTransferAnswer) -> Payload:
        data = answer.data
        if as_text and not isinstance(data, str | None):
            data = json.dumps(data, ensure_ascii=False)
        return present(status=answer.status.value, data=data)

    return Inbound(
        decode=lambda payload: ReceiveData(payload.get("vendorId", ""), payload.get("messageId"), payload),
        use_case=receive_data,
        encode=encode,
        unstored=lambda _: {"status": DataTransferStatus.UNKNOWN_VENDOR_ID.value},
        sent_once=True,
    )


def token_of(id_token: Payload | None) -> AuthorizeToken | None:
    return AuthorizeToken(id_token.get("idToken", "").strip(), id_token.get("type")) if id_token else None


def sample(at: str, sampled: Payload, unit: str | None, multiplier: int = 0, signed: Any = None) -> Sample:
    """One sampled value in base units; energy in watts is a well-known slip for watt-hours."""
    measurand = sampled.get("measurand") or ENERGY_REGISTER
    unit = unit or _default_unit(measurand)
    if measurand.startswith("Energy.Active") and unit in ("W", "kW"):
        unit += "h"
    value, unit = base_unit(None if signed else number(sampled.get("value")), unit, multiplier)
    return Sample(
        at=at,
        value=value,
        measurand=measurand,
        unit=unit,
        context=sampled.get("context") or "Sample.Periodic",
        phase=sampled.get("phase"),
        location=sampled.get("location") or "Outlet",
        signed=signed,
    )


def _default_unit(measurand: str) -> str:
    return _UNITS.get(measurand.partition(".")[0], "Wh")


def present(**members: Any) -> Payload:
    """Members that have a value: an empty optional is left out (2.0.1 part 4 §4.1.5)."""
    return {name: value for name, value in members.items() if value is not None}


def schedule(profile: ChargingProfile) -> Payload:
    """A charging schedule as all versions spell it; a limit has one decimal and is never rounded up."""
    periods = [
        present(startPeriod=p.start_s, limit=one_decimal(p.limit), numberPhases=p.number_phases)
        for p in profile.periods
    ]
    return present(
        duration=profile.duration_s,
        startSchedule=wire_time(profile.start_schedule),
        chargingRateUnit=profile.rate_unit.value,
        chargingSchedulePeriod=periods,
        minChargingRate=None if profile.min_charging_rate is None else one_decimal(profile.min_charging_rate),
    )


def one_decimal(limit: float) -> float:
    """Cut, not rounded; the small addition undoes binary noise such as 8.1 = 8.0999..."""
    return math.floor(limit * 10 + 1e-6) / 10


def wire_time(stored: str | None) -> str | None:
    return clock.to_wire(clock.parse_stored(stored)) if stored else None
