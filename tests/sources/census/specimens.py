"""Specimens of the Census Bureau's sources, small, in the form of its answers.

SOURCE: the values of the chapters are those of the API as saved on 2026-07-07 (exports) and in
August 2021 (imports for consumption and duty), those of the page as saved in June 2026, US public
domain. Rows at ten digits, general imports and sums of a year are made up in the documented form:
none of these bytes was served.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from offtake.domain import Snapshot
from offtake.sources import Parsed
from offtake.sources.census_exports import CensusExports
from offtake.sources.census_imports import CensusImports
from sources.specimens.kinds import Specimen, Table

API = "https://api.census.gov/data/timeseries/intltrade"
CHAPTERS_REQUEST = (
    f"{API}/exports/hs?get=CTY_CODE,E_COMMODITY,ALL_VAL_MO&COMM_LVL=HS2&CTY_CODE=5700"
    "&SUMMARY_LVL=DET&time=from+2026-01+to+2026-05"
)
TEN_REQUEST = (
    f"{API}/exports/hs?get=CTY_CODE,E_COMMODITY,ALL_VAL_MO,QTY_1_MO,QTY_1_MO_FLAG,UNIT_QY1"
    "&COMM_LVL=HS10&CTY_CODE=5700&SUMMARY_LVL=DET&time=2026-05"
)
IMPORTS_REQUEST = (
    f"{API}/imports/hs?get=CTY_CODE,I_COMMODITY,GEN_VAL_MO,CON_VAL_MO,CAL_DUT_MO"
    "&COMM_LVL=HS2&CTY_CODE=5700&SUMMARY_LVL=DET&time=2021-06"
)
SEEN = datetime(2026, 7, 8, 12, tzinfo=UTC)

Row = Mapping[str, object]


def as_answer(rows: Table) -> bytes:
    """Return rows as the API sends them: lists under a header."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return json.dumps([names, *([row.get(name) for name in names] for row in rows)]).encode()


def chapter(code: str, value: object, **cells: object) -> Row:
    """Return one chapter of exports to China in May 2026."""
    return {"CTY_CODE": "5700", "E_COMMODITY": code, "ALL_VAL_MO": str(value),
            "COMM_LVL": "HS2", "SUMMARY_LVL": "DET", "time": "2026-05"} | cells  # fmt: skip


def ten(code: str, value: int, quantity: str, unit: str, flag: str | None = "") -> Row:
    """Return one ten-digit code of exports to China in May 2026."""
    return {"CTY_CODE": "5700", "E_COMMODITY": code, "ALL_VAL_MO": str(value),
            "QTY_1_MO": quantity, "QTY_1_MO_FLAG": flag, "UNIT_QY1": unit,
            "COMM_LVL": "HS10", "SUMMARY_LVL": "DET", "time": "2026-05"}  # fmt: skip


def bought(code: str, general: int, consumed: int, duty: int) -> Row:
    """Return one chapter of imports from China in June 2021."""
    return {"CTY_CODE": "5700", "I_COMMODITY": code, "GEN_VAL_MO": str(general),
            "CON_VAL_MO": str(consumed), "CAL_DUT_MO": str(duty),
            "COMM_LVL": "HS2", "SUMMARY_LVL": "DET", "time": "2021-06"}  # fmt: skip


def snapshot(content: bytes, request: str = "", at: datetime = SEEN) -> Snapshot:
    return Snapshot(sha256(content).hexdigest(), request, "", at, len(content), is_archived=True)


def read_exports(
    rows: Sequence[Row], request: str = CHAPTERS_REQUEST, at: datetime = SEEN
) -> Parsed:
    content = as_answer(rows)
    return CensusExports().parse(snapshot(content, request, at), content)


def read_imports(rows: Sequence[Row], request: str = IMPORTS_REQUEST) -> Parsed:
    content = as_answer(rows)
    return CensusImports().parse(snapshot(content, request), content)


PAGE_ROWS: tuple[Mapping[str, str], ...] = (
    {"Month": "January 2026", "Exports": "8,329.1", "Imports": "21,057.9", "Balance": "-12,728.8"},
    {"Month": "February 2026", "Exports": "7,946.6", "Imports": "18,955.6", "Balance": "-11,009.0"},
    {"Month": "TOTAL 2026", "Exports": "16,275.7", "Imports": "40,013.5", "Balance": "-23,737.8"},
    {"Month": "December 2025", "Exports": "8,313.5", "Imports": "21,106.8", "Balance": "-12,793.3"},
)


def as_page(rows: Table) -> bytes:
    """Return rows as a page: a table a year, one cell a line, and the words around them."""
    tables: dict[str, list[Row]] = {}
    for row in rows:
        year = str(next(iter(row.values())))[-4:]
        tables.setdefault(year, []).append(row)
    body = "".join(_table(year, those) for year, those in tables.items())
    page = (
        f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}<p>NOTE</p></body></html>"
    )
    return page.encode()


def _table(year: str, rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{name}</th>" for name in names)
    lines = "".join(
        "<tr>" + "".join(f"<td>{row.get(name, '')}</td>\n" for name in names) + "</tr>\n"
        for row in rows
    )
    return f"<table><caption>{year}</caption><tr>{head}</tr>{lines}</table>"


def as_sheet(rows: Table) -> bytes:
    """Return rows as the sheet of the page that a person saved."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "".join(";".join(line) + "\n" for line in lines).encode()


def sheet_row(chapter: str, country: str, *dollars: str) -> Mapping[str, object]:
    """Return one row of DataWeb, for 2020 and the years after."""
    years = {str(2020 + at): text for at, text in enumerate(dollars)}
    return {"Data Type": "FAS Value", "HTS Number": chapter, "Description": "GOODS, ANY",
            "Country": country} | years  # fmt: skip


def as_dataweb(rows: Table) -> bytes:
    """Return rows as DataWeb saves them, with their number and their totals."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Total Exports|Annual Data", *[""] * (len(names) - 1)])
    writer.writerow(["Data Row Count", len(rows), *[""] * (len(names) - 2)])
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    totals = [_total(rows, name) if name.strip().isdigit() else "" for name in names]
    writer.writerow(["Total: ", *totals[1:]])
    return text.getvalue().encode()


def _total(rows: Table, name: str) -> str:
    cells = [str(row[name]).replace(",", "") for row in rows if name in row]
    return f"{sum(int(float(cell)) for cell in cells if cell.replace('.', '').isdecimal()):,}"


DATAWEB_ROWS = (
    sheet_row("01", "Afghanistan", "4483.00", "0.00", "0.00"),
    sheet_row("01", "China", "20000000.00", "21000000.00", "0.00"),
    sheet_row("98", "Myanmar (Burma)", "947097.00", "2012554.00", "0.00"),
)

SPECIMENS = (
    Specimen(
        source="census_exports",
        name="dataweb",
        rows=DATAWEB_ROWS,
        write=as_dataweb,
        retrieved_at=SEEN,
        unread=("2020", "2021", "2022"),
        code=("Country", "Ruritania"),
        number="2021",
    ),
    Specimen(
        source="census_exports",
        name="chapters",
        rows=[
            chapter("01", 272_092),
            chapter("12", 490_501_301),
            chapter("88", 1_297_098_234),
        ],
        write=as_answer,
        request=CHAPTERS_REQUEST,
        retrieved_at=SEEN,
        unread=("COMM_LVL", "SUMMARY_LVL"),
        code=("CTY_CODE", "5701"),
        number="ALL_VAL_MO",
    ),
    Specimen(
        source="census_exports",
        name="ten-digits",
        rows=[
            ten("1201900095", 219_000_000, "500000", "T"),
            ten("0203290000", 31_000_000, "12000000", "KG"),
        ],
        write=as_answer,
        request=TEN_REQUEST,
        retrieved_at=SEEN,
        unread=("COMM_LVL", "SUMMARY_LVL"),
        code=("CTY_CODE", "57"),
        number="QTY_1_MO",
    ),
    Specimen(
        source="census_imports",
        name="chapters",
        rows=[
            bought("02", 1_300_000, 1_222_812, 340_601),
            bought("85", 9_900_000_000, 9_845_954_164, 805_097_063),
        ],
        write=as_answer,
        request=IMPORTS_REQUEST,
        retrieved_at=SEEN,
        unread=("COMM_LVL", "SUMMARY_LVL"),
        code=("CTY_CODE", "CHINA"),
        number="CON_VAL_MO",
    ),
    Specimen(
        source="census_balance",
        name="page",
        rows=PAGE_ROWS,
        write=as_page,
        request="https://www.census.gov/foreign-trade/balance/c5700.html",
        retrieved_at=SEEN,
        number="Exports",
    ),
)
