"""Flash sales and switches: what the weekly highlights tell beside the weekly book.

Large sales are reported daily; the highlights end with their weekly summary.

A flash sale is in the weekly book too, so it is a measure of its own and never added to it (rule
D12). The daily announcements are pages that scripts are turned away from; the summary at the end of
the weekly highlights is the copy that can be read by machine, up to a week later.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from offtake.domain import (
    Snapshot,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    reporting_week,
    washington_instant,
)
from offtake.errors import AnswerCut, CodeUnknown, FormatChanged
from offtake.reference.calendars import export_sales_due
from offtake.reference.codes import UNKNOWN, places
from offtake.reference.crops import marketing_year
from offtake.sources.cells import Cell, is_markup, plain_text_of, xml_root
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_codes import followed, year_of_label
from offtake.sources.export_sales_reading import newest_week_out, parsed, seen_vintage
from offtake.sources.pdf_text import is_pdf, pdf_text
from offtake.sources.protocol import Parsed, Request
from offtake.sources.switches import SWITCHED, named_switches
from offtake.sources.usda_export_sales_query import BASE, HEADERS

HIGHLIGHTS = f"{BASE}/StaticReports/WeeklyHighlightsReport.xml"
FLASH_SALE, NEXT_YEAR_FLASH_SALE = "flash_sale", "next_year_flash_sale"
COMMODITIES = {
    "Barley": "301",
    "Corn": "401",
    "Durum Wheat": "105",
    "Hard Red Spring Wheat": "103",
    "Hard Red Winter Wheat": "101",
    "Oats": "601",
    "Sorghum": "701",
    "Soft Red Winter Wheat": "102",
    "Soybean Cake and Meal": "901",
    "Soybean Oil": "902",
    "Soybeans": "801",
    "Wheat": "107",
    "White Wheat": "104",
}
"""The commodities under daily reporting, as the highlights name them."""

FOOTNOTES = ("Export sales.",)
_HEADING = "SUMMARY OF EXPORT TRANSACTIONS"
_SYSTEM = "Reported Under the Daily Reporting System"
_COLUMNS = ("Commodity", "Destination", "Quantity (MT)", "Marketing")
_ENDING = re.compile(r"For Period Ending (\w+ \d{1,2}, \d{4})")
_FOOTNOTE = re.compile(r"(\d)/ ?(\S.*)")
_ROW = re.compile(r"(?P<names>.+) (?P<tons>\S+) MT (?P<mark>\d)/ (?P<year>\S+)")
_FOOTER = re.compile(
    r"^(\w+ \d{1,2}, \d{4})\s+\d+\s+FOREIGN AGRICULTURAL SERVICE/USDA\s*$", re.MULTILINE
)


class FlashSales:
    """USDA's daily reported sales, from the weekly highlights."""

    id = "usda_flash_sales"

    def plan(self, since: date, until: date) -> Iterator[Request]:  # noqa: ARG002 - of the protocol
        """Yield the one standing address: the highlights of the newest week."""
        week = newest_week_out(until)
        yield Request(
            source=self.id,
            url=HIGHLIGHTS,
            title="Weekly highlights",
            media_types=("text/xml", "application/xml"),
            covers_start=reporting_week(week).start,
            covers_end=week,
            headers=HEADERS,
        )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the flash sales and switches that highlights tell, as XML, PDF or plain text.

        Raises:
            AnswerError: They are not highlights, or the summary at their end is not whole.
            CodeUnknown: A commodity or destination was never seen before.
            ExtraMissing: They are a PDF and the extra `pdf` is not installed.
        """
        text = self._text(content)
        before, heading, summary = text.partition(_HEADING)
        if not heading:
            raise FormatChanged(self.id, "body", f"the heading {_HEADING!r} is missing")
        printed = _Summary.read(self.id, summary)
        sums: dict[tuple[object, ...], list[ExportSalesRow]] = {}
        for line in printed.rows:
            if row := self._row(line, printed.week):
                key = (*row.series, *row.figures)
                sums.setdefault(key, []).append(row)
        found = parsed(
            _one_a_series([*map(_together, sums.values()), *self._switched(before, printed.week)]),
            source=self.id,
            snapshot=snapshot,
            printed=len(printed.rows),
            vintage=_vintage(self.id, before, printed.week, snapshot),
        )
        # A week whose sales are all of commodities not followed is a week all the same.
        return replace(found, newest=printed.week)

    def _switched(self, text: str, week: date) -> Iterator[ExportSalesRow]:
        """Yield what each commodity's paragraph names as switched from unknown destinations."""
        for name, code in COMMODITIES.items():
            item = followed(code)
            named = None if item is None else named_switches(text, name)
            if item is None or named is None:
                continue
            tonnes = {_destination(place): int(value) for place, value in named.items()}
            for partner, value in {UNKNOWN: sum(tonnes.values()), **tonnes}.items():
                yield ExportSalesRow(
                    product=item,
                    partner=partner,
                    unit_code="t",
                    marketing_year=marketing_year(item, week),
                    week_ending=week,
                    figures={SWITCHED: value},
                    gaps={},
                    locator=f"paragraph {name}",
                    is_provisional=False,
                )

    def _text(self, content: bytes) -> str:
        if is_pdf(content):
            return pdf_text(self.id, content)
        if not is_markup(content):
            return plain_text_of(self.id, content)
        details = list(xml_root(self.id, content).iter("Details"))
        texts = [one.get("Textbox1") for one in details]
        if len(texts) != 1 or texts[0] is None:
            raise FormatChanged(self.id, "body", "column 'Textbox1' of one 'Details' is missing")
        return texts[0]

    def _row(self, line: "_Row", week: date) -> ExportSalesRow | None:
        """Return a sale as a row; none for a commodity that is known and not followed."""
        tons = Cell(self.id, line.where, "Quantity (MT)", line.tons).whole()
        code, destination = _commodity_and_destination(line.names)
        item = followed(code)
        partner = _destination(destination)
        if item is None:
            return None
        label = Cell(self.id, line.where, "Marketing", line.year)
        year = year_of_label(item, label)
        now = marketing_year(item, week)
        if year == marketing_year(item, now.end):
            measure, year = NEXT_YEAR_FLASH_SALE, now
        elif year in (now, marketing_year(item, reporting_week(week).start)):
            measure = FLASH_SALE
        else:
            raise label.changed(f"holds {line.year!r}, neither this marketing year nor the next")
        return ExportSalesRow(
            product=item,
            partner=partner,
            unit_code="t",
            marketing_year=year,
            week_ending=week,
            figures={measure: tons},
            gaps={},
            locator=line.where,
            is_provisional=False,
        )


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    names: str
    tons: str
    year: str


@dataclass(frozen=True, slots=True)
class _Summary:
    """The summary as printed: its week, its rows."""

    week: date
    rows: tuple[_Row, ...]

    @classmethod
    def read(cls, source: str, text: str) -> "_Summary":
        """Return what stands below the heading.

        Raises:
            FormatChanged: A line is none of those known.
            AnswerCut: It ends before the footnotes that its rows point to.
        """
        # Columns are kept apart by blanks of both kinds, breaking and not.
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        ending = _ENDING.fullmatch(lines[1]) if len(lines) > 2 else None  # noqa: PLR2004
        if ending is None or lines[0] != _SYSTEM:
            raise AnswerCut(source, "summary", f"no {_SYSTEM!r} and no period below the heading")
        if lines[2] != " ".join(_COLUMNS):
            raise FormatChanged(source, "summary", _difference(lines[2]))
        rows, marks, notes = [], set(), set()
        for number, line in enumerate(lines[3:], 1):
            where = f"summary line {number}"
            if note := _FOOTNOTE.fullmatch(line):
                if note[2] not in FOOTNOTES:
                    raise FormatChanged(source, where, f"footnote {line!r} was never seen before")
                notes.add(note[1])
            elif row := _ROW.fullmatch(line):
                marks.add(row["mark"])
                rows.append(_Row(where, row["names"], row["tons"], row["year"]))
            else:
                raise FormatChanged(source, where, f"{line!r} is neither a sale nor a footnote")
        if not rows:
            raise AnswerCut(source, "summary", "no sale, and no word that there was none")
        if missing := sorted(marks - notes):
            raise AnswerCut(source, "summary", f"footnote {', '.join(missing)} is not there")
        week = Cell(source, "summary", "For Period Ending", ending[1]).day("%B %d, %Y")
        return cls(week, tuple(rows))


def _difference(heading: str) -> str:
    missing = [f"column {name!r} is missing" for name in _COLUMNS if name not in heading]
    for name in _COLUMNS:
        heading = heading.replace(name, "", 1)
    new = [f"column {name!r} was never seen before" for name in heading.split()]
    return "; ".join(missing + new) or "columns in another order"


def _together(rows: list[ExportSalesRow]) -> ExportSalesRow:
    """Return several sales of one week to one destination as one row."""
    if len(rows) == 1:
        return rows[0]
    ((measure, _),) = rows[0].figures.items()
    return replace(
        rows[0],
        figures={measure: sum(row.figures[measure] for row in rows)},
        locator=f"sum of {len(rows)} rows from {rows[0].locator}",
    )


def _one_a_series(rows: Iterable[ExportSalesRow]) -> list[ExportSalesRow]:
    """Return rows with all that is told of one destination in one row."""
    found: dict[tuple[object, ...], ExportSalesRow] = {}
    for row in rows:
        before = found.get(row.series)
        found[row.series] = (
            row
            if before is None
            else replace(
                before,
                figures={**before.figures, **row.figures},
                locator=f"{before.locator}; {row.locator}",
            )
        )
    return list(found.values())


def _commodity_and_destination(names: str) -> tuple[str, str]:
    """Return the ESR code of a line's commodity, and the rest of the line.

    >>> _commodity_and_destination("Hard Red Spring Wheat Nigeria")
    ('103', 'Nigeria')
    """
    words = names.split()
    for count in range(len(words) - 1, 0, -1):
        if code := COMMODITIES.get(" ".join(words[:count])):
            return code, " ".join(words[count:])
    raise CodeUnknown("product", "fas_highlights", names, tuple(COMMODITIES))


def _destination(name: str) -> str:
    """Return the place that the highlights call by its English name.

    Raises:
        CodeUnknown: No place has this name.

    >>> _destination("South Korea"), _destination("Unknown")
    ('KOR', 'UNKNOWN')
    """
    found = _by_name().get(name.removeprefix("the ").casefold())
    if found is None:
        raise CodeUnknown("place", "fas_highlights", name, tuple(_by_name()))
    return found


@cache
def _by_name() -> dict[str, str]:
    """Return places by label; of two with one label (Vietnam) the country that still exists."""
    single = (place for place in places().values() if not place.is_aggregate)
    ordered = sorted(single, key=lambda place: len(place.id), reverse=True)
    return {place.label.casefold(): place.id for place in ordered}


def _vintage(source: str, before: str, week: date, snapshot: Snapshot) -> Vintage:
    """Return when the highlights came out: their last page says the day, the calendar the hour."""
    footer = _FOOTER.search(before.replace("\r\n", "\n"))
    if footer is None:
        return seen_vintage(week, snapshot.retrieved_at)
    day = Cell(source, "footer", "date", footer[1]).day("%B %d, %Y")
    on_time = day == export_sales_due(week)
    instant = washington_instant(day, 8, 30) if on_time else end_of_day_in_washington(day)
    if instant > snapshot.retrieved_at:
        return seen_vintage(week, snapshot.retrieved_at)
    return Vintage(instant, VintageBasis.RELEASE)
