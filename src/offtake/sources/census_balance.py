"""Trade in goods with China, month by month, from the Census Bureau's balance page.

The page is read as served, and so is a sheet of it that a person saved (`Month;Exports;Imports;
Balance`, months in order). Both print millions of dollars to one decimal. The figures keep measures
of their own: those by commodity are printed to the dollar, and a rounded one is not a revision.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

from offtake.domain import Flow, Frequency, Observation, SeriesKey, Snapshot, Status
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.reference.codes import USA, place
from offtake.sources.cells import Cell, columns, is_markup, plain_text_of
from offtake.sources.census_trade import ALL_GOODS, month_of, next_month, vintage_of
from offtake.sources.protocol import Parsed, Request

_SOURCE = "census_balance"
CHINA = "5700"
PAGE = "https://www.census.gov/foreign-trade/balance/c{code}.html"
_COLUMNS = ("Month", "Exports", "Imports", "Balance")
_MEASURES = {
    "Exports": ("balance_exports", Flow.EXPORT),
    "Imports": ("balance_imports", Flow.IMPORT),
    "Balance": ("trade_balance", Flow.NONE),
}
_FIRST = date(1985, 1, 1)
_MILLION = 1_000_000
_ROUNDING = Decimal(100_000)
_TOTAL = re.compile(r"total\s+(\d{4})", re.IGNORECASE)
_ADDRESS = re.compile(r"/c(\d{4})\.html")


class CensusBalance:
    """Exports, imports and balance of goods with China."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the page, which always holds every month since 1985."""
        if until >= _FIRST:
            yield Request(
                source=self.id,
                url=PAGE.format(code=CHINA),
                title="Trade in goods with China",
                media_types=("text/html",),
                covers_start=min(max(since, _FIRST), until),
                covers_end=until,
            )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return three figures a month, in dollars.

        Raises:
            AnswerIsNotData: It is neither the page nor a sheet of it.
            AnswerCut: It does not end, or a row has cells missing.
            AnswerEmpty: It has no month.
            FormatChanged: A column, month or sum is not what it should be.
        """
        rows = list(_page(content) if is_markup(content) else _sheet(content))
        months = [_Month.read(where, cells) for where, cells in rows if not _is_total(cells)]
        if not months:
            raise AnswerEmpty(_SOURCE, "body", "no month")
        _check_calendar(months)
        _check_years(months, [cells for _, cells in rows if _is_total(cells)])
        address = _ADDRESS.search(snapshot.request)
        partner = place("census", address[1] if address else CHINA).id
        found = tuple(one for month in months for one in month.observations(partner, snapshot))
        return Parsed(found, (), len(rows), max(month_of(one.start).last_day for one in months))


@dataclass(frozen=True, slots=True)
class _Month:
    """One row: a month and its three figures in dollars."""

    where: str
    start: date
    figures: Mapping[str, int]

    @classmethod
    def read(cls, where: str, cells: Mapping[str, str]) -> "_Month":
        """Return a row as read; its balance must be exports less imports, but for rounding."""
        start = Cell(_SOURCE, where, "Month", cells["Month"]).day("%B %Y")
        figures = {
            name: Cell(_SOURCE, where, name, cells[name]).times(_MILLION) for name in _MEASURES
        }
        gap = figures["Exports"] - figures["Imports"] - figures["Balance"]
        if abs(gap) > _ROUNDING:
            problem = f"holds {cells['Balance']!r}, which is not exports less imports"
            raise FormatChanged(_SOURCE, where, f"column 'Balance' {problem}")
        return cls(where, start, figures)

    def observations(self, partner: str, snapshot: Snapshot) -> Iterator[Observation]:
        """Yield exports, imports and balance."""
        period = month_of(self.start)
        for name, (measure, flow) in _MEASURES.items():
            yield Observation(
                key=SeriesKey(measure, USA, partner, flow, ALL_GOODS, Frequency.MONTHLY, "USD"),
                period=period,
                value=Decimal(self.figures[name]),
                status=Status.NORMAL,
                vintage=vintage_of(period, snapshot.retrieved_at),
                snapshot=snapshot.sha256,
                locator=self.where,
            )


def _is_total(cells: Mapping[str, str]) -> bool:
    return _TOTAL.match(cells["Month"].strip()) is not None


def _check_calendar(months: list[_Month]) -> None:
    """Refuse a table with a month missing or there twice: what is absent is not zero."""
    starts = sorted(one.start for one in months)
    for before, after in pairwise(starts):
        if after != next_month(before):
            problem = f"column 'Month' holds {after:%B %Y} after {before:%B %Y}"
            raise FormatChanged(_SOURCE, "body", problem)


def _check_years(months: list[_Month], totals: list[Mapping[str, str]]) -> None:
    """Refuse a year whose months do not add up to its printed total."""
    for cells in totals:
        match = _TOTAL.match(cells["Month"].strip())
        year = int(match[1]) if match else 0
        ours = [one for one in months if one.start.year == year]
        for name in _MEASURES:
            printed = Cell(_SOURCE, f"total {year}", name, cells[name]).times(_MILLION)
            gap = abs(sum(one.figures[name] for one in ours) - printed)
            if gap > _ROUNDING * (len(ours) + 1) / 2:
                problem = f"column {name!r}: the months of {year} do not add up to {cells[name]}"
                raise FormatChanged(_SOURCE, f"total {year}", problem)


def _sheet(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a saved sheet, whose last line need not end.

    A line cut anywhere misses a cell or has a balance that is not exports less imports.
    """
    text = plain_text_of(_SOURCE, content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = next(reader, [])
    if len(header) == 1:
        raise AnswerIsNotData(_SOURCE, "body", f"no table: {header[0][:60]!r}")
    names = columns(_SOURCE, "header", header, required=_COLUMNS)
    for row in filter(None, reader):
        where = f"line {reader.line_num}"
        if len(row) != len(names):
            raise AnswerCut(_SOURCE, where, f"{len(row)} cells, not {len(names)}")
        yield where, dict(zip(names, row, strict=True))


def _page(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of the page's tables that have the columns of a balance."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problem = f"byte {fault.start:,} is not UTF-8"
        raise AnswerIsNotData(_SOURCE, "body", problem) from None
    tables = _Tables()
    tables.feed(text)
    tables.close()
    balances = [one for one in tables.found if one and not set(_COLUMNS).isdisjoint(one[0])]
    if not balances:
        raise AnswerIsNotData(_SOURCE, "body", "a page without a table of the balance")
    if not text.rstrip().lower().endswith("</html>"):
        raise AnswerCut(_SOURCE, "body", "the page does not end")
    for number, (header, *rows) in enumerate(balances, start=1):
        names = columns(_SOURCE, f"table {number}", header, required=_COLUMNS)
        for line, row in enumerate(rows, start=1):
            where = f"table {number}, row {line}"
            if len(row) != len(names):
                raise AnswerCut(_SOURCE, where, f"{len(row)} cells, not {len(names)}")
            yield where, dict(zip(names, row, strict=True))


@dataclass
class _Tables(HTMLParser):
    """Takes the tables out of a page: rows of cells as texts."""

    found: list[list[list[str]]] = field(default_factory=list)
    cell: list[str] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        del attrs
        if tag == "table":
            self.found.append([])
        elif tag == "tr" and self.found:
            self.found[-1].append([])
        elif tag in {"td", "th"} and self.found and self.found[-1]:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        """End a cell; a row without cells, or with one that only notes something, goes."""
        if tag in {"td", "th"} and self.cell is not None:
            self.found[-1][-1].append(" ".join("".join(self.cell).split()))
            self.cell = None
        elif tag == "table" and self.found:
            self.found[-1] = [row for row in self.found[-1] if len(row) > 1]

    def handle_data(self, data: str) -> None:
        """Take up text inside a cell."""
        if self.cell is not None:
            self.cell.append(data)
