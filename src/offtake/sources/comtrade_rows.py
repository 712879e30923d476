"""The forms UN Comtrade's rows come in, as the same named texts.

JSON of the service, CSV and XLSX of its page, and Parquet that programs save: the columns are the
same 47, spelled `netWgt` or `net_wgt`.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from offtake.errors import AnswerAtCap, AnswerCut, AnswerEmpty, AnswerIsNotData
from offtake.sources.cells import columns, text_of
from offtake.sources.parquet import is_parquet, parquet_rows
from offtake.sources.xlsx import is_xlsx, xlsx_grid

READ = (
    "typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code",
    "classificationCode", "isOriginalClassification", "cmdCode", "aggrLevel", "customsCode",
    "mosCode", "motCode", "qtyUnitCode", "qty", "isQtyEstimated", "netWgt", "isNetWgtEstimated",
    "cifvalue", "fobvalue", "primaryValue", "isAggregate",
)  # fmt: skip
UNREAD = (
    "refPeriodId", "refYear", "refMonth", "reporterISO", "reporterDesc", "flowDesc", "partnerISO",
    "partnerDesc", "partner2ISO", "partner2Desc", "classificationSearchCode", "cmdDesc", "isLeaf",
    "customsDesc", "motDesc", "qtyUnitAbbr", "altQtyUnitCode", "altQtyUnitAbbr", "altQty",
    "isAltQtyEstimated", "grossWgt", "isGrossWgtEstimated", "legacyEstimationFlag", "isReported",
)  # fmt: skip
_ADDED = ("year", "__index_level_0__")
"""Columns that a person's program adds to what the service sends."""
_SPELLED = {name.lower(): name for name in (*READ, *UNREAD)}
_ENVELOPE = ("elapsedTime", "count", "data", "error")
PREVIEW_CAP = 500
CAPS = (100_000, 250_000)
"""How many rows an answer has at most: for a free key, and for one that is paid for."""

Row = dict[str, str]


def rows_of(source: str, content: bytes, *, is_preview: bool) -> list[tuple[str, Row]]:
    """Return each row with its place in the bytes: the columns that are read, as texts.

    Raises:
        AnswerIsNotData: They are a page, an error report or another kind of file.
        AnswerCut: They end too early.
        AnswerEmpty: There is no row.
        AnswerAtCap: There are as many rows as the service gives at once.
        FormatChanged: A column is missing or was never seen before.
    """
    rows = list(_form_of(source, content))
    if not rows:
        raise AnswerEmpty(source, "data", "no row, so nothing was reported yet or was asked for")
    cap = PREVIEW_CAP if is_preview else len(rows) if len(rows) in CAPS else 0
    if cap and len(rows) >= cap:
        raise AnswerAtCap(source, "data", cap)
    return rows


def _form_of(source: str, content: bytes) -> Iterator[tuple[str, Row]]:
    if is_parquet(content):
        names, kept, rows = parquet_rows(source, content, keep=lambda one: _name_of(one) in READ)
        _checked(source, names)
        return _named(source, kept, rows)
    if is_xlsx(content):
        heading, *grid = xlsx_grid(source, content)
        return _named(source, heading, grid)
    text = text_of(source, content)
    if text.lstrip()[:1] in ("{", "["):
        return _json_rows(source, text)
    return _csv_rows(source, text)


def _csv_rows(source: str, text: str) -> Iterator[tuple[str, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    heading = next(reader, [])
    if "," not in text:
        raise AnswerIsNotData(source, "body", "it is neither JSON, CSV, XLSX nor Parquet")
    if not text.endswith(("\n", "\r")):
        raise AnswerCut(source, f"line {text.count(chr(10)) + 1}", "the last line does not end")
    return _named(source, heading, [row for row in reader if row])


def _json_rows(source: str, text: str) -> Iterator[tuple[str, Row]]:
    try:
        answer = json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as fault:
        raise AnswerCut(source, "body", f"the JSON breaks off at {fault.pos:,}") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise AnswerIsNotData(source, "body", f"no list of data: {text[:80]!r}")
    if answer.get("error"):
        raise AnswerIsNotData(source, "body", f"it is an error report: {answer['error']!r}")
    columns(source, "body", answer, required=("count", "data"), optional=_ENVELOPE)
    data = [row for row in answer["data"] if isinstance(row, dict)]
    if len(data) != int(answer["count"]):
        raise AnswerCut(source, "data", f"{len(data)} rows, where it says {answer['count']}")
    for number, row in enumerate(data, start=1):
        texts = ["" if cell is None else str(cell) for cell in row.values()]
        ((_, named),) = _named(source, list(row), [texts])
        yield f"row {number}", named


def _named(
    source: str, heading: Sequence[str], rows: Iterable[Sequence[str | None]]
) -> Iterator[tuple[str, Row]]:
    """Yield rows under the names of the service, however the heading spells them.

    Raises:
        AnswerCut: A row has fewer cells than the heading.
        FormatChanged: A column is missing or was never seen before.
    """
    names = _checked(source, heading)
    places = [names.index(name) for name in READ]
    last = max(places)
    for number, row in enumerate(rows, start=1):
        if len(row) <= last or len(row) < len(names):
            raise AnswerCut(source, f"row {number}", f"{len(row)} cells, not {len(names)}")
        yield (
            f"row {number}",
            {name: row[at] or "" for name, at in zip(READ, places, strict=True)},
        )


def _checked(source: str, heading: Iterable[str]) -> list[str]:
    known = [_name_of(name) for name in heading]
    return columns(source, "header", known, required=READ, optional=(*UNREAD, *_ADDED))


def _name_of(name: str) -> str:
    """Return how the service spells a column: `net_wgt` is `netWgt`."""
    return _SPELLED.get(name.strip().replace("_", "").lower(), name)
