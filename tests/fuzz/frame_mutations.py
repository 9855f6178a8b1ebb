"""Changes to the framing of a valid message, and the text of frames that json.dumps would not write."""

import json
from random import Random
from typing import Any

from tests.fuzz.payload_mutations import RAW, RAW_TEXTS, RETYPED


def dumps(frame: Any) -> str:
    """JSON, with what JSON cannot say in place of its stand-ins."""
    text = json.dumps(frame, ensure_ascii=False)
    for name, raw in RAW_TEXTS.items():
        text = text.replace(f'"{RAW.format(name)}"', raw)
    return text


def mutated_frame(random: Random, frame: list[Any]) -> str:
    return random.choice(FRAME_MUTATIONS)(random, frame)


def wrong_id(random: Random, frame: list[Any]) -> str:
    ids = (None, 7, 1.5, True, "", " ", "zq" * 19, "zq" * 5000, [], {}, ["zq"], "ü" * 36, "-1", 'zq"\\', "\x00")
    return dumps([frame[0], random.choice(ids), *frame[2:]])


def wrong_type(random: Random, frame: list[Any]) -> str:
    kinds = (0, 1, 3, 4, 5, 6, 7, 8, 9, -2, 2.0, 2.5, 10**30, "2", "CALL", None, True, [], [2], {}, "zq")
    return dumps([random.choice(kinds), *frame[1:]])


def wrong_action(random: Random, frame: list[Any]) -> str:
    words = (
        "zqAction",
        "",
        "../../etc/passwd",
        frame[2].lower(),
        f"{frame[2]}Response",
        f"{frame[2]}Request",
        "a" * 5000,
    )
    actions = (*words, None, 7, [], {}, [frame[2]])
    return dumps([*frame[:2], random.choice(actions), *frame[3:]])


def wrong_payload(random: Random, frame: list[Any]) -> str:
    raw = (RAW.format(name) for name in RAW_TEXTS)
    return dumps([*frame[:3], random.choice((None, [], "", "{}", 0, True, [{}], "zq" * 50_000, *raw))])


def too_few(random: Random, frame: list[Any]) -> str:
    return dumps(frame[: random.randrange(len(frame))])


def too_many(random: Random, frame: list[Any]) -> str:
    return dumps(frame + [random.choice(RETYPED) for _ in range(random.randint(1, 3))])


def cut_off(random: Random, frame: list[Any]) -> str:
    text = dumps(frame)
    return text[: random.randrange(len(text))]


def scrambled(random: Random, frame: list[Any]) -> str:
    """A few characters replaced, as noise on a line does."""
    text = list(dumps(frame))
    for _ in range(random.randint(1, 4)):
        text[random.randrange(len(text))] = random.choice('\x00\x07"\\[]{},:0e-\ufffd\ufeffüz')
    return "".join(text)


def wrapped(random: Random, frame: list[Any]) -> str:
    text = dumps(frame)
    forms = (
        f"[{text}]",
        f'{{"frame":{text}}}',
        text + text,
        text + ",",
        f" \n{text}\t",
        f"\ufeff{text}",
        json.dumps(text),
    )
    return random.choice(forms)


def noise(random: Random, frame: list[Any]) -> str:
    alphabet = '[]{},:"2 \\u\x00\x7fé\u202eab'
    return "".join(random.choices(alphabet, k=random.choice((0, 1, 5, 40, 400))))


FRAME_MUTATIONS = (
    wrong_id, wrong_type, wrong_action, wrong_payload, too_few, too_many, cut_off, scrambled, wrapped, noise,
)  # fmt: skip
