"""Export sales by the FAS API: one JSON list a commodity and marketing year.

The rows have no marketing year. It stands in the address that was asked, which the snapshot
keeps; the week across the turn of the year is in two answers, once for each year (rule D1).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Annotated

import msgspec
import numpy as np

from offtake.columns import Coded
from offtake.domain import Period, Snapshot
from offtake.errors import AnswerEmpty, FormatChanged, PeriodInvalid
from offtake.reference.codes import place, product
from offtake.reference.crops import (
    marketing_year,
    marketing_year_ending,
    marketing_year_label,
)
from offtake.sources.cells import Cell
from offtake.sources.export_sales import LARGEST, MEASURES, week_within
from offtake.sources.export_sales_codes import (
    ASKED_FOR,
    FIRST_WEEK,
    UNITS_BY_ID,
    followed,
    unit_of,
)
from offtake.sources.export_sales_dates import dates_request, is_dates, read_dates
from offtake.sources.export_sales_reading import (
    Caveat,
    has_begun,
    newest_week_out,
    parsed,
    with_world,
)
from offtake.sources.export_sales_table import ExportSalesTable
from offtake.sources.protocol import Parsed, Request
from offtake.sources.shaped import cells_of, row_names, shaped_rows

BASE = "https://api.fas.usda.gov/api/esr/exports"
FIGURES = {
    "weeklyExports": "weekly_exports",
    "accumulatedExports": "accumulated_exports",
    "outstandingSales": "outstanding_sales",
    "grossNewSales": "gross_new_sales",
    "currentMYNetSales": "net_sales",
    "currentMYTotalCommitment": "total_commitment",
    "nextMYOutstandingSales": "next_year_outstanding_sales",
    "nextMYNetSales": "next_year_net_sales",
}
NAMES = {
    "commodityCode": "commodity",
    "countryCode": "country",
    **FIGURES,
    "unitId": "unit",
    "weekEndingDate": "week_ending",
}
COLUMNS = tuple(NAMES)
OUTAGE = Caveat(
    weeks=(date(2022, 8, 18), date(2022, 8, 25)),
    note="USDA's outage of August 2022: the week ending 2022-08-18 prints no trade and the week "
    "ending 2022-08-25 that of both",
)
_ASKED = re.compile(
    r"/commodityCode/(?P<code>[0-9]+)/(?P<places>allCountries|countryCode/[0-9]+)"
    r"/marketYear/(?P<year>[0-9]{4})(?:[?#]|$)"
)


class ExportSalesApi:
    """USDA's export sales by destination, from the FAS API (a free key is needed)."""

    id = "usda_export_sales"

    def __init__(self, codes: Sequence[str] = ASKED_FOR) -> None:
        self._codes = tuple(codes)

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the release dates, and one request a commodity and year with a week out by then."""
        newest = newest_week_out(until)
        yield dates_request(self.id, since=since, newest=newest)
        for code in self._codes:
            item = product("fas", code)
            year = marketing_year(item.id, max(since, FIRST_WEEK))
            while year.start <= newest:
                yield Request(
                    source=self.id,
                    url=f"{BASE}/commodityCode/{code}/allCountries/marketYear/{_label(year)}",
                    title=f"{item.label}, marketing year {marketing_year_label(year)}",
                    media_types=("application/json", "text/json"),
                    covers_start=year.start,
                    covers_end=min(year.last_day, newest),
                    key="fas",
                    key_header="X-Api-Key",
                    headers={"Accept": "application/json"},
                )
                year = marketing_year(item.id, year.end)

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what one answer says.

        Raises:
            AnswerError: It is not the list of rows that was asked for.
            CodeUnknown: It holds a commodity or country code never seen before.
        """
        if is_dates(snapshot):
            return read_dates(self.id, content)
        asked = _ASKED.search(snapshot.request)
        if asked is None:
            raise FormatChanged(
                self.id, "request", f"{snapshot.request} names no commodity and marketing year"
            )
        item = product("fas", asked["code"]).id
        year = marketing_year_ending(item, int(asked["year"]))
        answer = shaped_rows(self.id, content, _Printed)
        if not answer and year.end > FIRST_WEEK and has_begun(year, snapshot.retrieved_at):
            problem = f"no row of {item} for {year}, a marketing year that has begun"
            raise AnswerEmpty(self.id, "body", problem)
        self._refuse_others(answer, asked["code"])
        table = self._table(answer, code=asked["code"], item=item, year=year)
        return parsed(
            with_world(table) if asked["places"] == "allCountries" else table,
            source=self.id,
            snapshot=snapshot,
            printed=len(answer),
            caveat=_caveat(table),
        )

    def _refuse_others(self, answer: Sequence["_Printed"], code: str) -> None:
        """Refuse rows of another commodity than was asked for, or in another unit."""
        codes, units = [row.commodity for row in answer], [row.unit for row in answer]
        for cell in cells_of(self.id, "commodityCode", codes).values:
            if cell.text.strip() != code:
                followed(cell.text)
                raise cell.changed(f"holds {cell.text}, though {code} was asked for")
        for cell in cells_of(self.id, "unitId", units).values:
            if cell.one_of(UNITS_BY_ID) != unit_of(code):
                raise cell.changed(f"means {cell.one_of(UNITS_BY_ID)}, not {unit_of(code)}")

    def _table(
        self, answer: Sequence["_Printed"], *, code: str, item: str, year: Period
    ) -> ExportSalesTable:
        """Return the rows in columns.

        Raises:
            CodeUnknown: A country code was never seen before.
            FormatChanged: A week is no Thursday or lies outside the marketing year.
        """
        rows = len(answer)
        figures = chain.from_iterable(map(attrgetter(*MEASURES), answer))
        return ExportSalesTable(
            product=Coded.same(item, rows),
            partner=cells_of(self.id, "countryCode", [row.country for row in answer]).mapped(
                lambda cell: place("census", cell.text).id
            ),
            unit_code=Coded.same(unit_of(code), rows),
            marketing_year=Coded.same(year, rows),
            week_ending=cells_of(
                self.id, "weekEndingDate", [row.week_ending for row in answer]
            ).mapped(lambda cell: _week(cell, year)),
            measures=MEASURES,
            figures=np.fromiter(figures, dtype=np.int64, count=rows * len(MEASURES)).reshape(
                rows, len(MEASURES)
            ),
            said=np.zeros((rows, len(MEASURES)), dtype=np.int64),
            reasons=("",),
            locator=Coded.each(row_names(rows)),
            is_provisional=np.zeros(rows, dtype=np.bool_),
        )


Whole = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]


class _Printed(
    msgspec.Struct,
    gc=False,
    forbid_unknown_fields=True,
    rename={ours: theirs for theirs, ours in NAMES.items()},
):
    """A row as the API prints it."""

    commodity: int | str
    country: int | str
    weekly_exports: Whole
    accumulated_exports: Whole
    outstanding_sales: Whole
    gross_new_sales: Whole
    net_sales: Whole
    total_commitment: Whole
    next_year_outstanding_sales: Whole
    next_year_net_sales: Whole
    unit: int | str
    week_ending: str


def _label(year: Period) -> int:
    return year.last_day.year


def _week(cell: Cell, year: Period) -> date:
    week = cell.day("%Y-%m-%dT00:00:00")
    try:
        week_within(year, week)
    except PeriodInvalid as fault:
        raise cell.changed(f"does not fit: {fault}") from None
    return week


def _caveat(table: ExportSalesTable) -> Caveat | None:
    """Return the caveat of the outage while the first of its weeks prints no trade at all."""
    is_first = table.week_ending.where(OUTAGE.weeks[0].__eq__)
    has_trade = any(
        table.printed(flow)[0][is_first].any() for flow in ("weekly_exports", "gross_new_sales")
    )
    return OUTAGE if is_first.any() and not has_trade else None
