"""The rows of a linear program, gathered piece by piece."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from csms.scheduling.blocks import Floats

Ints = NDArray[np.int64]


@dataclass
class Rows:
    """lower <= row <= upper, in the compressed form of a sparse matrix."""

    lengths: list[Ints] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)

    def add(self, columns: Ints, values: Floats, lower: float, upper: float) -> None:
        self.add_many(np.array([len(columns)]), columns, values, np.array([lower]), np.array([upper]))

    def add_many(self, lengths: Ints, columns: Ints, values: Floats, lower: Floats, upper: Floats) -> None:
        """Rows of `lengths` entries each, one after the other in `columns` and `values`."""
        self.lengths.append(lengths)
        self.columns.append(columns)
        self.values.append(values)
        self.lower.append(lower)
        self.upper.append(upper)

    def starts(self) -> NDArray[np.int32]:
        return np.concatenate([[0], np.cumsum(np.concatenate(self.lengths))]).astype(np.int32)
