"""World Agricultural Supply and Demand Estimates: the balances of the United States.

Two forms of one report: the monthly CSV, which says itself when it came out, and the XML of the
catalogue, which also has the corrected reissues. Both give the same observations.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta

from offtake.domain import Snapshot, Vintage, VintageBasis, washington_instant
from offtake.errors import AnswerCut, AnswerEmpty, FormatChanged
from offtake.sources.cells import Cell, csv_rows, text_of
from offtake.sources.protocol import Parsed, RefusedRow, Request, Tells
from offtake.sources.wasde_balances import Line, attribute_of, observations
from offtake.sources.wasde_xml import CatalogueEntry, catalogue, lines, vintage_of

_SOURCE = "usda_wasde"
CATALOGUE = "https://esmis.nal.usda.gov/api/v1/release/findByIdentifier/wasde?latest=false"
_CSV = "https://www.usda.gov/sites/default/files/documents/oce-wasde-report-data-{month}{again}.csv"
_AGAIN = "-V2"
"""Ends the address of a reissue, as users of the site report of those of May and June 2026."""
_FIRST_CSV = date(2021, 1, 1)
_EARLIEST_DAY = 8
_LATEST_DAY = 14
"""A report came out between these days of its month; that of November 2025 was the latest."""
NEVER_ISSUED = frozenset({date(2013, 10, 1), date(2019, 1, 1), date(2025, 10, 1)})
_COLUMNS = (
    "WasdeNumber", "ReportDate", "ReportTitle", "Attribute", "ReliabilityProjection", "Commodity",
    "Region", "MarketYear", "ProjEstFlag", "AnnualQuarterFlag", "Value", "Unit", "ReleaseDate",
    "ReleaseTime", "ForecastYear", "ForecastMonth",
)  # fmt: skip
_TABLES = {
    "U.S. Feed Grain and Corn Supply and Use": {"Corn": "corn", "Feed Grains": ""},
    "U.S. Soybeans and Products Supply and Use (Domestic Measure)": {
        "Oilseed, Soybean": "soybeans",
        "Oil, Soybean": "soybean_oil",
        "Meal, Soybean": "soybean_meal",
    },
    "U.S. Wheat Supply and Use": {"Wheat": "wheat"},
    "U.S. Cotton Supply and Use": {"Cotton": "cotton"},
}

Row = dict[str, str]


class Wasde:
    """The monthly estimates, as CSV or XML, and their catalogue."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the catalogue, and the CSV of each month in which a report came out.

        Nobody says which months have a reissue, so each is asked for and may be absent.
        """
        listed = self._request(CATALOGUE, "WASDE catalogue", "application/json", since, until)
        yield replace(listed, tells=Tells.INDEX)
        month = max(since.replace(day=1), _FIRST_CSV)
        while month.replace(day=_EARLIEST_DAY) <= until:
            after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
            if month not in NEVER_ISSUED:
                yield from self._of_month(month, min(after - timedelta(days=1), until))
            month = after

    def _of_month(self, month: date, end: date) -> Iterator[Request]:
        """Yield the CSV of a month and that of its reissue."""
        for again in ("", _AGAIN):
            address = _CSV.format(month=f"{month:%Y-%m}", again=again)
            title = f"WASDE of {month:%B %Y}, CSV" + (", reissued" if again else "")
            asked = self._request(address, title, "text/csv", month, end)
            yield replace(asked, may_be_absent=bool(again) or end.day <= _LATEST_DAY)

    def follow(
        self, request: Request, content: bytes, since: date, until: date
    ) -> Iterator[Request]:
        """Yield the XML of each report in the catalogue that came out between two days.

        Answers to other requests name nothing further.

        Raises:
            AnswerError: The content is not the catalogue.
        """
        if request.url != CATALOGUE:
            return
        for entry in catalogue(self.id, content):
            day = entry.released_at.date()
            if entry.xml and since <= day <= until:
                title = f"WASDE of {day:%B %Y}, XML, version {entry.version}"
                yield self._request(entry.address, title, "application/xml", day, day)

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the balances of a report; a catalogue has none, only its newest day.

        Raises:
            AnswerIsNotData: It is a page, an error report or neither CSV nor XML nor catalogue.
            AnswerCut: It does not end.
            FormatChanged: A table, column, unit or line is missing or was never seen before.
        """
        first = text_of(self.id, content).lstrip()[:1]
        if first == "{":
            return _catalogue(catalogue(self.id, content))
        return _xml(snapshot, content) if first == "<" else _csv(snapshot, content)

    def _request(self, url: str, title: str, media: str, start: date, end: date) -> Request:
        kinds = {"text/csv": ("text/csv", "application/octet-stream", "text/plain"),
                 "application/xml": ("application/xml", "text/xml")}  # fmt: skip
        return Request(
            source=self.id,
            url=url,
            title=title,
            media_types=kinds.get(media, (media,)),
            covers_start=start,
            covers_end=end,
        )


def _catalogue(entries: list[CatalogueEntry]) -> Parsed:
    if not entries:
        raise AnswerEmpty(_SOURCE, "results", "no release in the catalogue")
    return Parsed((), (), len(entries), max(entry.released_at.date() for entry in entries))


def _xml(snapshot: Snapshot, content: bytes) -> Parsed:
    month, printed = lines(_SOURCE, content)
    vintage = vintage_of(snapshot, month)
    found, refused = observations(_SOURCE, printed, vintage=vintage, snapshot=snapshot.sha256)
    newest = max(one.period.last_day for one in found)
    return Parsed(tuple(found), tuple(refused), len(printed), newest)


def _csv(snapshot: Snapshot, content: bytes) -> Parsed:
    text = text_of(_SOURCE, content)
    if not text.endswith("\n"):
        raise AnswerCut(_SOURCE, "last line", "it has no end")
    reports: dict[tuple[str, str], list[Line]] = defaultdict(list)
    refused: list[RefusedRow] = []
    titles: set[str] = set()
    rows = 0
    for number, row in csv_rows(_SOURCE, text, required=_COLUMNS):
        rows += 1
        titles.add(row["ReportTitle"].strip())
        line = _line(row, f"line {number}")
        if line is None:
            continue
        if _day(row, number).replace(day=1) in NEVER_ISSUED:
            reason = "no report was issued in this month; a placeholder repeats the last one"
            refused.append(RefusedRow(line.where, reason, ", ".join(row.values())))
            continue
        reports[row["ReleaseDate"], row["ReleaseTime"]].append(line)
    _check_tables(titles)
    return _parsed(snapshot, reports, refused, rows)


def _parsed(
    snapshot: Snapshot,
    reports: dict[tuple[str, str], list[Line]],
    refused: list[RefusedRow],
    rows: int,
) -> Parsed:
    found = []
    for (day, clock), printed in sorted(reports.items()):
        released_on, hour, minute = date.fromisoformat(day), int(clock[:2]), int(clock[3:5])
        released_at = washington_instant(released_on, hour, minute)
        seen = snapshot.retrieved_at.astimezone(UTC)
        vintage = Vintage(min(released_at, seen), VintageBasis.RELEASE)
        made, doubled = observations(_SOURCE, printed, vintage=vintage, snapshot=snapshot.sha256)
        found += made
        refused += doubled
    newest = max((one.period.last_day for one in found), default=None)
    return Parsed(tuple(found), tuple(refused), rows, newest)


def _check_tables(titles: set[str]) -> None:
    if not titles:
        raise AnswerEmpty(_SOURCE, "body", "a header and no row")
    for title in _TABLES:
        if title not in titles:
            raise FormatChanged(_SOURCE, "column 'ReportTitle'", f"table {title!r} is missing")


def _line(row: Row, where: str) -> Line | None:
    """Return what a row says, or none where it is of another table or left out."""
    items = _TABLES.get(row["ReportTitle"].strip())
    if items is None:
        return None
    item = Cell(_SOURCE, where, "Commodity", row["Commodity"]).one_of(items)
    Cell(_SOURCE, where, "Region", row["Region"]).one_of({"United States": "USA"})
    Cell(_SOURCE, where, "AnnualQuarterFlag", row["AnnualQuarterFlag"]).one_of({"Annual": "A"})
    attribute = attribute_of(_SOURCE, where, item, row["Attribute"]) if item else None
    if attribute is None:
        return None
    return Line(
        product=item,
        attribute=attribute,
        year=row["MarketYear"].strip(),
        flag=row["ProjEstFlag"].strip(),
        unit=row["Unit"].strip(),
        value=row["Value"],
        where=where,
    )


def _day(row: Row, number: int) -> date:
    """Return the day of release, which must be in the month the forecast is of."""
    where = f"line {number}"
    day = Cell(_SOURCE, where, "ReleaseDate", row["ReleaseDate"]).day()
    month = [Cell(_SOURCE, where, name, row[name]).whole()
             for name in ("ForecastYear", "ForecastMonth")]  # fmt: skip
    if month != [day.year, day.month]:
        problem = f"a forecast of {month} in the report of {day}"
        raise FormatChanged(_SOURCE, where, problem)
    if not re.match(r"\d\d:\d\d", row["ReleaseTime"]):
        raise FormatChanged(_SOURCE, where, f"column 'ReleaseTime' holds {row['ReleaseTime']!r}")
    return day
