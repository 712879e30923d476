"""Rows as JSON and CSV, to a string or to files that are whole or not there."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from offtake.report.cells import guarded
from offtake.report.rows import COLUMNS

CONTRIBUTION_COLUMNS = (
    *("pledge", "reading", "deadline", "series", "period_start", "period_end", "value", "weight"),
    *("counted", "known_at", "vintage_basis", "snapshot", "locator", "note"),
)
"""The columns of `contribution_rows`, for a table that has none."""


def json_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as a JSON list, one object a row, figures as numbers."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"


def object_text(data: Mapping[str, Any]) -> str:
    """Return one thing as a JSON object."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def line_text(data: Mapping[str, Any]) -> str:
    """Return one thing as a JSON object on a line, for a file of many.

    >>> line_text({"doc": "a"}).rstrip()
    '{"doc": "a"}'
    """
    return json.dumps(data, ensure_ascii=False) + "\n"


def csv_text(rows: Sequence[Mapping[str, Any]], *, columns: Iterable[str] = COLUMNS) -> str:
    r"""Return rows as CSV with a header; nothing stands for none, mappings become `a=1 b=2`.

    Text that a spreadsheet would take for a formula is guarded: see `offtake.report.cells`.

    `columns` are the header where there is no row to take it from.

    >>> csv_text([], columns=["pledge", "reading"])
    'pledge,reading\n'
    """
    text = io.StringIO()
    names = list(rows[0]) if rows else list(columns)
    writer = csv.DictWriter(text, fieldnames=names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def write_report(rows: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """Write `report.json` and `report.csv` into a folder and return their paths.

    Each is written beside its place and moved there, so a reader never sees half of one.

    Raises:
        OSError: The folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (("report.json", json_text(rows)), ("report.csv", csv_text(rows))):
        part = folder / f".{name}.part"
        part.write_text(text, encoding="utf-8")
        written.append(part.replace(folder / name))
    return written


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping):
        return " ".join(f"{name}={count}" for name, count in sorted(value.items()))
    return guarded(value) if isinstance(value, str) else value
