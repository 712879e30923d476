"""One table as the bytes of one file: CSV, JSON Lines, Parquet or Excel."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from offtake._version import __version__
from offtake.errors import ExtraMissing, TooLargeForFormat
from offtake.report.cells import guarded
from offtake.report.exports.tables import Column, Kind, Table
from offtake.store.columns import write_parquet

EXCEL_ROWS, EXCEL_TEXT = 1_048_576, 32_767
"""How many rows an Excel sheet holds, its header included, and how many characters a cell."""
_WIDTHS = {Kind.TEXT: 24, Kind.DAY: 12, Kind.INSTANT: 22, Kind.NUMBER: 16}
_CSV_RULE = (
    "A text that begins with = + - @ (or their full-width forms), an apostrophe, a tab or a line "
    "break has an apostrophe in front, so that no spreadsheet takes it for a formula; numbers are "
    "left as they are."
)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is named on the web, how written, what to know of it."""

    name: str
    media_type: str
    write: Callable[[Path, Table], None]
    notes: tuple[str, ...] = ()


def write_csv(path: Path, table: Table) -> None:
    """Write a table as UTF-8 CSV with a header; nothing stands for none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        names = [column.name for column in table.columns]
        writer.writerows([_csv_cell(row[name]) for name in names] for row in table.rows)


def write_jsonl(path: Path, table: Table) -> None:
    """Write a table as JSON Lines: one object a row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in table.records():
            plain = {name: _plain(value) for name, value in row.items()}
            file.write(json.dumps(plain, ensure_ascii=False) + "\n")


def write_parquet_file(path: Path, table: Table) -> None:
    """Write a table as Parquet, with its title, as-of and revision as metadata."""
    said = {
        "title": table.title,
        "as_of": table.as_of.isoformat(),
        "revision": str(table.revision),
        "created_by": f"offtake {__version__}",
        "notes": "\n".join(table.notes),
    }
    write_parquet(path, table.rows, table.types, metadata=said)


def write_xlsx(path: Path, table: Table) -> None:
    """Write a table as an Excel workbook: the rows, and a sheet of notes on them.

    Raises:
        ExtraMissing: XlsxWriter is not installed.
        TooLargeForFormat: There are more rows, or longer texts, than Excel holds.
    """
    _check_size(path, table)
    try:
        import xlsxwriter  # noqa: PLC0415 - optional, and only for this format
    except ImportError:
        raise ExtraMissing("an Excel workbook", "export") from None
    # Not a clock: the same answer gives the same bytes.
    made = datetime.combine(table.as_of, time(), UTC)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False}) as book:
        book.set_properties({"title": table.title, "author": "offtake", "created": made})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _fill(book.add_worksheet(table.name), table, bold=bold, day=day)
        _fill_notes(book.add_worksheet("notes"), table, bold=bold, wrapped=wrapped)


FORMATS = {
    "csv": Format("csv", "text/csv", write_csv, (_CSV_RULE,)),
    "parquet": Format("parquet", "application/vnd.apache.parquet", write_parquet_file),
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_xlsx,
        ("Every text is written as text, never as a formula.",),
    ),
    "jsonl": Format("jsonl", "application/jsonl", write_jsonl),
}
"""The formats that can be written, by the ending of the file's name."""


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(value) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> Any:
    """Return a whole number without `.0`, as it was printed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _check_size(path: Path, table: Table) -> None:
    if len(table) + 1 > EXCEL_ROWS:
        raise TooLargeForFormat(path, f"{len(table):,} rows (an Excel sheet has {EXCEL_ROWS:,})")
    longest = max(
        (len(value) for row in table.rows for value in row.values() if isinstance(value, str)),
        default=0,
    )
    if longest > EXCEL_TEXT:
        raise TooLargeForFormat(
            path, f"a text of {longest:,} characters (an Excel cell has {EXCEL_TEXT:,})"
        )


def _fill(sheet: Any, table: Table, *, bold: Any, day: Any) -> None:
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 10))
        sheet.write_string(0, place, column.name, bold)
    for line, row in enumerate(table.rows, start=1):
        for place, column in enumerate(table.columns):
            _write_cell(sheet, line, place, column, row[column.name], day=day)


def _write_cell(sheet: Any, line: int, place: int, column: Column, value: Any, *, day: Any) -> None:
    if value is None or value == "":
        return
    if column.kind is Kind.YES_NO:
        sheet.write_boolean(line, place, value)
    elif column.kind in {Kind.NUMBER, Kind.WHOLE}:
        sheet.write_number(line, place, value)
    elif column.kind is Kind.DAY:
        sheet.write_datetime(line, place, date.fromisoformat(value), day)
    else:  # instants too: Excel has no time zones
        sheet.write_string(line, place, value)


def _fill_notes(sheet: Any, table: Table, *, bold: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    said = [
        ("table", table.title),
        ("known on", f"{table.as_of}: nothing published after that day in Washington is used"),
        ("store revision", f"{table.revision}: with the as-of it names this answer for ever"),
        ("made by", f"offtake {__version__}"),
        *(("note", note) for note in (*table.notes, *FORMATS["xlsx"].notes)),
        ("column", "what it holds"),
        *((column.name, column.about) for column in table.columns),
    ]
    for line, (name, text) in enumerate(said):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text, wrapped)
