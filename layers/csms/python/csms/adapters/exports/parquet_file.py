"""Parquet with typed columns, written row group by row group."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from csms.domain import clock
from csms.domain.exports import MONEY_DIGITS, MONEY_PLACES, CellType, Column, Row

# What is kept in memory: some 10 MB of rows with twenty columns.
ROW_GROUP_ROWS = 20_000
_TYPES = {
    CellType.TEXT: pa.string(),
    CellType.TIME: pa.timestamp("ms", tz="UTC"),
    CellType.INTEGER: pa.int64(),
    CellType.NUMBER: pa.float64(),
    CellType.MONEY: pa.decimal128(MONEY_DIGITS, MONEY_PLACES),
    CellType.BOOLEAN: pa.bool_(),
}


class ParquetFile:
    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        self._path, self._columns = path, columns
        self._schema = pa.schema([(column.name, _TYPES[column.type]) for column in columns])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._waiting.append(row)
            if len(self._waiting) >= ROW_GROUP_ROWS:
                self._write_group()

    def size_bytes(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        if self._waiting:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        arrays = [
            pa.array([_cell(row[column.name], column.type) for row in self._waiting], _TYPES[column.type])
            for column in self._columns
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema), row_group_size=ROW_GROUP_ROWS)
        self._waiting = []


def _cell(value: Any, cell_type: CellType) -> Any:
    if value is None:
        return None
    if cell_type is CellType.TIME:
        return _moment(value)
    if cell_type is CellType.MONEY:
        return round(Decimal(value), MONEY_PLACES)
    return str(value) if cell_type is CellType.TEXT else value


def _moment(text: str) -> datetime:
    return clock.parse_stored(text)
