"""One linear program in the words of each solver: maximise worth x columns within 0 <= columns and bounds of rows.

Every function imports its solver itself, takes the program as `Arrays` and gives the columns' values, or None.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from csms.scheduling.highs import LinearProgram, maximise

_LIMIT_S = 120.0


@dataclass(frozen=True)
class Arrays:
    """The rows as a scipy CSR matrix; `program` is the same as our optimiser makes it."""

    program: LinearProgram
    matrix: Any
    lower: Any
    upper: Any


def arrays(program: LinearProgram) -> Arrays:
    import scipy.sparse

    rows = program.rows
    shape = sum(map(len, rows.lower)), len(program.worth)
    parts = np.concatenate(rows.values), np.concatenate(rows.columns), rows.starts()
    matrix = scipy.sparse.csr_matrix(parts, shape)
    return Arrays(program, matrix, np.concatenate(rows.lower), np.concatenate(rows.upper))


def highspy(given: Arrays) -> Any:
    return maximise(given.program, _LIMIT_S)


def scipy_highs(given: Arrays) -> Any:
    from scipy.optimize import linprog

    equal, below, above = _kinds(given)
    matrix, bounds = given.matrix, np.column_stack([np.zeros(len(given.program.worth)), given.program.upper])
    import scipy.sparse

    found = linprog(
        -given.program.worth,
        A_ub=scipy.sparse.vstack([matrix[below], -matrix[above]]),
        b_ub=np.concatenate([given.upper[below], -given.lower[above]]),
        A_eq=matrix[equal],
        b_eq=given.upper[equal],
        bounds=bounds,
        method="highs",
    )
    return found.x


def clarabel(given: Arrays) -> Any:
    import clarabel as solver
    import scipy.sparse

    equal, below, above = _kinds(given)
    matrix, columns = given.matrix, len(given.program.worth)
    bounded = np.isfinite(given.program.upper)
    ones = scipy.sparse.eye(columns, format="csr")
    stacked = scipy.sparse.vstack([matrix[equal], matrix[below], -matrix[above], ones[bounded], -ones], format="csc")
    limits = [given.upper[equal], given.upper[below], -given.lower[above], given.program.upper[bounded]]
    right = np.concatenate([*limits, np.zeros(columns)])
    cones = [solver.ZeroConeT(int(equal.sum())), solver.NonnegativeConeT(stacked.shape[0] - int(equal.sum()))]
    settings = solver.DefaultSettings()
    settings.verbose = False
    nothing = scipy.sparse.csc_matrix((columns, columns))
    found = solver.DefaultSolver(nothing, -given.program.worth, stacked, right, cones, settings).solve()
    return np.array(found.x) if "Solved" in str(found.status) else None


def osqp(given: Arrays) -> Any:
    import osqp as solver
    import scipy.sparse

    columns = len(given.program.worth)
    stacked = scipy.sparse.vstack([given.matrix, scipy.sparse.eye(columns)], format="csc")
    problem = solver.OSQP()
    problem.setup(
        scipy.sparse.csc_matrix((columns, columns)),
        -given.program.worth,
        stacked,
        np.concatenate([given.lower, np.zeros(columns)]),
        np.concatenate([given.upper, given.program.upper]),
        verbose=False,
        max_iter=100_000,
        time_limit=_LIMIT_S / 4,
    )
    found = problem.solve()
    return found.x if found.info.status == "solved" else None


def glop(given: Arrays) -> Any:
    from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper

    model, solver = ModelBuilderHelper(), ModelSolverHelper("glop")
    lower = np.zeros(len(given.program.worth))
    model.fill_model_from_sparse_data(
        lower, given.program.upper, given.program.worth, given.lower, given.upper, given.matrix
    )
    model.set_maximize(True)
    solver.set_time_limit_in_seconds(_LIMIT_S)
    solver.solve(model)
    return np.array(solver.variable_values()) if solver.has_solution() else None


def _kinds(given: Arrays) -> tuple[Any, Any, Any]:
    """Which rows are equalities, which have an upper and which a lower bound."""
    equal = given.lower == given.upper
    return equal, np.isfinite(given.upper) & ~equal, np.isfinite(given.lower) & ~equal


CALLS = {
    "highspy": highspy,
    "scipy": scipy_highs,
    "clarabel": clarabel,
    "osqp": osqp,
    "ortools": glop,
}
MODULES = {
    "highspy": "highspy",
    "scipy": "scipy.optimize",
    "clarabel": "clarabel, scipy.sparse",
    "osqp": "osqp, scipy.sparse",
    "ortools": "ortools.linear_solver.python.model_builder_helper",
}
