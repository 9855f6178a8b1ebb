"""One frame after another: each message valid first, then broken in every way, and answers to CALLs of ours."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS
from tests.fuzz.frame_mutations import dumps, mutated_frame
from tests.fuzz.payload_mutations import LONG, STRANGE_TEXTS, mutated_payload
from tests.fuzz.payloads import Payloads, actions, has_response
from tests.fuzz.rig import Rig, State

MAX_CHARACTERS = 128 * 1024  # API Gateway closes the connection of a charger that sends more


@dataclass(frozen=True)
class Made:
    text: str
    valid: bool


class Frames:
    """Frames about one action; `index` makes their ids differ."""

    def __init__(self, random: Random, version: OcppVersion, action: str, index: int) -> None:
        self._random, self._version, self._action = random, version, action
        self._payloads = Payloads(random)
        self._id = f"f{index}"

    def valid(self) -> Made:
        return Made(dumps(self._frame()), valid=True)

    def mutated(self, rig: Rig) -> Made:
        kinds = (self._broken_payload, self._broken_frame, self._result, self._error, self._type_of_21)
        (kind,) = self._random.choices(kinds, weights=(50, 25, 15, 5, 5))
        return Made(kind(rig)[:MAX_CHARACTERS], valid=False)

    def _frame(self) -> list[Any]:
        kind = 2 if has_response(self._version, self._action) else 6
        return [kind, self._id, self._action, self._payloads.request(self._version, self._action)]

    def _broken_payload(self, rig: Rig) -> str:
        *head, payload = self._frame()
        return dumps([*head, mutated_payload(self._random, payload)])

    def _broken_frame(self, rig: Rig) -> str:
        *head, payload = self._frame()
        return mutated_frame(
            self._random, [*head, self._random.choice((payload, mutated_payload(self._random, payload)))]
        )

    def _result(self, rig: Rig) -> str:
        action = self._action if has_response(self._version, self._action) else "Heartbeat"
        response = self._payloads.response(self._version, action)
        changed = self._random.choice((response, mutated_payload(self._random, response), [], None, "zq", 7))
        return dumps([3, self._pending(rig, action), changed])

    def _error(self, rig: Rig) -> str:
        words = ("NotSupported", "FormationViolation", "OccurenceConstraintViolation", "zq", None, 7, [], *LONG)
        frame = [
            4,
            self._pending(rig, self._action),
            self._random.choice(words),
            self._random.choice(STRANGE_TEXTS),
            {},
        ]
        return dumps(frame[: self._random.choice((1, 2, 3, 4, 5, 5, 5))])

    def _type_of_21(self, rig: Rig) -> str:
        error = [5, self._id, "GenericError", self._random.choice(STRANGE_TEXTS), {"zq": 1}]
        send = [
            6,
            self._id,
            "NotifyPeriodicEventStream",
            self._payloads.request(OcppVersion.V21, "NotifyPeriodicEventStream"),
        ]
        return mutated_frame(self._random, self._random.choice((error, send)))

    def _pending(self, rig: Rig, action: str) -> str:
        """The id of a CALL that waits for its answer, and now and then of none."""
        if self._random.random() < 0.2:
            return self._id
        if rig.state is State.PENDING:
            return rig.command("TriggerMessage", '{"requestedMessage":"BootNotification"}')
        request = self._payloads.request(self._version, action)
        return rig.command(action, json.dumps(request))


def cycle(random: Random, version: OcppVersion, turn: int) -> tuple[str, bool]:
    """(action, whether its frame is valid): every message valid and broken, then a broken one of those understood."""
    if turn % 3 == 2:
        return random.choice(understood(version)), False
    known = actions(version)
    return known[turn // 3 % len(known)], turn % 3 == 0


def understood(version: OcppVersion) -> list[str]:
    return [action for action, row in DIALECTS[version].inbound.items() if row is not None]
