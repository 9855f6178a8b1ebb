"""Files of exports, read back by readers that know nothing of how they were written."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csms.adapters.exports import DiskExportFiles, parquet_file
from csms.domain.exports import COLUMNS, CellType, Column, ExportFormat, ExportKind

COLUMNS_OF_ALL_TYPES = tuple(Column(cell_type.value, cell_type) for cell_type in CellType)
ROW = {
    "text": 'Größe, "x"\nand more',
    "time": "2026-03-29T00:59:59.250Z",
    "integer": 7,
    "number": 1234.5,
    "money": Decimal("12.345678"),
    "boolean": True,
}
EMPTY = dict.fromkeys(ROW)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., bytes]:
    def written(export_format: ExportFormat, rows: list[dict[str, Any]], columns: Any = COLUMNS_OF_ALL_TYPES) -> bytes:
        kept: dict[str, bytes] = {}
        file = DiskExportFiles(lambda path, key: kept.update({key: path.read_bytes()})).begin(export_format, columns)
        for row in rows:
            file.add([row])
        assert file.keep("here") == len(kept["here"])
        file.discard()
        return kept["here"]

    return written


def test_csv_is_as_rfc_4180_has_it(write: Callable[..., bytes]) -> None:
    text = write(ExportFormat.CSV, [ROW, EMPTY]).decode("utf-8")
    header, first, empty = csv.reader(io.StringIO(text, newline=""))
    assert header == list(ROW)
    assert first == ['Größe, "x"\nand more', "2026-03-29T00:59:59.250Z", "7", "1234.5", "12.345678", "true"]
    assert empty == [""] * len(ROW)
    assert text.count("\r\n") == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_of_a_charger_becomes_a_formula(write: Callable[..., bytes], start: str) -> None:
    hostile = {**EMPTY, "text": f"{start}HYPERLINK(1)", "number": -1.5, "money": Decimal("-2.50"), "integer": -3}
    _, row = csv.reader(io.StringIO(write(ExportFormat.CSV, [hostile]).decode(), newline=""))
    assert row[0] == f"'{start}HYPERLINK(1)"
    assert row[2:5] == ["-3", "-1.5", "-2.50"], "numbers are numbers"


def test_parquet_has_typed_columns_in_row_groups(write: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "ROW_GROUP_ROWS", 2)
    file = pq.ParquetFile(pa.BufferReader(write(ExportFormat.PARQUET, [ROW, EMPTY, ROW])))
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types == {
        "text": "string",
        "time": "timestamp[ms, tz=UTC]",
        "integer": "int64",
        "number": "double",
        "money": "decimal128(18, 6)",
        "boolean": "bool",
    }
    assert file.num_row_groups == 2
    at = datetime(2026, 3, 29, 0, 59, 59, 250_000, tzinfo=UTC)
    assert file.read().to_pylist() == [{**ROW, "time": at}, EMPTY, {**ROW, "time": at}]


def test_json_lines_keep_amounts_exact(write: Callable[..., bytes]) -> None:
    lines = write(ExportFormat.JSONL, [ROW, {"kind": "token", "list": [1]}]).decode().splitlines()
    assert [json.loads(line) for line in lines] == [{**ROW, "money": "12.345678"}, {"kind": "token", "list": [1]}]


def test_a_file_that_is_given_up_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    file = DiskExportFiles(lambda path, key: pytest.fail("was kept")).begin(ExportFormat.CSV, COLUMNS_OF_ALL_TYPES)
    assert list(tmp_path.iterdir()) != []
    file.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [kind for kind, columns in COLUMNS.items() if columns])
def test_columns_are_named_once_and_numbers_say_their_unit(kind: ExportKind) -> None:
    names = [column.name for column in COLUMNS[kind]]
    assert len(names) == len(set(names))
    numbers = [column.name for column in COLUMNS[kind] if column.type is CellType.NUMBER]
    assert [
        n for n in numbers if n != "value" and not n.endswith(("_wh", "_s", "_w", "_a", "_percent", "_kwh", "_h"))
    ] == []
