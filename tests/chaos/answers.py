"""How a station answers the CALLs of the CSMS: in time, late, twice, with garbage, never."""

import json
from typing import TYPE_CHECKING, Any

from tests.chaos.truth import TrueCall

if TYPE_CHECKING:
    from tests.chaos.station import Station

RESULTS: dict[str, Any] = {
    "GetConfiguration": {"configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}]},
    "GetVariables": {
        "getVariableResult": [
            {
                "attributeStatus": "Accepted",
                "attributeValue": "300",
                "component": {"name": "OCPPCommCtrlr"},
                "variable": {"name": "HeartbeatInterval"},
            }
        ]
    },
}
_ACCEPTED = {"status": "Accepted"}
_GARBAGE = ('[3,"%s"]', '[3,"%s",null]', '[4,"%s"]', '[3,"%s",{"status":"Perhaps"}]', '[3,"%s",{"status":')
_MANNERS = ("in time", "in time", "in time", "late", "twice", "error", "garbage", "never", "asks first")


class Answering:
    def __init__(self, station: "Station") -> None:
        self.station = station
        self.polite = False
        self._results: dict[str, Any] = {}

    def call(self, message_id: str, action: str, payload: Any) -> None:
        station = self.station
        call = station.truth.calls[message_id]
        call.received += 1
        manner = "in time" if self.polite else station.rng.choice(_MANNERS)
        delay_s = station.rng.uniform(35.0, 120.0) if manner == "late" else station.rng.uniform(0.2, 5.0)
        if action == "TriggerMessage":
            station.loop.after(delay_s + 0.5, lambda: station.triggered(payload["requestedMessage"]))
        if action == "GetTransactionStatus":
            self._results[message_id] = station.status_of(payload.get("transactionId"))
        if manner == "never":
            return
        if manner == "asks first" and "Start" in action:
            station.notice("Authorize", lambda: station.authorize("TAG-1"), lambda _: self._say(call, message_id))
            return
        for _ in range(2 if manner == "twice" else 1):
            station.loop.after(delay_s, lambda: self._answer(call, message_id, manner))
            delay_s += station.rng.choice((0.0, 20.0))

    def _answer(self, call: TrueCall, message_id: str, manner: str) -> None:
        if manner == "error":
            self._say_text(call, f'[4,"{message_id}","NotSupported","not here",{{}}]')
        elif manner == "garbage":
            self._say_text(call, self.station.rng.choice(_GARBAGE) % message_id)
        else:
            self._say(call, message_id)

    def _say(self, call: TrueCall, message_id: str) -> None:
        self._say_text(call, json.dumps([3, message_id, self._result(call, message_id)]))

    def _result(self, call: TrueCall, message_id: str) -> Any:
        return self._results.get(message_id) or RESULTS.get(call.action, _ACCEPTED)

    def _say_text(self, call: TrueCall, text: str) -> None:
        """Only what leaves the station was said."""
        if not self.station.online:
            return
        try:
            frame = json.loads(text)
        except ValueError:
            frame = None
        if frame is not None:
            said = frame[2] if frame[0] == 3 and len(frame) > 2 else None
            call.said.append(("result" if frame[0] == 3 else "error", said))
        self.station.say(text)
