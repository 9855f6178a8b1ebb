"""The README's copies of printed tables are what the commands print."""

from pathlib import Path

from tests.tolerances import table

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_table_of_tolerances() -> None:
    """`make tolerances` prints it."""
    shown = README.partition("<!-- tolerances -->")[2].partition("<!-- /tolerances -->")[0]
    assert shown.strip() == table()
