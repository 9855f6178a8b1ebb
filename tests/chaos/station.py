"""A charge point as the specifications and real software have it, written without the CSMS's code."""

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from tests.chaos.answers import Answering
from tests.chaos.line import Line
from tests.chaos.loop import Loop
from tests.chaos.messages import Message, Payload
from tests.chaos.network import Network
from tests.chaos.truth import TrueSession, Truth


class Station(Line):
    version: str

    def __init__(self, identity: str, loop: Loop, network: Network, truth: Truth, rng: Random) -> None:
        super().__init__(identity, loop, network, rng)
        self.truth = truth
        self.booted = False
        self.running: dict[int, TrueSession] = {}
        self.broken: set[int] = set()
        self.answering = Answering(self)

    # What the versions differ in.
    @abstractmethod
    def boot(self) -> Payload: ...
    @abstractmethod
    def status(self, evse: int, occupied: bool) -> Payload: ...
    @abstractmethod
    def tell_start(self, session: TrueSession) -> None: ...
    @abstractmethod
    def tell_meter(self, session: TrueSession) -> None: ...
    @abstractmethod
    def tell_end(self, session: TrueSession, reason: str) -> None: ...
    @abstractmethod
    def authorize(self, token: str) -> Payload: ...

    def now(self) -> str:
        """By the station's own clock."""
        return (self.loop.now + timedelta(seconds=self.habits.clock_error_s)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def power_up(self) -> None:
        self.drop_link(quietly=True)
        self.booted, self._last_id = False, 0
        self.reconnect(0.0)

    def link_is_up(self) -> None:
        if not self.booted and self.habits.boots:
            self._announce()

    @property
    def may_charge(self) -> bool:
        return self.booted or not self.habits.boots

    def asked(self, message_id: str, action: str, payload: Any) -> None:
        self.answering.call(message_id, action, payload)

    def given_up(self, message: Message) -> None:
        """Nothing is given up, unless a version says so."""

    def triggered(self, action: str) -> None:
        """The CSMS asked for a message."""
        if action == "BootNotification" and self.online:
            self._announce()
            self.pump()
        elif action == "Heartbeat":
            self.notice("Heartbeat", dict)

    def status_of(self, wire_id: str | None) -> Payload:
        """2.0.1 E14: what is still to come of a transaction, or of any."""
        sessions = [m.session for m in self.queue if m.session is not None]
        waiting = [s for s in sessions if wire_id in (None, s.wire_id)]
        if wire_id is None:
            return {"messagesInQueue": bool(waiting)}
        running = any(session.wire_id == wire_id for session in self.running.values())
        return {"messagesInQueue": bool(waiting), "ongoingIndicator": running}

    def _announce(self) -> None:
        if not any(notice.action == "BootNotification" for notice in self.notices):
            self.notices.appendleft(Message("BootNotification", self.boot, self._boot_answered))

    def notice(self, action: str, make: Callable[[], Payload], answered: Any = lambda payload: None) -> None:
        """What is lost when nobody answers."""
        if not self.online or not self.booted:
            return
        message = Message(action, make, answered)
        if self.habits.pipelines and action in ("StatusNotification", "Heartbeat"):
            message.message_id = self.new_id()
            self.say(message.text())
            return
        self.notices.append(message)
        self.pump()

    def enqueue(self, message: Message) -> None:
        self.queue.append(message)
        if self.rng.random() < self.habits.repeats:
            self.queue.append(
                Message(message.action, lambda: message.payload or message.make(), session=message.session)
            )
        self.pump()

    def forget(self, session: TrueSession) -> None:
        """Nothing of it is left, not even what waited to be sent."""
        session.forgotten = True
        self.running.pop(session.evse)
        self.queue = deque(message for message in self.queue if message.session is not session)

    def _boot_answered(self, payload: Payload) -> None:
        self.booted = payload["status"] == "Accepted"
        if not self.booted:
            self.notices.append(Message("BootNotification", self.boot, self._boot_answered))
