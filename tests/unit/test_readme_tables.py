"""The README's copies of printed tables are what the commands print."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import capabilities, tolerances
from tests.certification import table as certification

README = (Path(__file__).parents[2] / "README.md").read_text()


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("tolerances", tolerances.table),
        ("capabilities", capabilities.table),
        ("certification", certification.table),
    ],
)
def test_a_table_is_as_it_is_printed(name: str, table: Callable[[], str]) -> None:
    """`make tolerances`, `python -m tests.capabilities`, `make certification`."""
    shown = README.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    assert shown.strip() == table()
