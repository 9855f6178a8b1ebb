"""Which cars of the closed-loop bench have left, as far as it tells: of a full one no more than of one that is gone."""

from datetime import datetime, timedelta
from typing import Any

from csms.scheduling import Punctuality

Stay = tuple[str, str, bool]
"""The EVSE, until when the car is to stay, and whether it cannot be full by the next step, whatever it is given."""


def stays(sessions: list[dict[str, Any]], now: datetime, step: timedelta) -> dict[str, Stay]:
    """Of those that are there, by session."""
    return {s["session"]: (s["evse"], (now + s["departure"] * step).isoformat(), _hungry(s, step)) for s in sessions}


def follow(
    punctuality: Punctuality, known: dict[str, Stay], here: dict[str, Stay], now: datetime
) -> tuple[Punctuality, dict[str, Stay]]:
    """What is learned from who has left since, and the stays to go on with.

    A full car is taken to stay until its departure, unless another one is at its EVSE.
    """
    taken = {evse for evse, _, _ in here.values()}
    away = {session: stay for session, stay in known.items() if session not in here}
    left = {session for session, (evse, until, hungry) in away.items() if hungry or evse in taken or _past(until, now)}
    punctuality = punctuality.seen((datetime.fromisoformat(away[session][1]) for session in left), now)
    return punctuality, {session: stay for session, stay in away.items() if session not in left} | here


def _hungry(s: dict[str, Any], step: timedelta) -> bool:
    return bool(s["kwh"] > s["max_a"] * s["kw_per_a"] * (step / timedelta(hours=1)))


def _past(until: str, now: datetime) -> bool:
    return datetime.fromisoformat(until) <= now
