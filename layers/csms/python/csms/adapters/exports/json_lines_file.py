"""One JSON object to a line, UTF-8: for records of many shapes."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from csms.domain.exports import Row


class JsonLinesFile:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            json.dump(row, self._file, ensure_ascii=False, separators=(",", ":"), default=_plain)
            self._file.write("\n")

    def size_bytes(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


def _plain(value: Any) -> Any:
    """What JSON has no word for: exact amounts as text, as everywhere in the API."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no JSON form")
