"""A saved sheet as a grid of texts, whether it is an XLS or a CSV."""

import csv
import io
import struct

import xlrd

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.cells import plain_text_of

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_SECTOR_SIZE_AT, _FIRST_SECTORS = 30, 512
_FAULTS = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, IndexError, AssertionError)


def grid_of(source: str, content: bytes) -> list[list[str]]:
    """Return the first sheet's rows as texts: days as 2016-11-17, whole numbers without a point.

    Raises:
        AnswerIsNotData: It is neither an XLS nor a CSV.
        AnswerCut: The XLS ends too early.
        FormatChanged: A cell holds an error or a truth value, or there is more than one sheet.
    """
    if content.startswith(_ZIP):
        raise AnswerIsNotData(source, "body", "it is an XLSX or a zip: save it as XLS or CSV")
    if is_xls(content):
        return _xls(source, content, "")
    return list(csv.reader(io.StringIO(plain_text_of(source, content), newline="")))


def is_xls(content: bytes) -> bool:
    r"""Tell whether bytes begin like an XLS.

    >>> is_xls(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), is_xls(b"week,t")
    (True, False)
    """
    return content.startswith(_OLE)


def xls_grid(source: str, content: bytes, *, sheet: str) -> list[list[str]]:
    """Return the rows of the sheet of an XLS that has this name, as `grid_of` does.

    Raises:
        AnswerCut: The XLS ends too early.
        FormatChanged: No sheet has the name, or a cell holds an error or a truth value.
    """
    return _xls(source, content, sheet)


def _xls(source: str, content: bytes, name: str) -> list[list[str]]:
    if len(content) < _FIRST_SECTORS or (len(content) - _FIRST_SECTORS) % _sector(content):
        raise AnswerCut(source, "body", "the XLS is not a whole number of sectors")
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except _FAULTS as fault:
        raise AnswerCut(source, "body", f"the XLS cannot be read to its end ({fault})") from None
    if name and name not in book.sheet_names():
        raise FormatChanged(source, "body", f"no sheet {name!r}, but {book.sheet_names()}")
    if not name and book.nsheets != 1:
        raise FormatChanged(source, "body", f"{book.nsheets} sheets, not one")
    sheet = book.sheet_by_name(name) if name else book.sheet_by_index(0)
    return [
        [_text(source, cell, f"row {number + 1}", book.datemode) for cell in sheet.row(number)]
        for number in range(sheet.nrows)
    ]


def _sector(content: bytes) -> int:
    power = int.from_bytes(content[_SECTOR_SIZE_AT : _SECTOR_SIZE_AT + 2], "little")
    return 1 << min(power, 20)


def _text(source: str, cell: xlrd.sheet.Cell, where: str, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return str(xlrd.xldate_as_datetime(cell.value, datemode).date())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        # Fifteen digits are what a sheet holds; those behind are noise of its binary numbers.
        return str(int(cell.value)) if cell.value == int(cell.value) else f"{cell.value:.15g}"
    if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return str(cell.value)
    raise FormatChanged(source, where, f"a cell holds {cell.value!r}, an error or a truth value")
