"""CSV as RFC 4180 and spreadsheets have it: UTF-8, CRLF, a header; an empty cell where nothing is known."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from csms.domain.exports import CellType, Column, Row

# A spreadsheet takes what begins so for a formula (OWASP, CSV injection); the apostrophe makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class CsvFile:
    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(column.name for column in columns)

    def add(self, rows: Iterable[Row]) -> None:
        self._writer.writerows([_cell(row[column.name], column.type) for column in self._columns] for row in rows)

    def size_bytes(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


def _cell(value: Any, cell_type: CellType) -> str:
    if value is None:
        return ""
    if cell_type is CellType.TEXT:
        text = str(value)
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
