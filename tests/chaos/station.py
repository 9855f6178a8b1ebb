"""A charge point as the specifications and real software have it, written without the CSMS's code.

One CALL open at a time; transaction messages in a queue that outlives connections and reboots, each sent
until a CALLRESULT answers it, with the same payload; everything else is sent once, or not at all.
"""

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from tests.chaos.answers import Answering
from tests.chaos.faults import Kind
from tests.chaos.loop import Loop
from tests.chaos.network import Network, Socket
from tests.chaos.truth import TrueSession, Truth

Payload = dict[str, Any]


@dataclass(frozen=True)
class Habits:
    """Probabilities, seconds, and vendors' ways. `gives_start_up_after`: attempts at a StartTransaction (1.6).

    `shuffles`: the queue is sent in any order (2.x); `boots` False: only when it is asked to;
    `forgets_sessions`: when the power fails, without a word about their end.
    """

    timeout_s: float
    retry_s: float
    reconnect_s: float
    keeps_message_id: float
    reconnects_on_timeout: float
    gives_start_up_after: int | None
    pipelines: bool
    evses: int
    marks_offline: bool
    repeats: float
    meters_late: bool
    boots: bool
    shuffles: bool
    forgets_updates: bool
    forgets_sessions: bool
    clock_error_s: float

    @staticmethod
    def drawn(rng: Random) -> "Habits":
        return Habits(
            timeout_s=rng.choice((20.0, 30.0, 60.0)),
            retry_s=rng.choice((5.0, 35.0, 60.0)),
            reconnect_s=rng.choice((1.0, 10.0, 30.0)),
            keeps_message_id=rng.choice((0.0, 0.3, 1.0)),
            reconnects_on_timeout=rng.choice((0.0, 0.5, 1.0)),
            gives_start_up_after=rng.choice((None, None, 1, 3)),
            pipelines=rng.random() < 0.3,
            evses=rng.choice((1, 1, 2)),
            marks_offline=rng.random() < 0.7,
            repeats=rng.choice((0.0, 0.1)),
            meters_late=rng.random() < 0.3,
            boots=rng.random() < 0.9,
            shuffles=rng.random() < 0.2,
            forgets_updates=rng.random() < 0.2,
            forgets_sessions=rng.random() < 0.4,
            clock_error_s=rng.choice((0.0, 0.0, 0.0, 200.0, -120.0, -7200.0)),
        )


@dataclass
class Message:
    """`payload` is made when the message is first sent, and then stays."""

    action: str
    make: Callable[[], Payload]
    answered: Callable[[Payload], None] = lambda payload: None
    session: TrueSession | None = None
    droppable: bool = False
    payload: Payload | None = None
    message_id: str = ""
    attempts: int = 0

    def text(self) -> str:
        self.payload = self.make() if self.payload is None else self.payload
        return json.dumps([2, self.message_id, self.action, self.payload])


class Station(ABC):
    version: str
    subprotocol: str

    def __init__(self, identity: str, loop: Loop, network: Network, truth: Truth, rng: Random) -> None:
        self.identity, self.loop, self.network, self.truth, self.rng = identity, loop, network, truth, rng
        self.habits = self.drawn_habits(rng)
        self.queue: deque[Message] = deque()
        self.notices: deque[Message] = deque()
        self.open: Message | None = None
        self.socket: Socket | None = None
        self.wants_link = True
        self.booted = False
        self.running: dict[int, TrueSession] = {}
        self._next_id = 0
        self._resting = False
        self.answering = Answering(self)

    def drawn_habits(self, rng: Random) -> Habits:
        return Habits.drawn(rng)

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

    @property
    def may_shuffle(self) -> bool:
        return False

    @property
    def online(self) -> bool:
        return self.socket is not None

    @property
    def idle(self) -> bool:
        return not self.queue and not self.notices and self.open is None

    def now(self) -> str:
        """By the station's own clock."""
        return (self.loop.now + timedelta(seconds=self.habits.clock_error_s)).strftime("%Y-%m-%dT%H:%M:%SZ")

    # The link.
    def power_up(self) -> None:
        self.drop_link(quietly=True)
        self.booted, self._next_id = False, 0
        self.reconnect(0.0)

    def reconnect(self, delay_s: float | None = None) -> None:
        self.wants_link = True
        self.loop.after(self.habits.reconnect_s if delay_s is None else delay_s, self._knock)

    def drop_link(self, quietly: bool) -> None:
        socket, self.socket = self.socket, None
        self._forget_open()
        if socket is not None:
            self.network.close(socket, quietly)

    def replace_socket(self) -> None:
        """A reconnect while the gateway still believes in the old socket."""
        if self.socket is not None:
            self.network.plan.count(Kind.TAKEOVER)
            self.drop_link(quietly=True)
            self.reconnect(1.0)

    def connected(self, socket: Socket) -> None:
        if self.socket is not None or not self.wants_link:
            self.network.close(socket)
            return
        self.socket = socket
        if not self.booted and self.habits.boots:
            self._announce()
        self.pump()

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

    def refused(self, status: int) -> None:
        if self.socket is None and self.wants_link:
            self.reconnect()

    def closed(self, socket: Socket) -> None:
        if socket is self.socket:
            self.socket = None
            self._forget_open()
            self.reconnect()

    def _knock(self) -> None:
        if self.socket is None and self.wants_link:
            self.network.connect(self)

    # Frames.
    def received(self, socket: Socket, text: str) -> None:
        if socket is not self.socket:
            return
        frame = json.loads(text)
        if isinstance(frame, list) and frame[0] == 2:
            self.answering.call(frame[1], frame[2], frame[3])
        elif isinstance(frame, list) and self.open is not None and frame[1] == self.open.message_id:
            self._answered(self.open, frame)

    def say(self, text: str) -> None:
        if self.socket is not None:
            self.network.send(self.socket, text)

    def notice(self, action: str, make: Callable[[], Payload], answered: Any = lambda payload: None) -> None:
        """What is lost when nobody answers."""
        if not self.online or not self.booted:
            return
        message = Message(action, make, answered)
        if self.habits.pipelines and action in ("StatusNotification", "Heartbeat"):
            message.message_id = self._new_id()
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

    def pump(self) -> None:
        if not self.online or self.open is not None or self._resting:
            return
        waiting = self.notices or (self.queue if self.booted or not self.habits.boots else deque())
        if not waiting:
            return
        place = self.rng.randrange(len(waiting)) if waiting is self.queue and self.may_shuffle else 0
        message = self.open = waiting[place]
        if not message.message_id or self.rng.random() >= self.habits.keeps_message_id:
            message.message_id = self._new_id()
        message.attempts += 1
        attempt = message.attempts
        self.say(message.text())
        self.loop.after(self.habits.timeout_s, lambda: self._timed_out(message, attempt))

    def _answered(self, message: Message, frame: Any) -> None:
        self.open = None
        if frame[0] == 3:
            self._remove(message)
            message.answered(frame[2])
            self.pump()
        else:
            self._failed(message)

    def _timed_out(self, message: Message, attempt: int) -> None:
        if self.open is not message or message.attempts != attempt:
            return
        self.open = None
        if self.rng.random() < self.habits.reconnects_on_timeout:
            self.drop_link(quietly=self.rng.random() < 0.5)
            self.reconnect()
        self._failed(message)

    def _failed(self, message: Message) -> None:
        """A transaction message rests and comes again; the boot too; anything else is forgotten."""
        if message in self.notices and message.action != "BootNotification":
            self.notices.remove(message)
        if message.droppable and message.attempts >= 3:
            self._remove(message)
            if message.session is not None:
                message.session.incomplete = True
        self.given_up(message)
        self._resting = True
        self.loop.after(self.habits.retry_s, self._rested)

    def given_up(self, message: Message) -> None:  # noqa: B027
        """A version may let a message go that nobody answers."""

    def _rested(self) -> None:
        self._resting = False
        self.pump()

    def _forget_open(self) -> None:
        message, self.open = self.open, None
        if message is not None and message in self.notices and message.action != "BootNotification":
            self.notices.remove(message)

    def _remove(self, message: Message) -> None:
        for waiting in (self.queue, self.notices):
            if message in waiting:
                waiting.remove(message)

    def _boot_answered(self, payload: Payload) -> None:
        self.booted = payload["status"] == "Accepted"
        if not self.booted:
            self.notices.append(Message("BootNotification", self.boot, self._boot_answered))

    def _new_id(self) -> str:
        """Ids start again with each boot, as many counters do."""
        self._next_id += 1
        return str(self._next_id)
