"""Annual exports by chapter and country, as saved from the USITC's DataWeb: Census figures.

The sheet has two lines before its header, a line of totals at its end, and one column a year. It is
whole only if it has as many rows as it says and every year adds up to its total: a sheet put
together from two downloads does not. A year that is nought throughout was not over when the sheet
was made, and is left out.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from functools import cache

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
)
from offtake.errors import AnswerCut, AnswerEmpty, CodeUnknown, FormatChanged
from offtake.reference.codes import USA, places
from offtake.reference.tariff_codes import with_leading_zero
from offtake.sources.cells import Cell, columns, plain_text_of
from offtake.sources.protocol import Parsed

FIRST_LINE = "Total Exports|Annual Data"
_COLUMNS = ("Data Type", "HTS Number", "Description", "Country")
_FAS = "FAS Value"
_YEAR = re.compile(r"(?:19|20)\d\d")
_CHAPTER = 2
_NAMES = {
    "Bosnia and Herzegovina": "BIH",
    "Curaçao": "CUW",
    "Czechia (Czech Republic)": "CZE",
    "Côte d`Ivoire": "CIV",
    "Democratic Republic of the Congo": "COD",
    "Eswatini (Swaziland)": "SWZ",
    "Micronesia": "FSM",
    "Myanmar (Burma)": "MMR",
    "Republic of the Congo": "COG",
    "Saint Helena": "SHN",
    "Saint Kitts and Nevis": "KNA",
    "Saint Lucia": "LCA",
    "Saint Pierre and Miquelon": "SPM",
    "Saint Vincent and the Grenadines": "VCT",
    "Samoa": "WSM",
    "São Tomé and Príncipe": "STP",
    "Vatican City": "VAT",
}
"""Where DataWeb spells a country otherwise than the Census Bureau's list."""

Rows = list[tuple[str, dict[str, str]]]


def is_dataweb(content: bytes) -> bool:
    """Tell whether bytes begin as a sheet of DataWeb does.

    >>> is_dataweb(b"Total Exports|Annual Data,,,"), is_dataweb(b"[[]]")
    (True, False)
    """
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(FIRST_LINE.encode())


def parse_dataweb(source: str, snapshot: Snapshot, content: bytes) -> Parsed:
    """Return what a sheet says, a figure a chapter, country and year.

    Raises:
        AnswerCut: It has fewer rows than it says, or no line of totals.
        AnswerEmpty: It has no row.
        FormatChanged: A column or cell is not what it should be, or a year misses its total.
        CodeUnknown: It holds a country never seen before.
    """
    said, years, rows, totals = _read(source, content)
    if not rows:
        raise AnswerEmpty(source, "body", "a header and no row")
    if len(rows) != said:
        raise AnswerCut(source, "body", f"{len(rows)} rows, where {said} are announced")
    sums = {year: sum(_dollars(source, where, cells, year) for where, cells in rows)
            for year in years}  # fmt: skip
    for year in years:
        if sums[year] != _dollars(source, "totals", totals, year):
            problem = f"column {year!r} adds up to {sums[year]:,} and its total is {totals[year]}"
            raise FormatChanged(source, "totals", problem)
    found = tuple(
        _observation(source, snapshot, where, cells, year)
        for where, cells in rows
        for year in years
        if sums[year]
    )
    newest = max((one.period.last_day for one in found), default=None)
    return Parsed(found, (), len(rows), newest)


def _read(source: str, content: bytes) -> tuple[int, list[str], Rows, dict[str, str]]:
    """Return how many rows are announced, the years, the rows and the line of totals."""
    reader = csv.reader(io.StringIO(plain_text_of(source, content), newline=""))
    next(reader)
    announced = next(reader, [])
    if announced[:1] != ["Data Row Count"]:
        raise AnswerCut(source, "line 2", "no 'Data Row Count'")
    said = Cell(source, "line 2", "Data Row Count", announced[1]).whole()
    header = next(reader, [])
    years = [name.strip() for name in header if _YEAR.fullmatch(name.strip())]
    names = columns(source, "header", header, required=_COLUMNS, optional=years)
    if not years:
        raise FormatChanged(source, "header", "no column of a year")
    rows: Rows = []
    for row in filter(any, reader):
        where = f"line {reader.line_num}"
        if len(row) != len(names):
            raise AnswerCut(source, where, f"{len(row)} cells, not {len(names)}")
        cells = dict(zip(names, row, strict=True))
        if row[0].strip() == "Total:":
            return said, years, rows, cells
        rows.append((where, cells))
    raise AnswerCut(source, "last line", "no line of totals")


def _dollars(source: str, where: str, cells: Mapping[str, str], year: str) -> int:
    return Cell(source, where, year, cells[year]).times(1)


def _observation(
    source: str, snapshot: Snapshot, where: str, cells: Mapping[str, str], year: str
) -> Observation:
    Cell(source, where, "Data Type", cells["Data Type"]).one_of({_FAS: _FAS})
    code = with_leading_zero(cells["HTS Number"].strip(), _CHAPTER)
    if code is None:
        cell = Cell(source, where, "HTS Number", cells["HTS Number"])
        raise cell.changed(f"holds {cell.text!r}, which is no chapter")
    return Observation(
        key=SeriesKey(
            measure="export_value",
            reporter=USA,
            partner=_place(cells["Country"]),
            flow=Flow.EXPORT,
            product=f"hs:{code}",
            frequency=Frequency.ANNUAL,
            unit_code="USD",
        ),
        period=Period(date(int(year), 1, 1), date(int(year) + 1, 1, 1), Frequency.ANNUAL),
        value=Decimal(_dollars(source, where, cells, year)),
        status=Status.NORMAL,
        vintage=Vintage(snapshot.retrieved_at.astimezone(UTC), VintageBasis.RETRIEVAL),
        snapshot=snapshot.sha256,
        locator=f"{where}, {year}",
        note="Census figures via the USITC's DataWeb",
    )


def _place(name: str) -> str:
    found = _NAMES.get(name.strip()) or _labels().get(name.strip().casefold())
    if found is None:
        raise CodeUnknown("place", "dataweb", name, _known())
    return found


@cache
def _labels() -> dict[str, str]:
    return {one.label.casefold(): one.id for one in places().values() if not one.is_aggregate}


def _known() -> Sequence[str]:
    return (*_NAMES, *(one.label for one in places().values() if not one.is_aggregate))
