"""The files of Chinese customs' query site: GB18030 CSV and XLSX, with Chinese headings."""

import csv
import io
from collections.abc import Iterator

from offtake.errors import AnswerCut, AnswerIsNotData, EncodingWrong, FormatChanged
from offtake.sources.cells import columns, text_of
from offtake.sources.xlsx import is_xlsx, xlsx_grid

CURRENCIES = {"人民币": "CNY", "美元": "USD"}
NEEDED = (
    "数据年月", "贸易伙伴编码", "商品编码", "第一数量", "第一计量单位", "第二数量", "第二计量单位",
)  # fmt: skip
_OPTIONAL = ("贸易伙伴名称", "商品名称")
ENCODING = "GB18030"
_OTHERS = ("utf-8", "utf-16", "big5")
_MARKS = ("数据年月", "數據年月")
"""The first column's name, in simplified and in traditional characters."""
_BOM = b"\xef\xbb\xbf"


def china_rows(source: str, content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row with its place: the named cells as texts.

    Raises:
        EncodingWrong: It is text in another encoding.
        AnswerIsNotData: It is a page, an error report or another kind of file.
        AnswerCut: It ends too early.
        FormatChanged: A column is missing or was never seen before.
    """
    is_book = is_xlsx(content)
    grid = xlsx_grid(source, content) if is_book else list(_csv_lines(source, content))
    heading, *rows = grid
    width = len(heading)
    while heading and not heading[-1].strip():
        heading = heading[:-1]
    currency = [name for name in map(str.strip, heading) if name in CURRENCIES] or [*CURRENCIES][:1]
    names = columns(source, "header", heading, required=(*NEEDED, *currency), optional=_OPTIONAL)
    if len(currency) > 1:
        raise FormatChanged(source, "header", "column '人民币' and column '美元' are both there")
    for number, row in enumerate(rows, start=1):
        # Each line of the CSV ends with a comma, so a line cut short has fewer cells.
        if len(row) < (len(names) if is_book else width):
            raise AnswerCut(source, f"row {number}", f"{len(row)} cells, not {width}")
        if any(cell.strip() for cell in row[len(names) :]):
            raise FormatChanged(source, f"row {number}", f"{len(row)} cells, not {width}")
        yield f"row {number}", dict(zip(names, row, strict=False))


def _csv_lines(source: str, content: bytes) -> Iterator[list[str]]:
    text = _text(source, content)
    reader = csv.reader(io.StringIO(text, newline=""))
    return (row for row in reader if row)


def _text(source: str, content: bytes) -> str:
    """Return the text of GB18030 bytes, refusing what is not such a file."""
    bare = content.removeprefix(_BOM)
    if bare.isascii():
        text_of(source, content)  # says what a page or a report is
        raise AnswerIsNotData(source, "body", "no Chinese heading")
    try:
        text = bare.decode(ENCODING)
    except UnicodeDecodeError as fault:
        _refuse_other_encodings(source, bare)
        problem = f"byte {fault.start:,} is not {ENCODING}"
        if fault.reason == "incomplete multibyte sequence":
            raise AnswerCut(source, "body", problem) from None
        raise AnswerIsNotData(source, "body", problem) from None
    if _MARKS[0] not in text[: text.find("\n")]:
        _refuse_other_encodings(source, bare)
    return text


def _refuse_other_encodings(source: str, content: bytes) -> None:
    for name in _OTHERS:
        text = content.decode(name, errors="ignore")
        if any(mark in text for mark in _MARKS):
            raise EncodingWrong(source, name.upper(), ENCODING)
