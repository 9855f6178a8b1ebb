"""The limits of a problem as arrays: phasors of one ampere each, and facets that enclose their circles."""

from dataclasses import dataclass

import numpy as np

from csms.scheduling.blocks import Blocks, Floats
from csms.scheduling.cars import Cars, Complex
from csms.scheduling.problem import Problem
from csms.scheduling.rows import Ints, Rows

FACETS = 12
FACETS_NOW = 48
"""Of the first block: 0.1 % off its circle at most, where 12 facets are 1.7, which rounding must take back."""


@dataclass(frozen=True)
class Wiring:
    """`phasors` (J x n): what an ampere of each car adds to each limit; `limit_a` (J x K): the least of each block."""

    phasors: Complex
    limit_a: Floats

    def alone_a(self) -> Floats:
        """What each car could have in each block if it were the only one (n x K)."""
        most: Floats = np.full((self.phasors.shape[1], self.limit_a.shape[1]), np.inf)
        for phasors, limit_a in zip(np.abs(self.phasors), self.limit_a, strict=True):
            counts = phasors > 1e-9
            most[counts] = np.minimum(most[counts], limit_a / phasors[counts, None])
        return most


def wiring(problem: Problem, blocks: Blocks) -> Wiring:
    evses = [session.evse for session in problem.sessions]
    phasors = [[limit.coefficient(evse) for evse in evses] for limit in problem.limits]
    limits = np.array([limit.limit_a for limit in problem.limits], dtype=np.float64)
    return Wiring(
        np.array(phasors, dtype=np.complex128).reshape(-1, len(evses)),
        np.maximum(blocks.lowest(limits.reshape(-1, len(problem.starts))), 0.0),
    )


def add_limits(rows: Rows, wiring: Wiring, cars: Cars, columns: Ints, kwh_per_a: Floats, pilot: Floats) -> None:
    """A row for every facet of every limit in every block that the cars could pass.

    `columns` (n x K) are the cars' energies in kWh, -1 where a car is away; `kwh_per_a` (n x K) is what an ampere
    over a whole block gives; `pilot` (n) is the set point that an ampere drawn takes.
    """
    present = cars.inside_h / np.maximum(cars.inside_h.max(axis=0), 1e-9)
    reach_a = np.minimum(np.maximum(cars.expected_a, cars.min_a)[:, None], cars.ceiling_a) * present
    for facets, first, end in ((FACETS_NOW, 0, 1), (FACETS, 1, reach_a.shape[1])):
        sides, limit_of = _sides(wiring.phasors * pilot, facets)
        limits = wiring.limit_a[limit_of, first:end]
        facet, block = np.nonzero(np.maximum(sides, 0.0) @ reach_a[:, first:end] > limits)
        used = (sides[facet] != 0) & (columns[:, first + block].T >= 0)
        row, car = np.nonzero(used)
        rows.add_many(
            used.sum(axis=1),
            columns[car, first + block[row]],
            sides[facet[row], car] / kwh_per_a[car, first + block[row]],
            np.full(len(facet), -np.inf),
            limits[facet, block],
        )


def _sides(phasors: Complex, facets: int) -> tuple[Floats, Ints]:
    """The cars' parts along the normal of each facet, and which limit each facet belongs to.

    Where all phasors of a limit point the same way, one facet is the limit itself. Elsewhere the facets cross the
    circle, as far beyond it at their corners as within at their middles: on the whole, nothing is promised that is not
    there.
    """
    middle = (1 + np.cos(np.pi / facets)) / 2
    turns = np.exp(-1j * (2 * np.pi * np.arange(facets) / facets + np.pi / 6)) / middle
    sides, limit_of = [], []
    for index, row in enumerate(phasors):
        lead = row[np.argmax(np.abs(row))] if len(row) else 0j
        if not abs(lead):
            continue
        straight = np.allclose(row, np.abs(row) * (lead / abs(lead)), atol=1e-9)
        normals = np.array([np.conj(lead) / abs(lead)]) if straight else turns
        sides.append((row[None, :] * normals[:, None]).real)
        limit_of.append(np.full(len(normals), index))
    if not sides:
        return np.zeros((0, phasors.shape[1])), np.zeros(0, dtype=np.int64)
    found = np.concatenate(sides)
    found[np.abs(found) < 1e-9] = 0.0
    return found, np.concatenate(limit_of)
