"""Changes to the payload of a valid message: what vendors get wrong, and what nobody would write."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

Place = tuple[Any, Any]  # (parent, key)
RAW = "@raw:{}@"  # stands in the JSON for text that json.dumps would not write
RAW_TEXTS = {
    "deep": '{"a":' * 150 + "1" + "}" * 150,
    "very deep": "[" * 900 + "]" * 900,
    "bottomless": "[" * 5000 + "]" * 5000,
    "huge integer": "9" * 300,
    "too huge integer": "9" * 5000,
    "huge float": "1e200",
    "tiny float": "1e-200",
    "no float": "1e400",
    "long fraction": "0." + "123456789" * 20,
    "nan": "NaN",
    "infinity": "-Infinity",
    "negative zero": "-0.0",
    "half a character": '"\\ud800"',
}
STRANGE_TEXTS = (
    "",
    " ",
    "\x00",
    "\x1b[31mzq",
    "zq\u202e\ufeff",
    "zq'; DROP TABLE--",
    "<script>zq</script>",
    "${jndi:zq}",
    "zq%n%s",
)
RETYPED = (
    None,
    True,
    0,
    -1,
    7,
    1.5,
    2**70,
    "",
    "zqtext",
    "12",
    "true",
    "1e200",
    "NaN",
    [],
    {},
    [None],
    {"zq": 1},
    [[1]],
    "2026-13-45T99:99:99Z",
)
LONG = ("zq" * 20, "zq" * 150, "é" * 256, "zq" * 3000, "zq" * 50_000)
PayloadMutation = Callable[[Random, dict[str, Any]], None]


def drop(random: Random, payload: dict[str, Any]) -> None:
    _remove(_any_place(random, payload))


def add(random: Random, payload: dict[str, Any]) -> None:
    parent = random.choice([payload, *(value for value in map(_value, places(payload)) if isinstance(value, dict))])
    parent[random.choice(("zqExtra", "status", "", "zq" * 40, "custom data"))] = random.choice(RETYPED)


def null(random: Random, payload: dict[str, Any]) -> None:
    _put(_any_place(random, payload), None)


def retype(random: Random, payload: dict[str, Any]) -> None:
    _put(_any_place(random, payload), copy.deepcopy(random.choice(RETYPED)))


def lengthen(random: Random, payload: dict[str, Any]) -> None:
    texts = [place for place in places(payload) if isinstance(_value(place), str)]
    _put(random.choice(texts or [(payload, "zqLong")]), random.choice(LONG))


def estrange(random: Random, payload: dict[str, Any]) -> None:
    _put(_any_place(random, payload), random.choice(STRANGE_TEXTS))


def respell(random: Random, payload: dict[str, Any]) -> None:
    """A value in another case, or its number as text, or its text as a number."""
    place = _any_place(random, payload)
    value = _value(place)
    if isinstance(value, str) and not value.startswith("@"):
        _put(place, random.choice((value.lower(), value.upper(), f" {value} ", value + "zq")))
    elif isinstance(value, int | float):
        _put(place, str(value))


def rename(random: Random, payload: dict[str, Any]) -> None:
    parent, key = _any_place(random, payload)
    if isinstance(parent, dict) and key in parent:
        parent[random.choice((key.upper(), key[:1].upper() + key[1:], key + "zq"))] = parent.pop(key)


def repeat(random: Random, payload: dict[str, Any]) -> None:
    lists = [value for value in map(_value, places(payload)) if isinstance(value, list) and value]
    if lists:
        chosen = random.choice(lists)
        chosen.extend(copy.deepcopy(chosen[:1]) * random.choice((1, 30, 600)))


def empty(random: Random, payload: dict[str, Any]) -> None:
    _put(_any_place(random, payload), random.choice(([], {}, "")))


def insert_raw(random: Random, payload: dict[str, Any]) -> None:
    _put(_any_place(random, payload), RAW.format(random.choice(tuple(RAW_TEXTS))))


PAYLOAD_MUTATIONS: tuple[PayloadMutation, ...] = (
    drop, add, null, retype, lengthen, estrange, respell, rename, repeat, empty, insert_raw,
)  # fmt: skip


def mutated_payload(random: Random, payload: dict[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(payload)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        random.choice(PAYLOAD_MUTATIONS)(random, changed)
    return changed


def places(value: Any) -> list[Place]:
    """(parent, key) of everything inside."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [place for key, inner in entries for place in [(value, key), *places(inner)]]


def _any_place(random: Random, payload: dict[str, Any]) -> Place:
    return random.choice(places(payload) or [(payload, "zqNew")])


def _value(place: Place) -> Any:
    parent, key = place
    return parent.get(key) if isinstance(parent, dict) else parent[key]


def _put(place: Place, value: Any) -> None:
    place[0][place[1]] = value


def _remove(place: Place) -> None:
    parent, key = place
    if isinstance(parent, list) or key in parent:
        del parent[key]
