"""An export is whole or not there, says what it is, and never overwrites unasked."""

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from offtake.errors import (
    ExtraMissing,
    FileExists,
    FormatUnknown,
    TableUnknown,
    TooLargeForFormat,
)
from offtake.report.exports import FORMATS, TABLES, Column, Kind, Table, write_export
from offtake.report.exports.formats import EXCEL_ROWS
from offtake.workspace import Workspace

HOSTILE = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "'quoted", '=cmd|"/c calc"!A0', "＝1")  # noqa: RUF001 - meant


def table(*texts: str, name: str = "verdicts") -> Table:
    columns = (Column("why", Kind.TEXT, "a text"), Column("counted", Kind.NUMBER, "tonnes"))
    rows = tuple({"why": text, "counted": -1.5} for text in texts)
    return Table(name, "Made up", date(2026, 8, 22), 21, columns, rows, ())


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_brings_its_data_package_and_leaves_nothing_else(
    tmp_path: Path, ending: str
) -> None:
    written = write_export(table("a"), tmp_path / f"v.{ending}")
    assert [one.name for one in written] == [f"v.{ending}", "datapackage.json"]
    assert names(tmp_path) == sorted([f"v.{ending}", "datapackage.json"])


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_answer_makes_the_same_bytes(tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / "a" / f"v.{ending}", tmp_path / "b" / f"v.{ending}"
    for path in (first, second):
        write_export(table("a", "b"), path)
    assert first.read_bytes() == second.read_bytes()


def test_a_file_that_is_there_stays_as_it_is_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExists, match="pass --force"):
        write_export(table("a"), path)
    assert (path.read_text(encoding="utf-8"), names(tmp_path)) == ("mine", ["v.csv"])
    write_export(table("a"), path, force=True)
    assert path.read_text(encoding="utf-8") == "why,counted\na,-1.5\n"


def test_a_data_package_of_somebody_else_is_not_lost(tmp_path: Path) -> None:
    theirs = tmp_path / "datapackage.json"
    theirs.write_text('{"name": "theirs"}', encoding="utf-8")
    with pytest.raises(FileExists, match="not written by offtake"):
        write_export(table("a"), tmp_path / "v.csv")
    assert (theirs.read_text(encoding="utf-8"), names(tmp_path)) == (
        '{"name": "theirs"}',
        ["datapackage.json"],
    )


def test_exports_into_one_folder_make_one_package(tmp_path: Path) -> None:
    for ending, texts in (("csv", ("a",)), ("jsonl", ("a",)), ("csv", ("a", "b"))):
        write_export(table(*texts), tmp_path / f"v.{ending}", force=True)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [(one["path"], one["rows"]) for one in package["resources"]] == [
        ("v.csv", 2),
        ("v.jsonl", 1),
    ]


def test_an_excel_sheet_with_too_many_rows_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    made = table()
    object.__setattr__(made, "rows", ({"why": "", "counted": 0},) * EXCEL_ROWS)
    with pytest.raises(TooLargeForFormat, match="1,048,576 rows"):
        write_export(made, tmp_path / "v.xlsx")
    with pytest.raises(TooLargeForFormat, match="32,768 characters"):
        write_export(table("x" * 32_768), tmp_path / "v.xlsx")
    assert names(tmp_path) == []


def test_an_unknown_ending_or_table_is_refused_by_name(
    tmp_path: Path, workspace: Workspace
) -> None:
    with pytest.raises(FormatUnknown, match=r"\*\.csv, \*\.parquet, \*\.xlsx, \*\.jsonl"):
        write_export(table("a"), tmp_path / "v.docx")
    with pytest.raises(TableUnknown, match="use one of verdicts, contributions"):
        workspace.table("prices")


def test_hostile_texts_are_no_formulas_in_csv(tmp_path: Path) -> None:
    write_export(table(*HOSTILE), tmp_path / "v.csv")
    text = (tmp_path / "v.csv").read_text(encoding="utf-8")
    cells = [line.lstrip('"') for line in text.splitlines()[1:]]
    assert [cell[0] for cell in cells] == ["'"] * len(HOSTILE)
    assert all(cell.endswith(",-1.5") for cell in cells), "a number is no text"


def test_hostile_texts_are_texts_in_excel(tmp_path: Path) -> None:
    write_export(table(*HOSTILE), tmp_path / "v.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "v.xlsx")["verdicts"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [(one.value, one.data_type) for one in cells] == [(text, "s") for text in HOSTILE]
    inside = zipfile.ZipFile(tmp_path / "v.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside, "no formula at all"


def test_the_notes_of_a_workbook_name_the_answer_and_every_column(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "verdicts.xlsx")
    notes = dict(book["notes"].iter_rows(values_only=True, max_col=2))
    columns = [cell.value for cell in book["verdicts"][1]]
    assert book.sheetnames == ["verdicts", "notes"]
    assert str(notes["known on"]).startswith("2026-08-22")
    assert str(notes["store revision"]).startswith("21:")
    assert all(notes.get(str(name)) for name in columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_its_answer_and_every_column_is_described(
    workspace: Workspace, name: str
) -> None:
    of_all = name in {"calibration", "skill", "replay"}
    pledge = None if of_all else "cn-us-soybeans-12mt-2025"
    made = workspace.table(name, pledge=pledge, as_of=date(2026, 8, 22))
    is_empty = name == "issued"  # nothing was kept here
    assert (len(made) == 0) is is_empty
    named = {(row["as_of"], row["revision"]) for row in made}
    assert named == (set() if is_empty else {("2026-08-22", 21)})
    assert all(list(row) == [one.name for one in made.columns] for row in made.records())
    assert all(one.about for one in made.columns)
    evidence = {"contributions", "figures", "revisions"}
    assert name not in evidence or all(len(row["snapshot"]) == 64 for row in made)


def test_nothing_said_later_is_among_the_statements_of_a_day(workspace: Workspace) -> None:
    # The White House's fact sheet is of 1 November 2025; the register holds later statements too.
    made = workspace.table("statements", pledge="cn-us-soybeans-12mt-2025", as_of=date(2025, 12, 5))
    whole = workspace.table("statements", pledge="cn-us-soybeans-12mt-2025")
    assert max(row["on"] for row in made) <= "2025-12-05" < max(row["on"] for row in whole)


def test_a_format_without_its_package_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(ExtraMissing, match=r"offtake\[export\]"):
        write_export(table("a"), tmp_path / "v.xlsx")
    assert names(tmp_path) == []
