"""Export sales as saved from the query site that ended on 2 April 2026: XLS or CSV by hand.

Rows have no marketing year. A week of one commodity is a block that ends with GRAND TOTAL, or a
single row where one country was asked for. The week across the turn of the year has two blocks, the
first of which closes the old year (rule D1). The site's own files say ENDING MY and STARTING MY
beside their rows, in a column without a name; where that was cleared away, the order tells.

KNOWN, UNKNOWN, GRAND TOTAL and EUROPEAN UNION stand among the countries. The first three are held
against each other (I5); the grand total becomes the world, unknown stays a destination, the others
are dropped (rule D7).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from offtake.domain import Period, Snapshot
from offtake.errors import AnswerCut, AnswerEmpty, FormatChanged, ImportedOnly, PeriodInvalid
from offtake.reference.codes import place
from offtake.reference.crops import marketing_year
from offtake.sources.cells import Cell
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_codes import UNITS_BY_NAME, followed_by_name
from offtake.sources.export_sales_reading import parsed
from offtake.sources.protocol import Parsed, RefusedRow, Request
from offtake.sources.sheets import grid_of

FIGURES = (
    "weekly_exports",
    "accumulated_exports",
    "outstanding_sales",
    "gross_new_sales",
    "net_sales",
    "total_commitment",
    "next_year_outstanding_sales",
    "next_year_net_sales",
)
AS_SAVED = (
    "Commodity",
    "Date",
    "Country",
    "Weekly Exports",
    "Accum. Exports",
    "CMY Outstanding Sales",
    "CMY Gross Sales",
    "CMY Net Sales",
    "CMY Total Commitments",
    "NMY Outstanding Sales",
    "NMY Net Sales",
    "Unit Desc",
)
"""The heading of the site's own files, three lines read downwards.

Its merged cells do not stand above their columns, so names and columns are matched by their order.
"""
TIDIED = (
    "Date",
    "Country",
    "Weekly Exports",
    "Accum Exports",
    "Outstanding Sales",
    "Gross Sales",
    "Net Sales",
    "Total Commitments",
    "Outstanding Sales",
    "Net Sales",
    "Unit Desc",
)
"""The heading in one line, the first column unnamed, as found once the preamble is cleared away."""

GRAND_TOTAL = "GRAND TOTAL"
MARKS = {"": "", "ENDING MY": "closing", "STARTING MY": "opening"}
_MARK_AT = 2
"""Where the column without a name stands among those that hold something, if it is there."""


class LegacyQuerySite:
    """USDA's export sales as saved from the retired query site."""

    id = "usda_export_sales_legacy"

    def plan(self, since: date, until: date) -> Iterable[Request]:  # noqa: ARG002 - of the protocol
        """Say that there is nothing to ask: the site is gone, its files are imported by hand.

        Raises:
            ImportedOnly: Always.
        """
        raise ImportedOnly(self.id, "the query site it comes from ended on 2 April 2026")

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what a saved file says.

        Raises:
            AnswerError: It is not a file of the query site, or ends too early.
            CodeUnknown: It holds a commodity or country name never seen before.
        """
        lines = list(self._lines(grid_of(self.id, content)))
        if not lines:
            raise AnswerEmpty(self.id, "body", "a heading and no row")
        rows: list[ExportSalesRow] = []
        refused: list[RefusedRow] = []
        for line, year in self._with_years(lines):
            item = followed_by_name(line.commodity.text)
            if item is None:
                continue
            if year is None:
                reason = "one block in a week across the turn of the year: of which year is unsaid"
                refused.append(RefusedRow(line.where, reason, " | ".join(line.cells)))
            else:
                rows.append(line.row(item, year))
        return parsed(rows, source=self.id, snapshot=snapshot, printed=len(lines), refused=refused)

    def _lines(self, grid: Sequence[Sequence[str]]) -> Iterator["_Line"]:
        """Yield the rows below the heading.

        Raises:
            FormatChanged: The heading is not one of the two known.
            AnswerCut: The last week of the span in the preamble is not there, or a row is short.
        """
        start = self._below_heading(grid)
        body = [(number, row) for number, row in enumerate(grid[start:], start + 1) if any(row)]
        places = sorted({at for _, row in body for at, cell in enumerate(row) if cell.strip()})
        mark_at = places.pop(_MARK_AT) if len(places) == len(AS_SAVED) + 1 else None
        if body and len(places) != len(AS_SAVED):
            problem = f"{len(places)} columns hold something, not {len(AS_SAVED)}"
            raise FormatChanged(self.id, "body", problem)
        newest = None
        for number, row in body:
            if len(row) <= places[-1]:
                problem = f"{len(row)} cells, not {places[-1] + 1}"
                raise AnswerCut(self.id, f"row {number}", problem)
            cells = tuple(row[at].strip() for at in places)
            mark = "" if mark_at is None else row[mark_at].strip()
            line = _Line(self.id, f"row {number}", cells, mark)
            newest = max(newest or line.week, line.week)
            yield line
        until = _span_end(self.id, grid[:start])
        if newest and until and until - newest >= timedelta(days=7):
            raise AnswerCut(self.id, "body", f"it ends with {newest}, though it is to {until}")

    def _below_heading(self, grid: Sequence[Sequence[str]]) -> int:
        """Return where the rows begin.

        Raises:
            FormatChanged: The heading is not one of the two known.
        """
        known_names = {*AS_SAVED, *TIDIED}
        likeness = [len(known_names & {cell.strip() for cell in row}) for row in grid[:20]]
        at = likeness.index(max(likeness, default=0)) if any(likeness) else 0
        width = len(grid[at]) if grid else 0
        lines = [[*row, *[""] * width][:width] for row in grid[max(0, at - 2) : at + 1]]
        # The day of the query stands above the first column: no part of a name begins with a digit.
        words = ([cell.strip() for cell in column] for column in zip(*lines, strict=True))
        named = [[word for word in column if word[:1].isalpha()] for column in words]
        heading = [" ".join(column) for column in named if column]
        known = AS_SAVED if at else TIDIED
        if heading != list(known):
            raise FormatChanged(self.id, "heading", _difference(known, heading))
        return at + 1

    def _with_years(self, lines: Sequence["_Line"]) -> Iterator[tuple["_Line", Period | None]]:
        """Yield each line with its marketing year, none where the file does not tell.

        Raises:
            FormatChanged: A week has more blocks than years, or is marked and is in one year only.
        """
        is_marked = any(line.mark for line in lines)
        keys, counts = self._blocks(lines)
        for line, (key, block) in zip(lines, keys, strict=True):
            item = followed_by_name(line.commodity.text)
            if item is None:
                yield line, None
                continue
            closing = marketing_year(item, line.week - timedelta(days=6))
            opening = marketing_year(item, line.week)
            allowed = 1 if closing == opening else 2
            mark = Cell(self.id, line.where, "(unnamed)", line.mark).one_of(MARKS)
            if counts[key] > allowed or (mark and allowed == 1):
                problem = f"{counts[key]} blocks of the week ending {line.week}, {line.mark!r}"
                raise FormatChanged(self.id, line.where, problem)
            by_order = "" if is_marked or counts[key] < allowed else ("closing", "opening")[block]
            if allowed == 1:
                yield line, opening
            else:
                yield line, {"closing": closing, "opening": opening}.get(mark or by_order)

    def _blocks(
        self, lines: Sequence["_Line"]
    ) -> tuple[list[tuple[tuple[str, ...], int]], dict[tuple[str, ...], int]]:
        """Return each line's week and block in it, and how many blocks each week has."""
        has_totals = any(line.country == GRAND_TOTAL for line in lines)
        blocks: dict[tuple[str, ...], int] = defaultdict(int)
        keys: list[tuple[tuple[str, ...], int]] = []
        for line in lines:
            week = line.commodity.text, str(line.week)
            key = week if has_totals else (*week, line.country)
            keys.append((key, blocks[key]))
            if not has_totals or line.country == GRAND_TOTAL:
                blocks[key] += 1
        counts = {key: block + 1 for key, block in keys}
        if has_totals and lines[-1].country != GRAND_TOTAL:
            raise AnswerCut(self.id, lines[-1].where, f"the last block has no {GRAND_TOTAL}")
        return keys, counts


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed row, its cells in the order of the heading."""

    source: str
    where: str
    cells: tuple[str, ...]
    mark: str

    @property
    def commodity(self) -> Cell:
        return self._cell("Commodity", 0)

    @property
    def country(self) -> str:
        return self.cells[2]

    @property
    def week(self) -> date:
        cell = self._cell("Date", 1)
        return cell.day("%m/%d/%Y" if "/" in cell.text else "%Y-%m-%d")

    def row(self, item: str, year: Period) -> ExportSalesRow:
        """Return the row as one of a product and marketing year."""
        row = ExportSalesRow(
            product=item,
            partner=place("fas_long", self.country).id,
            unit_code=self._cell("Unit Desc", -1).one_of(UNITS_BY_NAME),
            marketing_year=year,
            week_ending=self.week,
            figures={
                name: self._cell(AS_SAVED[at], at).whole() for at, name in enumerate(FIGURES, 3)
            },
            gaps={},
            locator=self.where,
            is_provisional=False,
        )
        try:
            _ = row.period
        except PeriodInvalid as fault:
            raise self._cell("Date", 1).changed(f"is wrong: {fault}") from None
        return row

    def _cell(self, name: str, at: int) -> Cell:
        return Cell(self.source, self.where, name, self.cells[at])


def _span_end(source: str, preamble: Sequence[Sequence[str]]) -> date | None:
    """Return the last day asked for, from a line like `From: 10/17/2015 To: 11/17/2016`."""
    for cell in (cell.strip() for row in preamble for cell in row):
        if cell.startswith("From:") and "To:" in cell:
            until = cell.rpartition("To:")[2].strip()
            return Cell(source, "preamble", "To", until).day("%m/%d/%Y")
    return None


def _difference(known: Sequence[str], found: Sequence[str]) -> str:
    missing = [name for name in known if name not in found]
    new = [name for name in found if name not in known]
    parts = [f"column {name!r} is missing" for name in missing]
    parts += [f"column {name!r} was never seen before" for name in new]
    return "; ".join(parts) or f"columns in another order or number: {', '.join(found)}"
