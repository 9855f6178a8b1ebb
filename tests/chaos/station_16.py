"""A 1.6 charge point: the CSMS numbers its transactions."""

from typing import Any

from tests.chaos.messages import Message, Payload
from tests.chaos.station import Station
from tests.chaos.truth import TrueSession


class Station16(Station):
    version = "1.6"
    subprotocol = "ocpp1.6"

    def boot(self) -> Payload:
        return {"chargePointVendor": "Chaos", "chargePointModel": "16", "firmwareVersion": "1"}

    def status(self, evse: int, occupied: bool) -> Payload:
        status = "Faulted" if evse in self.broken else "Charging" if occupied else "Available"
        error = "GroundFailure" if evse in self.broken else "NoError"
        return {"connectorId": evse, "errorCode": error, "status": status, "timestamp": self.now()}

    def authorize(self, token: str) -> Payload:
        return {"idTag": token}

    def tell_start(self, session: TrueSession) -> None:
        payload = {
            "connectorId": session.evse,
            "idTag": session.token,
            "meterStart": session.begin_wh,
            "timestamp": session.started_at,
        }

        def numbered(answer: Any) -> None:
            session.wire_id, session.start_answered = str(answer["transactionId"]), True

        self.enqueue(Message("StartTransaction", lambda: payload, numbered, session))

    def tell_meter(self, session: TrueSession) -> None:
        sampled = {"value": str(session.register_wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"}
        if self.rng.random() < 0.3:
            sampled |= {"value": repr(session.register_wh / 1000), "unit": "kWh"}
        value = {"timestamp": self.now(), "sampledValue": [sampled]}

        def make() -> Payload:
            return {"connectorId": session.evse, "meterValue": [value], **self._number(session)}

        self.enqueue(Message("MeterValues", make, session=session, droppable=True))

    def tell_end(self, session: TrueSession, reason: str) -> None:
        at, end_wh = session.ended_at, session.end_wh
        # A station that never got a number must say whose session it was, or nobody could tell which one ends.
        named = {"idTag": session.token} if self.habits.gives_start_up_after or self.rng.random() < 0.5 else {}

        def make() -> Payload:
            number = {"transactionId": -1} | self._number(session)
            return {"meterStop": end_wh, "timestamp": at, "reason": reason, **number, **named}

        def ended(_: Payload) -> None:
            session.end_answered = True

        self.enqueue(Message("StopTransaction", make, ended, session))

    def given_up(self, message: Message) -> None:
        patience = self.habits.gives_start_up_after
        if message.action == "StartTransaction" and patience and message.attempts >= patience and message.session:
            message.session.abandoned = not message.session.start_answered
            self._remove(message)

    def _number(self, session: TrueSession) -> Payload:
        if session.wire_id is not None:
            return {"transactionId": int(session.wire_id)}
        return {"transactionId": -1} if self.rng.random() < 0.5 else {}
