"""A station's link: one CALL open at a time, sent again until a CALLRESULT answers it.

Transaction messages wait in a queue that outlives connections and reboots, each with the same payload however
often it is sent; everything else (`notices`) is sent once, but for the BootNotification.
"""

import json
from abc import ABC, abstractmethod
from collections import deque
from random import Random
from typing import Any

from tests.chaos.faults import Kind
from tests.chaos.loop import Loop
from tests.chaos.messages import Habits, Message
from tests.chaos.network import Network
from tests.chaos.sockets import Socket


class Line(ABC):
    subprotocol: str

    def __init__(self, identity: str, loop: Loop, network: Network, rng: Random) -> None:
        self.identity, self.loop, self.network, self.rng = identity, loop, network, rng
        self.habits = Habits.drawn(rng)
        self.queue: deque[Message] = deque()
        self.notices: deque[Message] = deque()
        self.open: Message | None = None
        self.socket: Socket | None = None
        self.wants_link = True
        self._last_id = 0
        self._resting = False

    @abstractmethod
    def asked(self, message_id: str, action: str, payload: Any) -> None:
        """A CALL of the CSMS."""

    @property
    @abstractmethod
    def may_charge(self) -> bool:
        """Whether transaction messages may be sent now."""

    @property
    def may_shuffle(self) -> bool:
        return False

    @property
    def online(self) -> bool:
        return self.socket is not None

    @property
    def idle(self) -> bool:
        return not self.queue and not self.notices and self.open is None

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
        self.link_is_up()
        self.pump()

    @abstractmethod
    def link_is_up(self) -> None: ...

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

    def received(self, socket: Socket, text: str) -> None:
        if socket is not self.socket:
            return
        frame = json.loads(text)
        if isinstance(frame, list) and frame[0] == 2:
            self.asked(frame[1], frame[2], frame[3])
        elif isinstance(frame, list) and self.open is not None and frame[1] == self.open.message_id:
            self._answered(self.open, frame)

    def say(self, text: str) -> None:
        if self.socket is not None:
            self.network.send(self.socket, text)

    def pump(self) -> None:
        if not self.online or self.open is not None or self._resting:
            return
        waiting = self.notices or (self.queue if self.may_charge else deque())
        if not waiting:
            return
        place = self.rng.randrange(len(waiting)) if waiting is self.queue and self.may_shuffle else 0
        message = self.open = waiting[place]
        if not message.message_id or self.rng.random() >= self.habits.keeps_message_id:
            message.message_id = self.new_id()
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

    @abstractmethod
    def given_up(self, message: Message) -> None:
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

    def new_id(self) -> str:
        """Ids start again with each boot, as many counters do."""
        self._last_id += 1
        return str(self._last_id)
