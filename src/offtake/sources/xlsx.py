"""A saved XLSX as a grid of texts: whole numbers without a point, days as 2016-11-17."""

import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged

MAGIC = b"PK\x03\x04"
_MOST_UNPACKED = 512 * 1024 * 1024
_FAULTS = (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, SyntaxError)


def is_xlsx(content: bytes) -> bool:
    r"""Tell whether bytes begin like a zip, which an XLSX is.

    >>> is_xlsx(b"PK\x03\x04..."), is_xlsx(b"PAR1")
    (True, False)
    """
    return content.startswith(MAGIC)


def xlsx_grid(source: str, content: bytes) -> list[list[str]]:
    """Return the rows of the one sheet that holds something.

    Raises:
        AnswerCut: The file is not whole.
        AnswerIsNotData: It is a zip of something else, or unpacks to more than is sane.
        FormatChanged: More than one sheet holds something, or a cell holds an error.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second that CSV never needs

    _check_parts(source, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles, which nobody reads here
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            grids = [[_texts(source, row) for row in sheet.values] for sheet in book]
        except FormatChanged:
            raise
        except _FAULTS as fault:
            problem = f"the XLSX cannot be read to its end ({type(fault).__name__})"
            raise AnswerCut(source, "body", problem) from None
    held = [grid for grid in (_trimmed(grid) for grid in grids) if grid]
    if len(held) != 1:
        raise FormatChanged(source, "body", f"{len(held)} sheets hold something, not one")
    return held[0]


def _check_parts(source: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
    except zipfile.BadZipFile:
        raise AnswerCut(source, "body", "the XLSX is not whole") from None
    if "xl/workbook.xml" not in sizes:
        raise AnswerIsNotData(source, "body", "it is a zip without a workbook")
    if sum(sizes.values()) > _MOST_UNPACKED:
        raise AnswerIsNotData(source, "body", f"it unpacks to {sum(sizes.values()):,} bytes")


def _texts(source: str, row: tuple[object, ...]) -> list[str]:
    return [_text(source, cell) for cell in row]


def _text(source: str, cell: object) -> str:
    if isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "A")):
        raise FormatChanged(source, "body", f"a cell holds {cell!r}, an error of the sheet")
    return next((say(cell) for kind, say in _SPELLINGS if isinstance(cell, kind)), str(cell))


def _number(cell: object) -> str:
    value = float(str(cell))  # fifteen digits are what a sheet holds, the rest is noise
    return str(int(value)) if value == int(value) else f"{value:.15g}"


_SPELLINGS: tuple[tuple[type, Callable[[object], str]], ...] = (
    (type(None), lambda _: ""),
    (bool, str),
    (datetime, lambda cell: str(cell)[:10]),
    (float, _number),
)


def _trimmed(grid: list[list[str]]) -> list[list[str]]:
    return [row for row in grid if any(cell.strip() for cell in row)]
