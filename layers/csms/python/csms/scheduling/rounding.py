"""From currents of any value to set points that stations and cars can take, under every limit exactly.

Each car has a few options and a worth for each: what the plan gives it is worth most, more than that less. Set points
are filled in greedily and then improved by taking one car back and filling again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from csms.domain.currents import round_down
from csms.scheduling.blocks import Floats
from csms.scheduling.cars import Complex
from csms.scheduling.rows import Ints

_TOLERANCE_A = 1e-4
_LEAST_GAIN = 1e-6


@dataclass(frozen=True)
class Option:
    """Set points of one car, from 0 up, and what each is worth; `planned_a` is what the plan gives it.

    `step_a`: between those above 0, every multiple of it is one too; 0 where there are no others.
    """

    amps: Floats
    worth: Floats
    planned_a: float
    step_a: float = 0.0


def choose(options: Sequence[Option], phasors: Complex, limit_a: Floats, rounds: int) -> Floats:
    """One set point per car; `rounds` of improvement at most. Nothing passes a limit."""
    most = np.array([option.amps[-1] for option in options])
    tight = np.abs(phasors) @ most > limit_a
    if not tight.any():
        return np.array([option.amps[np.argmax(option.worth)] for option in options])
    search = _Search(options, phasors[tight], limit_a[tight])
    search.fill_in_turn(options)
    search.fill()
    for _ in range(rounds):
        if not search.improve():
            break
    return search.topped_up(options)


class _Search:
    """`chosen` (n) are the indexes of the options in force, in the list of all options of all cars."""

    def __init__(self, options: Sequence[Option], phasors: Complex, limit_a: Floats) -> None:
        sizes = np.array([len(option.amps) for option in options])
        self.car: Ints = np.repeat(np.arange(len(options)), sizes)
        self.amps = np.concatenate([option.amps for option in options])
        self.worth = np.concatenate([option.worth for option in options])
        self.end: Ints = np.cumsum(sizes)
        self.zero: Ints = self.end - sizes
        self.phasors = phasors
        self.own = np.abs(phasors) ** 2
        self.squares = (limit_a + _TOLERANCE_A) ** 2
        self.chosen = self.zero.copy()
        self.load = np.zeros(len(limit_a), dtype=np.complex128)

    def fill_in_turn(self, options: Sequence[Option]) -> None:
        """Each car gets what the plan gives it, rounded down, as far as it fits; where it is worth most first."""
        planned = [int(option.amps.searchsorted(option.planned_a + 1e-6)) - 1 for option in options]
        worth = np.array([option.worth[index] for option, index in zip(options, planned, strict=True)])
        for car in np.argsort(-worth, kind="stable"):
            if not planned[car]:
                continue
            first = self.zero[car]
            fitting = int(np.searchsorted(self.amps[first : first + planned[car] + 1], self._room(car), "right")) - 1
            if fitting > 0:
                self._choose(first + fitting)

    def fill(self, held: int = -1, highest: int = 0) -> None:
        """Raise while anything fits; the car `held` may not rise above the option `highest`."""
        while True:
            now = self.chosen[self.car]
            gain, rise = self.worth - self.worth[now], self.amps - self.amps[now]
            open_ = (gain > _LEAST_GAIN) & (rise <= self._room(slice(None))[self.car])
            if held >= 0:
                open_[highest + 1 : self.end[held]] = False
            found = np.nonzero(open_)[0]
            if not len(found):
                return
            rate = np.round(gain[found] / np.where(rise[found] > 0, rise[found], 1e-3), 6)
            self._choose(found[np.lexsort((-gain[found], -rate))[0]])

    def improve(self) -> bool:
        """Whether lowering some car, and filling again, was worth it."""
        improved = False
        for car in np.nonzero(self.chosen > self.zero)[0]:
            for lower in sorted({int(self.zero[car]), int(self.chosen[car]) - 1}):
                if lower < self.chosen[car]:
                    improved = self._try(int(car), lower) or improved
        return improved

    def topped_up(self, options: Sequence[Option]) -> Floats:
        """The currents chosen, raised to what is free below the next option by their steps; the worthiest first."""
        amps: Floats = self.amps[self.chosen]
        higher = np.minimum(self.chosen + 1, self.end - 1)
        gain = self.worth[higher] - self.worth[self.chosen]
        for car in np.argsort(-gain, kind="stable"):
            step_a = options[car].step_a
            if step_a and amps[car] > 0 and gain[car] > _LEAST_GAIN:
                rise = max(round_down(min(self._room(car).item(), self.amps[higher[car]] - amps[car]), step_a), 0.0)
                self.load = self.load + self.phasors[:, car] * rise
                amps[car] = round_down(amps[car] + rise, step_a)
        return amps

    def _try(self, car: int, lower: int) -> bool:
        chosen, load = self.chosen.copy(), self.load
        before = self.worth[chosen].sum()
        self._choose(lower)
        # Of currents that partly cancel each other, taking one away may be too much.
        if np.all(np.abs(self.load) ** 2 <= self.squares):
            self.fill(car, lower)
            self.fill()
            if self.worth[self.chosen].sum() > before + _LEAST_GAIN:
                return True
        self.chosen, self.load = chosen, load
        return False

    def _choose(self, option: int) -> None:
        car = self.car[option]
        self.load = self.load + self.phasors[:, car] * (self.amps[option] - self.amps[self.chosen[car]])
        self.chosen[car] = option

    def _room(self, cars: int | slice) -> Floats:
        """By how many amperes each of `cars` may rise, alone: where |load + phasor x rise| meets the first limit."""
        phasors, own = self.phasors[:, cars], np.maximum(self.own[:, cars], 1e-18)
        free = self.squares - np.abs(self.load) ** 2
        load, free = (self.load, free) if phasors.ndim == 1 else (self.load[:, None], free[:, None])
        along = (np.conj(load) * phasors).real
        rise = (np.sqrt(np.maximum(along**2 + own * free, 0.0)) - along) / own
        least: Floats = np.where(own > 1e-15, rise, np.inf).min(axis=0)
        return least
