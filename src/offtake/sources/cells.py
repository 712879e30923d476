"""Reading cells and the documents they stand in, the same way for every connector.

What is only spelled differently is read: a byte order mark, CRLF, blanks around a name or a value,
commas that group thousands correctly. What may mean something else is refused by name: a comma in
another place, a fraction where whole numbers are printed, a column missing, renamed, doubled or
never seen before, a page or an error report in place of data, a document that ends too early.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged

_WHOLE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_NUMBER = re.compile(_WHOLE.pattern + r"(?:\.[0-9]+)?")
_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL
)
_REPORT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?(?:envelope|fault|errors?|exception)\b", re.IGNORECASE
)
_REPORT_KEYS = ("error", "errors", "message", "errorcode", "fault", "detail", "title")


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed value, and where it stands, so that a complaint can say so.

    >>> Cell("usda_export_sales", "row 3", "weeklyExports", "1,805,978").whole()
    1805978
    """

    source: str
    where: str
    column: str
    text: str

    def changed(self, problem: str) -> FormatChanged:
        """Return the error that names this cell's column."""
        return FormatChanged(self.source, self.where, f"column {self.column!r} {problem}")

    def whole(self) -> int:
        """Return the whole number printed; commas must group thousands.

        Raises:
            FormatChanged: It is not a whole number.
        """
        text = self.text.strip()
        if not _WHOLE.fullmatch(text):
            raise self.changed(f"holds {self.text!r}, which is not a whole number")
        return int(text.replace(",", ""))

    def number(self) -> Decimal:
        """Return the number printed, fraction included; commas must group thousands.

        Raises:
            FormatChanged: It is not a number.
        """
        text = self.text.strip()
        if not _NUMBER.fullmatch(text):
            raise self.changed(f"holds {self.text!r}, which is not a number")
        return Decimal(text.replace(",", ""))

    def times(self, factor: int) -> int:
        """Return the number printed in units `factor` times smaller, which must be whole.

        Raises:
            FormatChanged: It is not a number, or has more places than the factor takes up.

        >>> Cell("usda_export_sales_query", "row 1", "NewSales", "126.011").times(1000)
        126011
        """
        scaled = self.number() * factor
        if scaled != scaled.to_integral_value():
            raise self.changed(f"holds {self.text!r}, which has more places than {factor:,} takes")
        return int(scaled)

    def day(self, form: str = "%Y-%m-%d") -> date:
        """Return the day printed in a form of `datetime.strptime`.

        Raises:
            FormatChanged: It is not a day in this form.
        """
        try:
            # A day has no zone: the naive instant is only a step towards it.
            return datetime.strptime(self.text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            raise self.changed(f"holds {self.text!r}, which is not a day like {form}") from None

    def one_of(self, meanings: Mapping[str, str]) -> str:
        """Return what the text means; blanks around it do not matter.

        Raises:
            FormatChanged: The text was never seen before.
        """
        found = meanings.get(self.text.strip())
        if found is None:
            raise self.changed(f"holds {self.text!r}; known: {', '.join(meanings)}")
        return found


def text_of(source: str, content: bytes) -> str:
    """Return UTF-8 bytes as text without a byte order mark, refusing what is not data.

    Raises:
        AnswerIsNotData: They are empty, no UTF-8, a web page or an error report.
    """
    if not content.strip():
        raise AnswerIsNotData(source, "body", "it is empty")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problem = f"byte {fault.start:,} is not UTF-8"
        # A character cut in two at the very end is a cut document, not another encoding.
        if fault.end == len(content) and fault.reason == "unexpected end of data":
            raise AnswerCut(source, "body", problem) from None
        raise AnswerIsNotData(source, "body", problem) from None
    if _PAGE.match(text):
        raise AnswerIsNotData(source, "body", "it is a web page")
    if _REPORT.match(text):
        raise AnswerIsNotData(source, "body", f"it is an error report: {_shown(text)}")
    return text


def is_markup(content: bytes) -> bool:
    r"""Tell whether bytes begin like XML or a page.

    >>> is_markup(b"\xef\xbb\xbf <Report/>"), is_markup(b"[]")
    (True, False)
    """
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def plain_text_of(source: str, content: bytes) -> str:
    """Return the text of an answer that is neither JSON nor XML, such as a CSV.

    Raises:
        AnswerIsNotData: It is empty, no UTF-8, a web page, an error report or JSON.
    """
    text = text_of(source, content)
    if text.lstrip()[:1] in ("{", "["):
        raise AnswerIsNotData(source, "body", f"it is JSON: {_shown(text)}")
    return text


def columns(
    source: str,
    where: str,
    header: Iterable[str],
    *,
    required: Iterable[str],
    optional: Iterable[str] = (),
) -> list[str]:
    """Return the names of a header without the blanks around them, all of them expected.

    Raises:
        FormatChanged: One is missing, doubled or never seen before; the error names it.

    >>> columns("usda_export_sales", "header", ["week ", " t"], required=["week", "t"])
    ['week', 't']
    """
    names = [name.strip() for name in header]
    wanted = list(required)
    doubled = [name for name, count in Counter(names).items() if count > 1]
    faults = (
        ("is missing", [name for name in wanted if name not in names]),
        ("was never seen before", [name for name in names if name not in {*wanted, *optional}]),
        ("is there twice", doubled),
    )
    found = [f"column {name!r} {fault}" for fault, those in faults for name in those]
    if found:
        raise FormatChanged(source, where, "; ".join(found))
    return names


def csv_rows(
    source: str,
    text: str,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the named cells of each row of a CSV with a header.

    A row with fewer cells than the header ends the document too early; a trailing empty one that
    the header has too is dropped.

    Raises:
        AnswerCut: A row has fewer cells than the header.
        FormatChanged: A column is missing or unknown, or a row has more cells than the header.
    """
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    while header and not header[-1].strip():
        header.pop()
    names = columns(source, "header", header, required=required, optional=optional)
    for row in filter(None, reader):
        line = reader.line_num
        if len(row) < len(names):
            raise AnswerCut(source, f"line {line}", f"{len(row)} cells, not {len(names)}")
        if any(cell.strip() for cell in row[len(names) :]):
            raise FormatChanged(source, f"line {line}", f"{len(row)} cells, not {len(names)}")
        yield line, dict(zip(names, row, strict=False))


def json_rows(source: str, content: bytes) -> list[dict[str, object]]:
    """Return the objects of a JSON list; an empty list is for the caller to judge.

    Raises:
        AnswerIsNotData: It is a page, an error report or no list of objects.
        AnswerCut: The list does not end.
    """
    data, text = _json(source, content)
    if isinstance(data, dict) and any(str(key).lower() in _REPORT_KEYS for key in data):
        raise AnswerIsNotData(source, "body", f"it is an error report: {_shown(text)}")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise AnswerIsNotData(source, "body", "no list of rows")
    return data


def json_table(source: str, content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a JSON list of lists, the header first, cells as texts.

    A column that is there twice, as publishers repeat what was asked for, is kept once.

    Raises:
        AnswerIsNotData: It is a page, an error report or no list of rows.
        AnswerCut: The list does not end.
        FormatChanged: A row is not as long as the header, a cell is neither text nor null, or a
            doubled column says two things.
    """
    data, text = _json(source, content)
    if not isinstance(data, list) or not data or not all(isinstance(row, list) for row in data):
        raise AnswerIsNotData(source, "body", f"no list of rows under a header: {_shown(text)}")
    header = [str(name).strip() for name in data[0]]
    kept = [header.index(name) for name in dict.fromkeys(header)]
    rows = []
    for number, row in enumerate(data[1:], start=1):
        where = f"row {number}"
        if len(row) != len(header):
            raise FormatChanged(source, where, f"{len(row)} cells, not {len(header)}")
        for name, cell in zip(header, row, strict=True):
            if cell is not None and not isinstance(cell, str):
                raise FormatChanged(source, where, f"column {name!r} holds {cell!r}, not a text")
            if cell != row[header.index(name)]:
                raise FormatChanged(source, where, f"column {name!r} is there twice and differs")
        rows.append([row[at] or "" for at in kept])
    return [header[at] for at in kept], rows


def _json(source: str, content: bytes) -> tuple[Any, str]:
    """Return what JSON says, and its text."""
    text = text_of(source, content)
    try:
        return json.loads(text), text
    except json.JSONDecodeError as fault:
        problem = f"the JSON breaks off at character {fault.pos:,}"
        if text.lstrip()[:1] in ("[", "{"):
            raise AnswerCut(source, "body", problem) from None
        raise AnswerIsNotData(source, "body", f"no JSON: {_shown(text)}") from None


def xml_root(source: str, content: bytes) -> Element:
    """Return the root of an XML document; names lose their namespace.

    No document type is allowed, so no entity can be declared and nothing outside can be asked for.

    Raises:
        AnswerIsNotData: It is a page, an error report, no XML, or declares a document type.
        AnswerCut: The document does not end.
    """
    text = text_of(source, content)
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, its: builder.start(name.rpartition("}")[2], its)
    parser.EndElementHandler = lambda name: builder.end(name.rpartition("}")[2])
    parser.CharacterDataHandler = builder.data

    def refuse(*_declared: object) -> NoReturn:
        raise AnswerIsNotData(source, "body", "it declares a document type, which data does not")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - positional only: this is the last part
    except expat.ExpatError as fault:
        problem = f"the XML breaks off at line {fault.lineno}, column {fault.offset}"
        if text.lstrip().startswith("<"):
            raise AnswerCut(source, "body", problem) from None
        raise AnswerIsNotData(source, "body", f"no XML: {_shown(text)}") from None
    return builder.close()


def _shown(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"  # noqa: PLR2004 - one line of a terminal
