"""Export sales by ESRQS, the public query site: world totals of two weeks, publication times.

The weekly summary is an XML of 40 commodities by two weeks in thousands of the unit. The lookup of
week endings says when each week was published: the only place where the publisher says so.

A publication time becomes an observation like any other, so that it is archived, versioned and
asked for as of a date: measure `published_at`, in seconds since 1970-01-01 UTC, known since that
very instant. `publication_times` turns them back into instants.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from offtake.domain import (
    WASHINGTON,
    Flow,
    Frequency,
    Observation,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    reporting_week,
)
from offtake.errors import AnswerEmpty, FormatChanged, PeriodInvalid
from offtake.reference.codes import USA, WORLD
from offtake.sources.cells import Cell, columns, is_markup, json_rows, xml_root
from offtake.sources.esrqs_history import is_history, read_history
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_codes import followed, unit_of, year_of_months
from offtake.sources.export_sales_reading import newest_week_out, parsed
from offtake.sources.protocol import Parsed, RefusedRow, Request, Tells

BASE = "https://apps.fas.usda.gov/esrqs"
SUMMARY = f"{BASE}/StaticReports/CWRCommoditySummary.xml"
WEEKS = f"{BASE}/api/lookups/GetWeekEndingDates"
HEADERS = {"Referer": f"{BASE}/"}
"""The site's own pages ask with it (seen July 2026); we come under our own name all the same."""

FIGURES = {
    "WeeklyExports": "weekly_exports",
    "AccumulatedExports": "accumulated_exports",
    "OutstandingSales": "outstanding_sales",
    "NewSales": "gross_new_sales",
    "NetSales": "net_sales",
    "TotalCommitment": "total_commitment",
    "NextMKTYearOutstandingSales": "next_year_outstanding_sales",
    "NextMKTYearNetSales": "next_year_net_sales",
}
_TAKEN_OFF = ("PurchaseForeignSellers", "BuyBacks_Cancellations")
_UNREAD = (
    "MarketingYearWeekNumber",
    "PreviousMKTYearAccumulatedExports",
    "PreviousMKTYearOutstandingSales",
    "WASDEReportProjectionsQuantity",
)
_NAMES = ("CommodityCode", "CommodityName", "PeriodEndingDate", "MYCOType", "MarketingYear")
COLUMNS = (*_NAMES, *FIGURES, *_TAKEN_OFF, *_UNREAD)
TITLE = "COMPLETE WEEKLY REPORT - COMMODITY SUMMARY"
THOUSANDS = "All numbers are in the Thousands"
PUBLISHED_AT = "published_at"
_WEEK, _PUBLISHED = "weekEndingDate", "publishedDatetime"


class QuerySite:
    """USDA's export sales of all destinations and the times they were published, from ESRQS."""

    id = "usda_export_sales_query"

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the two standing addresses: the summary, and the times of publication."""
        newest = newest_week_out(until)
        yield Request(
            source=self.id,
            url=SUMMARY,
            title="Commodity summary of two weeks",
            media_types=("text/xml", "application/xml"),
            covers_start=reporting_week(newest - timedelta(days=7)).start,
            covers_end=newest,
            headers=HEADERS,
        )
        yield Request(
            source=self.id,
            url=WEEKS,
            title="Publication times of the weeks",
            media_types=("application/json", "text/json"),
            covers_start=since,
            covers_end=until,
            headers=HEADERS,
            tells=Tells.INDEX,
        )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what the summary, the list of weeks or a list of weekly totals says.

        The bytes tell which of them it is.

        Raises:
            AnswerError: It is none of them.
            CodeUnknown: It holds a commodity code never seen before.
        """
        if is_markup(content):
            return self._summary(snapshot, content)
        rows = json_rows(self.id, content)
        if is_history(snapshot, rows):
            return read_history(self.id, snapshot, rows)
        return self._publications(snapshot, rows)

    def _summary(self, snapshot: Snapshot, content: bytes) -> Parsed:
        root = xml_root(self.id, content)
        title = root.get("ReportTitle", "")
        for phrase in (TITLE, THOUSANDS):
            if phrase not in title:
                raise FormatChanged(self.id, "heading", f"{phrase!r} is not in {title!r}")
        details = list(root.iter("Details"))
        if not details:
            raise AnswerEmpty(self.id, "body", "a summary without a row")
        rows: list[ExportSalesRow] = []
        refused: list[RefusedRow] = []
        for number, detail in enumerate(details):
            where = f"Details {number}"
            names = columns(self.id, where, detail.keys(), required=COLUMNS)
            cells = dict(zip(names, detail.attrib.values(), strict=True))
            row = self._row(where, cells)
            if row is None:
                continue
            if reason := self._breaks_i3(row, cells):
                refused.append(RefusedRow(where, reason, str(cells)))
            else:
                rows.append(row)
        return parsed(
            rows, source=self.id, snapshot=snapshot, printed=len(details), refused=refused
        )

    def _row(self, where: str, cells: Mapping[str, str]) -> ExportSalesRow | None:
        code = cells["CommodityCode"].strip()
        item = followed(code)
        self._cell(where, cells, "MYCOType").one_of({"Standard": "current"})
        figures = {
            ours: self._cell(where, cells, name).times(1000) for name, ours in FIGURES.items()
        }
        week = self._cell(where, cells, "PeriodEndingDate")
        if item is None:
            return None
        row = ExportSalesRow(
            product=item,
            partner=WORLD,
            unit_code=unit_of(code),
            marketing_year=year_of_months(item, self._cell(where, cells, "MarketingYear")),
            week_ending=week.day("%m/%d/%Y"),
            figures=figures,
            gaps={},
            locator=where,
            is_provisional=False,
        )
        try:
            _ = row.period
        except PeriodInvalid as fault:
            raise week.changed(f"and 'MarketingYear' disagree: {fault}") from None
        return row

    def _breaks_i3(self, row: ExportSalesRow, cells: Mapping[str, str]) -> str:
        """Return how net sales differ from new sales less what is taken off (I3)."""
        taken_off = sum(self._cell(row.locator, cells, name).times(1000) for name in _TAKEN_OFF)
        new, net = row.figures["gross_new_sales"], row.figures["net_sales"]
        if new - taken_off == net:
            return ""
        return f"I3: new sales {new:,} less {taken_off:,} taken off is not net sales {net:,}"

    def _publications(self, snapshot: Snapshot, answer: Sequence[Mapping[str, object]]) -> Parsed:
        if not answer:
            raise AnswerEmpty(self.id, "body", "no week, though the report is weekly since 1998")
        found: dict[date, Observation] = {}
        for number, row in enumerate(answer):
            figure = self._publication(f"row {number}", row, snapshot)
            if figure is None:
                continue
            week = figure.period.last_day
            first = found.setdefault(week, figure)
            if first.value != figure.value:
                where = f"{first.locator} and {figure.locator}"
                raise FormatChanged(self.id, where, f"two publication times of {week}")
        return Parsed(
            observations=tuple(found[week] for week in sorted(found)),
            refused=(),
            rows=len(answer),
            newest=max(found, default=None),
        )

    def _publication(
        self, where: str, row: Mapping[str, object], snapshot: Snapshot
    ) -> Observation | None:
        """Return a week's publication; none while it is still to come.

        The list carries more columns than were ever captured; only these two are read.
        """
        cells = {name.strip(): value for name, value in row.items()}
        columns(self.id, where, cells, required=(_WEEK, _PUBLISHED), optional=cells)
        printed = cells[_PUBLISHED]
        if printed is None:
            return None
        instant = _instant(Cell(self.id, where, _PUBLISHED, str(printed)))
        week = Cell(self.id, where, _WEEK, str(cells[_WEEK])).day("%Y-%m-%dT00:00:00")
        if instant > snapshot.retrieved_at:
            return None
        try:
            period = reporting_week(week)
        except PeriodInvalid as fault:
            raise FormatChanged(self.id, where, f"column {_WEEK!r}: {fault}") from None
        return Observation(
            key=PUBLICATIONS,
            period=period,
            value=Decimal(int(instant.timestamp())),
            status=Status.NORMAL,
            vintage=Vintage(instant, VintageBasis.RELEASE),
            snapshot=snapshot.sha256,
            locator=where,
        )

    def _cell(self, where: str, cells: Mapping[str, str], name: str) -> Cell:
        return Cell(self.id, where, name, cells[name])


PUBLICATIONS = SeriesKey(
    measure=PUBLISHED_AT,
    reporter=USA,
    partner=WORLD,
    flow=Flow.NONE,
    product="all_goods",
    frequency=Frequency.WEEKLY,
    unit_code="s",
)


def publication_times(figures: Iterable[Observation]) -> dict[date, datetime]:
    """Return when each week ending was published, from the observations that say so."""
    return {
        figure.period.last_day: datetime.fromtimestamp(int(figure.value), UTC)
        for figure in figures
        if figure.key.measure == PUBLISHED_AT and figure.value is not None
    }


def _instant(cell: Cell) -> datetime:
    """Return an instant; without a zone it is a clock time in Washington (08:30 on a Thursday)."""
    try:
        instant = datetime.fromisoformat(cell.text.strip())
    except ValueError:
        raise cell.changed(f"holds {cell.text!r}, which is not an instant") from None
    local = instant if instant.tzinfo else instant.replace(tzinfo=WASHINGTON)
    return local.astimezone(UTC)
