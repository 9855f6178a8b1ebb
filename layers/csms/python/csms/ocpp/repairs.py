"""How a value is mended in place: one function for each repair of the table, true where it could."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from csms.domain import clock
from csms.ocpp.schemas import Violation
from csms.ocpp.tolerances import Repair, Tolerance

REMOVED = object()  # stands in a list until the round is over, so that the indexes of other violations hold
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where a rule is broken: `parent[key]` is the value."""

    parent: Any
    key: Any
    violation: Violation

    @property
    def value(self) -> Any:
        return self.parent[self.key]

    def put(self, value: Any) -> bool:
        self.parent[self.key] = value
        return True


def mend(place: Place, row: Tolerance) -> bool:
    """Exact types: true and false are no numbers."""
    wanted = row.wanted is None or place.violation.limit in row.wanted
    return wanted and (row.given is None or type(place.value) in row.given) and _REPAIRS[row.repair](place, row)


def keeps(place: Place, row: Tolerance) -> bool:
    """Whether the value stays, broken rule or not."""
    return row.repair is Repair.KEPT and mend(place, row)


def _keep(place: Place, row: Tolerance) -> bool:
    return row.up_to is None or len(place.value) <= row.up_to


def _leave_out(place: Place, row: Tolerance) -> bool:
    """The value; of an object with a member too many that member; never the whole message."""
    if place.violation.rule == "additionalProperties":
        place.value.pop(place.violation.names[0], None)
        return True
    if not place.violation.path:
        return False
    if isinstance(place.parent, dict):
        del place.parent[place.key]
        return True
    return place.put(REMOVED)


def _rename(place: Place, row: Tolerance) -> bool:
    name = place.violation.names[0]
    known = row.words or _by_letters(place.violation.limit)
    meant = known.get(name if row.words else _letters(name))
    if meant is None or meant in place.value or meant in row.but or name not in place.value:
        return False
    place.value[meant] = place.value.pop(name)
    return True


def _respell(place: Place, row: Tolerance) -> bool:
    if not isinstance(place.value, str):
        return False
    known = row.words or _by_letters(tuple(place.violation.limit))
    meant = known.get(place.value if row.words else _letters(place.value))
    return meant is not None and place.put(meant)


def _as_text(place: Place, row: Tolerance) -> bool:
    return place.put(str(place.value))


def _as_number(place: Place, row: Tolerance) -> bool:
    """Plain notation only, and a whole number where the schema wants one: nothing is rounded."""
    text = str(place.value).strip()
    if not _NUMBER.fullmatch(text):
        return False
    number = Decimal(text)
    if number == int(number):
        return place.put(int(number))
    return place.violation.limit == "number" and place.put(number)


def _as_boolean(place: Place, row: Tolerance) -> bool:
    spoken = {"true": True, "false": False}.get(str(place.value).lower())
    return spoken is not None and place.put(spoken)


def _as_time(place: Place, row: Tolerance) -> bool:
    moment = clock.parse(place.value)
    return moment is not None and place.put(clock.to_text(moment))


def _blank(place: Place, row: Tolerance) -> bool:
    """An idToken, the object or the text in it: there, and nobody's."""
    if place.violation.rule == "required":
        place.value[place.violation.names[0]] = ""
        return True
    return place.put({"idToken": ""} if place.violation.limit == "object" else "")


def _cut(place: Place, row: Tolerance) -> bool:
    return place.put(place.value[: place.violation.limit])


def _letters(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


@cache
def _by_letters(words: tuple[str, ...]) -> dict[str, str]:
    return {_letters(word): word for word in words}


_REPAIRS: dict[Repair, Callable[[Place, Tolerance], bool]] = {
    Repair.KEPT: _keep,
    Repair.LEFT_OUT: _leave_out,
    Repair.RENAMED: _rename,
    Repair.RESPELLED: _respell,
    Repair.AS_TEXT: _as_text,
    Repair.AS_NUMBER: _as_number,
    Repair.AS_BOOLEAN: _as_boolean,
    Repair.AS_TIME: _as_time,
    Repair.BLANKED: _blank,
    Repair.CUT: _cut,
}
