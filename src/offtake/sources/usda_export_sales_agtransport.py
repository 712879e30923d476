"""Export sales as mirrored by AgTransport (Socrata `wnn7-29tu`): no key, some days late.

Corn, soybeans and wheat by destination since June 1999. Wheat is printed by class: all wheat is
the sum of its classes, and the world is the sum of the destinations, since neither is printed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import numpy as np

from offtake.columns import together
from offtake.domain import Snapshot, thursdays
from offtake.errors import AnswerAtCap, AnswerEmpty, PeriodInvalid
from offtake.reference.calendars import export_sales_vintage
from offtake.reference.codes import place
from offtake.sources.cells import Cell, columns, json_rows
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_codes import followed, year_of_label
from offtake.sources.export_sales_reading import (
    Caveat,
    Group,
    gaps_of,
    in_groups,
    newest_week_out,
    parsed,
    with_world,
)
from offtake.sources.export_sales_table import ExportSalesTable
from offtake.sources.protocol import Parsed, RefusedRow, Request
from offtake.sources.socrata import extent_request, is_extent, read_extent

BASE = "https://agtransport.usda.gov/resource/wnn7-29tu.json"
CAP = 50_000
DEFAULT_CAP = 1_000
"""How many rows Socrata serves where none is asked for (https://dev.socrata.com/docs/paging)."""
FIRST_WEEK = date(1999, 6, 3)
FIGURES = {
    "wkexportscmy": "weekly_exports",
    "accexportscmy": "accumulated_exports",
    "outsalescmy": "outstanding_sales",
    "grosalescmy": "gross_new_sales",
    "netsalescmy": "net_sales",
    "totcommcmy": "total_commitment",
    "outsalesnmy": "next_year_outstanding_sales",
    "netsalesnmy": "next_year_net_sales",
}
NAMES = ("date", "myear", "commodity", "type", "country", "unit")
PRODUCTS = {"Corn": "corn", "Soybeans": "soybeans", "Wheat": "wheat"}
UNIT = {"Metric Tons": "t"}
WHEAT_CLASSES = {
    "HRW": "101", "SRW": "102", "HRS": "103", "White": "104", "Durum": "105", "Mixed": "106",
}  # fmt: skip
OUTAGE = Caveat(
    weeks=(date(2022, 8, 18), date(2022, 8, 25)),
    note="USDA's outage of August 2022: AgTransport splits what was reported for two weeks evenly "
    "between them and does not say so",
)
_NET = "net_sales"
_LATE = timedelta(days=14)
_BETWEEN = re.compile(r"date between '([0-9-]{10})T[0-9:.]+' and '([0-9-]{10})T[0-9:.]+'")


class AgTransport:
    """USDA's export sales of corn, soybeans and wheat by destination, without a key."""

    id = "usda_export_sales_agtransport"

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the extent, and one request a half-year, below the cap, of the weeks out."""
        newest = newest_week_out(until)
        yield extent_request(self.id, BASE, since=since, newest=newest)
        weeks = thursdays(max(since, FIRST_WEEK), newest)
        for (year, half), group in groupby(weeks, key=lambda day: (day.year, (day.month - 1) // 6)):
            span = list(group)
            yield Request(
                source=self.id,
                url=address(span[0], span[-1]),
                title=f"Corn, soybeans and wheat, half-year {year}/{half + 1}",
                media_types=("application/json",),
                covers_start=span[0] - timedelta(days=6),
                covers_end=span[-1],
                headers={"Accept": "application/json"},
            )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what one answer says.

        Raises:
            AnswerError: It is not the list of rows that was asked for, or may be cut at the cap.
            CodeUnknown: It holds a country never seen before.
        """
        if is_extent(snapshot):
            return read_extent(self.id, content)
        asked = parse_qs(urlsplit(snapshot.request).query)
        span = _BETWEEN.fullmatch(asked.get("$where", [""])[0])
        answer = json_rows(self.id, content)
        caps = [int(text) for text in asked.get("$limit", [])] or [DEFAULT_CAP, CAP]
        if len(answer) in caps or len(answer) > max(caps):
            raise AnswerAtCap(self.id, "body", len(answer))
        if not answer and _is_out(span[1] if span else "", snapshot):
            raise AnswerEmpty(self.id, "body", "no row, though the weeks asked for were out")
        self._refuse_missing(answer)
        book = self._rows(answer)
        table = book.table()
        return parsed(
            with_world(table, incomplete=book.incomplete) if span else table,
            source=self.id,
            snapshot=snapshot,
            printed=len(answer),
            refused=book.refused,
            caveat=_caveat(table),
        )

    def _refuse_missing(self, answer: Sequence[Mapping[str, object]]) -> None:
        """Refuse an answer in which a column is nowhere: Socrata leaves out an empty cell."""
        held = dict.fromkeys(name.strip() for cells in answer for name in cells)
        if answer:
            optional = () if any("Wheat" in cells.values() for cells in answer) else ("type",)
            required = [name for name in (*NAMES, *FIGURES) if name not in optional]
            columns(self.id, "every row", held, required=required, optional=optional)

    def _rows(self, answer: Sequence[Mapping[str, object]]) -> "_Book":
        book = _Book()
        for number, printed in enumerate(answer):
            where = f"row {number}"
            cells = _Cells(self.id, where, {name.strip(): printed[name] for name in printed})
            row, code = self._row(cells), self._code(cells)
            group = row.product, row.marketing_year, row.week_ending
            if fraction := cells.fraction():
                if row.week_ending not in OUTAGE.weeks:
                    raise fraction.changed(f"holds {fraction.text!r}, which is not a whole number")
                reason = f"{fraction.column} {fraction.text} is not whole tonnes: an even split"
                book.refused.append(RefusedRow(where, reason, str(dict(printed))))
                book.incomplete.add(group)
            elif row.product == "wheat":
                book.classes.append(row)
                if item := followed(code):
                    book.rows.append(replace(row, product=item))
            else:
                book.rows.append(row)
        return book

    def _row(self, cells: "_Cells") -> ExportSalesRow:
        """Return a row; that of a class of wheat stands as wheat until it is known to be whole."""
        item = cells.cell("commodity").one_of(PRODUCTS)
        figures = cells.figures()
        row = ExportSalesRow(
            product=item,
            partner=place("fas_long", cells.cell("country").text).id,
            unit_code=cells.cell("unit").one_of(UNIT),
            marketing_year=year_of_label(item, cells.cell("myear")),
            week_ending=cells.cell("date").day("%Y-%m-%dT00:00:00.000"),
            figures=figures,
            gaps=gaps_of(figures),
            locator=cells.where,
            is_provisional=False,
        )
        try:
            _ = row.period
        except PeriodInvalid as fault:
            raise cells.cell("date").changed(f"and 'myear' disagree: {fault}") from None
        return row

    def _code(self, cells: "_Cells") -> str:
        """Return the code of a commodity, that of its class for wheat."""
        kind = cells.cell("type")
        if cells.cell("commodity").text.strip() == "Wheat":
            return kind.one_of(WHEAT_CLASSES)
        if kind.text.strip():
            raise kind.changed(f"holds {kind.text!r}, though only wheat has classes")
        return ""


@dataclass(slots=True)
class _Book:
    """What has been read of an answer so far."""

    rows: list[ExportSalesRow] = field(default_factory=list)
    classes: list[ExportSalesRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    incomplete: set[Group] = field(default_factory=set)

    def table(self) -> ExportSalesTable:
        """Return the rows, and for wheat of all classes the sums of what was printed by class."""
        classes = ExportSalesTable.of(self.classes)
        classes = classes.take(~in_groups(classes, self.incomplete))
        wheat = classes.summed(
            together(classes.product, classes.partner, classes.marketing_year, classes.week_ending)
        )
        return ExportSalesTable.of(self.rows).and_then(wheat)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row by name; Socrata leaves out an empty one."""

    source: str
    where: str
    printed: Mapping[str, object]

    def cell(self, name: str) -> Cell:
        value = self.printed.get(name, "")
        if not isinstance(value, str):
            raise Cell(self.source, self.where, name, str(value)).changed(
                f"holds {value!r}, though every value is text"
            )
        return Cell(self.source, self.where, name, value)

    def figures(self) -> dict[str, int]:
        """Return the figures printed, cut to whole numbers: `fraction` tells if one was not."""
        return {
            ours: int(self.cell(theirs).number())
            for theirs, ours in FIGURES.items()
            if theirs in self.printed
        }

    def fraction(self) -> Cell | None:
        """Return the first cell that does not hold a whole number."""
        cells = (self.cell(name) for name in FIGURES if name in self.printed)
        return next((one for one in cells if one.number() % 1), None)


def address(first_week: date, last_week: date) -> str:
    """Return the address of all rows from one week to another, in a fixed order."""
    query = {
        "$select": ",".join((*NAMES, *FIGURES)),
        "$where": f"date between '{first_week}T00:00:00' and '{last_week}T23:59:59'",
        "$order": "date,commodity,type,country,myear",
        "$limit": str(CAP),
    }
    return f"{BASE}?{urlencode(query, quote_via=quote, safe='$:,')}"


def _is_out(first_week: str, snapshot: Snapshot) -> bool:
    """Tell whether the first week asked for was due, the mirror's usual delay included."""
    if not first_week:
        return True
    week = date.fromisoformat(first_week)
    return week >= FIRST_WEEK and export_sales_vintage(week).known_at + _LATE <= (
        snapshot.retrieved_at
    )


def _caveat(table: ExportSalesTable) -> Caveat | None:
    """Return the caveat of the outage while its two weeks print the same trade."""
    flows = [
        {
            (row.product, row.partner): (row.figures.get("weekly_exports"), row.figures.get(_NET))
            for row in map(table.row, np.flatnonzero(table.week_ending.where(week.__eq__)).tolist())
        }
        for week in OUTAGE.weeks
    ]
    return OUTAGE if flows[0] and flows[0] == flows[1] else None
