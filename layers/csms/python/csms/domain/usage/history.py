"""Sums read back: energy by quarter, the rest by hour, as answers are computed from them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from csms.domain.usage.amounts import DAY_S, HOUR_S, QUARTER_S, Amounts, day_start_s, split_name

BY_QUARTER = frozenset({"e", "w"})


@dataclass(frozen=True)
class Span:
    """From `start_s` until before `until_s`, epoch seconds of whole hours."""

    start_s: int
    until_s: int

    @classmethod
    def of(cls, start: datetime, until: datetime) -> "Span":
        """The whole hours that touch it."""
        return cls(int(start.timestamp()) // HOUR_S * HOUR_S, -(-int(until.timestamp()) // HOUR_S) * HOUR_S)

    @property
    def days(self) -> range:
        """Those of UTC that it touches, counted from 1970."""
        return range(self.start_s // DAY_S, (self.until_s - 1) // DAY_S + 1)

    @property
    def lasts_s(self) -> int:
        return self.until_s - self.start_s


@dataclass(frozen=True)
class History:
    """By letter of `amounts`, what fell into each slot counted from 1970: quarters for e and w, hours for the rest."""

    span: Span
    series: Mapping[str, Counter[int]]

    def of(self, letter: str) -> Counter[int]:
        return self.series.get(letter, Counter())

    def total(self, letter: str) -> int:
        return self.of(letter).total()

    def power_w(self, letter: str = "e") -> dict[int, float]:
        """The mean power of each quarter that is not zero."""
        return {slot: mwh * 3.6 / QUARTER_S for slot, mwh in self.of(letter).items() if mwh}


def history(span: Span, items: Iterable[tuple[str, Amounts]]) -> History:
    """`items` as a store gives them: (period, sums), periods beginning with a day of UTC."""
    series: dict[str, Counter[int]] = {}
    for period, sums in items:
        day_s = day_start_s(period)
        for name, value in sums.items():
            letter, index = split_name(name) or ("", 0)
            slot_s = slot_length_s(letter)
            at_s = day_s + index * slot_s
            if letter and span.start_s <= at_s < span.until_s:
                series.setdefault(letter, Counter())[at_s // slot_s] += value
    return History(span, series)


def slot_length_s(letter: str) -> int:
    return QUARTER_S if letter in BY_QUARTER else HOUR_S
