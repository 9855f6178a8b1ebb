"""HiGHS, the solver of the linear program: small, and the fastest of those measured (README)."""

from dataclasses import dataclass

import highspy
import numpy as np

from csms.scheduling.blocks import Floats
from csms.scheduling.rows import Rows


@dataclass(frozen=True)
class LinearProgram:
    """Maximise `worth` x columns, each between 0 and its `upper`, within `rows`."""

    worth: Floats
    upper: Floats
    rows: Rows


def maximise(program: LinearProgram, deadline_s: float) -> Floats | None:
    """The columns' values, or None where HiGHS found no optimum within `deadline_s`."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", deadline_s)
    solver.passModel(_model(program))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value)


def _model(program: LinearProgram) -> highspy.HighsLp:
    rows, model = program.rows, highspy.HighsLp()
    model.num_col_ = len(program.worth)
    model.num_row_ = sum(len(lower) for lower in rows.lower)
    model.col_cost_ = program.worth
    model.col_lower_ = np.zeros(len(program.worth))
    model.col_upper_ = program.upper
    model.row_lower_, model.row_upper_ = np.concatenate(rows.lower), np.concatenate(rows.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.starts()
    model.a_matrix_.index_ = np.concatenate(rows.columns).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate(rows.values)
    model.sense_ = highspy.ObjSense.kMaximize
    return model
