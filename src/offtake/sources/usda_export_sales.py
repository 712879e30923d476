"""Export sales by the FAS API: one JSON list a commodity and marketing year.

The rows have no marketing year. It stands in the address that was asked, which the snapshot
keeps; the week across the turn of the year is in two answers, once for each year (rule D1).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from offtake.domain import Period, Snapshot
from offtake.errors import AnswerEmpty, FormatChanged, PeriodInvalid
from offtake.reference.codes import place, product
from offtake.reference.crops import (
    marketing_year,
    marketing_year_ending,
    marketing_year_label,
)
from offtake.sources.cells import Cell, columns, json_rows
from offtake.sources.export_sales import ExportSalesRow
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
from offtake.sources.protocol import Parsed, Request

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
COLUMNS = ("commodityCode", "countryCode", *FIGURES, "unitId", "weekEndingDate")
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
        answer = json_rows(self.id, content)
        if not answer and year.end > FIRST_WEEK and has_begun(year, snapshot.retrieved_at):
            problem = f"no row of {item} for {year}, a marketing year that has begun"
            raise AnswerEmpty(self.id, "body", problem)
        rows = [
            self._row(cells, number, code=asked["code"], item=item, year=year)
            for number, cells in enumerate(answer)
        ]
        if asked["places"] == "allCountries":
            rows = with_world(rows)
        return parsed(
            rows, source=self.id, snapshot=snapshot, printed=len(answer), caveat=_caveat(rows)
        )

    def _row(
        self, cells: Mapping[str, object], number: int, *, code: str, item: str, year: Period
    ) -> ExportSalesRow:
        where = f"row {number}"
        if cells.keys() != _EXPECTED:
            names = columns(self.id, where, cells, required=COLUMNS)
            cells = dict(zip(names, cells.values(), strict=True))
        if self._whole(where, "commodityCode", cells) != int(code):
            followed(str(cells["commodityCode"]))
            problem = f"commodity {cells['commodityCode']}, though {code} was asked for"
            raise FormatChanged(self.id, where, problem)
        unit = Cell(self.id, where, "unitId", str(cells["unitId"])).one_of(UNITS_BY_ID)
        if unit != unit_of(code):
            raise FormatChanged(
                self.id, where, f"column 'unitId' means {unit}, not {unit_of(code)}"
            )
        row = ExportSalesRow(
            product=item,
            partner=place("census", str(cells["countryCode"])).id,
            unit_code=unit,
            marketing_year=year,
            week_ending=_week(self.id, where, cells["weekEndingDate"]),
            figures={ours: self._whole(where, name, cells) for name, ours in FIGURES.items()},
            gaps={},
            locator=where,
            is_provisional=False,
        )
        try:
            _ = row.period
        except PeriodInvalid as fault:
            raise FormatChanged(self.id, where, f"column 'weekEndingDate': {fault}") from None
        return row

    def _whole(self, where: str, name: str, cells: Mapping[str, object]) -> int:
        """Return a whole number printed as one; text, fractions and null are another form."""
        value = cells[name]
        if type(value) is int:
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise Cell(self.id, where, name, str(value)).changed(
            f"holds {value!r}, which is not a whole number"
        )


_EXPECTED = dict.fromkeys(COLUMNS).keys()


def _label(year: Period) -> int:
    return year.last_day.year


def _week(source: str, where: str, text: object) -> date:
    return Cell(source, where, "weekEndingDate", str(text)).day("%Y-%m-%dT00:00:00")


def _caveat(rows: Iterable[ExportSalesRow]) -> Caveat | None:
    """Return the caveat of the outage while the first of its weeks prints no trade at all."""
    first = [row for row in rows if row.week_ending == OUTAGE.weeks[0]]
    still = all(
        not row.figures[flow] for row in first for flow in ("weekly_exports", "gross_new_sales")
    )
    return OUTAGE if first and still else None
