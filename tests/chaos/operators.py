"""An operator who asks stations for things, and takes some of it back."""

from datetime import timedelta
from random import Random

from csms.application.call_station import call_station
from csms.application.cancel_command import cancel_command
from csms.application.ports import Ports
from csms.application.send_command import CommandRequest
from csms.domain import ids
from tests.chaos.injector import Injector
from tests.chaos.life import Life

_CALLS = {
    "1.6": (
        ("RemoteStartTransaction", '{"idTag":"TAG-1","connectorId":1}'),
        ("GetConfiguration", '{"key":["HeartbeatInterval"]}'),
        ("TriggerMessage", '{"requestedMessage":"Heartbeat"}'),
        ("Reset", '{"type":"Soft"}'),
    ),
    "2": (
        ("RequestStartTransaction", '{"remoteStartId":1,"idToken":{"idToken":"TAG-1","type":"ISO14443"}}'),
        (
            "GetVariables",
            '{"getVariableData":[{"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}',
        ),
        ("TriggerMessage", '{"requestedMessage":"Heartbeat"}'),
        ("Reset", '{"type":"OnIdle"}'),
    ),
}


class Operator:
    """Asks a station for something now and then, and takes some of it back."""

    def __init__(self, ports: Ports, injector: Injector, life: Life, rng: Random) -> None:
        self.ports, self.injector, self.life, self.rng = ports, injector, life, rng
        self.loop = life.loop
        self.asked: list[str] = []

    def begin(self) -> None:
        self.loop.after(self.rng.uniform(60.0, 3600.0), self._ask)

    def _ask(self) -> None:
        if self.life.calm:
            return
        for _ in range(self.rng.choice((1, 1, 3))):
            outcome = self.injector.invoke("operator_api", f"operator {self.life.station.identity}", self._send)
            if outcome.value is not None:
                self.asked.append(ids.join(outcome.value.station_key, outcome.value.message_id))
        if self.asked and self.rng.random() < 0.2:
            self.injector.invoke("operator_api", "operator cancels", self._cancel)
        self.loop.after(self.rng.uniform(300.0, 5400.0), self._ask)

    def _cancel(self) -> object:
        return cancel_command(self.ports, self.rng.choice(self.asked))

    def _send(self) -> object:
        station = self.ports.stations.get(ids.key_of(self.life.station.identity))
        assert station is not None
        action, request = self.rng.choice(_CALLS["1.6" if self.life.station.version == "1.6" else "2"])
        until = (
            self.ports.now() + timedelta(seconds=self.rng.uniform(30.0, 3600.0)) if self.rng.random() < 0.5 else None
        )
        return call_station(self.ports, station, CommandRequest(action, request, queue_until=until), None)
