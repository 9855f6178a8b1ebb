"""A 2.0.1 or 2.1 charging station: it names its transactions and numbers their events."""

from typing import Any

from tests.chaos.messages import Message, Payload
from tests.chaos.station import Station
from tests.chaos.truth import TrueSession

_REASONS = {"PowerLoss": "PowerLoss", "EVDisconnected": "EVDisconnected", "Local": "Local"}
_REGISTER = "Energy.Active.Import.Register"


class Station201(Station):
    version = "2.0.1"
    subprotocol = "ocpp2.0.1"

    @property
    def may_shuffle(self) -> bool:
        """Only 2.x numbers its events, so that their order does not matter (2.0.1 part 2 §E)."""
        return self.habits.shuffles

    def boot(self) -> Payload:
        return {"reason": "PowerUp", "chargingStation": {"model": "2x", "vendorName": "Chaos"}}

    def status(self, evse: int, occupied: bool) -> Payload:
        status = "Faulted" if evse in self.broken else "Occupied" if occupied else "Available"
        return {"timestamp": self.now(), "connectorStatus": status, "evseId": evse, "connectorId": 1}

    def authorize(self, token: str) -> Payload:
        return {"idToken": {"idToken": token, "type": "ISO14443"}}

    def tell_start(self, session: TrueSession) -> None:
        session.wire_id = f"{self.identity}-{self.rng.getrandbits(64):016x}"
        token = self.authorize(session.token)

        def started(_: Payload) -> None:
            session.start_answered = True

        trigger = {"triggerReason": "Authorized", **token}
        self._tell(session, "Started", "Transaction.Begin", session.started_at, started, trigger)

    def tell_meter(self, session: TrueSession) -> None:
        trigger = {"triggerReason": "MeterValuePeriodic"}
        self._tell(session, "Updated", "Sample.Periodic", self.now(), lambda _: None, trigger)

    def tell_end(self, session: TrueSession, reason: str) -> None:
        def ended(_: Payload) -> None:
            session.end_answered = True

        trigger: Payload = {"triggerReason": "EVDeparted", "stoppedReason": _REASONS[reason]}
        if reason == "Local":
            trigger |= {"triggerReason": "StopAuthorized", **self.authorize(session.token)}
        self._tell(session, "Ended", "Transaction.End", session.ended_at or "", ended, trigger)

    def _tell(self, session: TrueSession, kind: str, context: str, at: str, answered: Any, members: Payload) -> None:
        members = dict(members)
        info = {"transactionId": session.wire_id, "chargingState": "Charging"}
        if "stoppedReason" in members:
            info |= {"stoppedReason": members.pop("stoppedReason"), "chargingState": "Idle"}
        sampled = {"value": session.register_wh, "measurand": _REGISTER, "context": context}
        payload = {
            "eventType": kind,
            "timestamp": at,
            "seqNo": session.next_seq_no(),
            "transactionInfo": info,
            "evse": {"id": session.evse, "connectorId": 1},
            "meterValue": [{"timestamp": at, "sampledValue": [sampled]}],
            **members,
        }
        if not self.online and self.habits.marks_offline:
            payload["offline"] = True
        droppable = kind == "Updated" and self.habits.forgets_updates
        self.enqueue(Message("TransactionEvent", lambda: payload, answered, session, droppable))


class Station21(Station201):
    version = "2.1"
    subprotocol = "ocpp2.1"
