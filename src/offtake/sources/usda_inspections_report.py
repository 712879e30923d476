"""Grain inspected for export, from the Monday report WA_GR101.

A text of tables: totals by grain for three weeks, soybeans by port area and destination, all
grains by region and destination, corrections. Every sum printed is checked against its parts: a
grain whose parts do not add up keeps its total and loses its destinations, with the reason.
Corrections are no weekly figures: they are kept apart, by the week of the certificate. What was
inspected since the marketing year began includes them, so it is more than the weeks as printed.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from decimal import Decimal

from offtake.domain import (
    Observation,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    reporting_week,
    washington_instant,
    week_holding,
)
from offtake.reference.codes import WORLD, place, product
from offtake.reference.crops import marketing_year
from offtake.sources.cells import text_of
from offtake.sources.certificates import CORRECTION, WHOLE, inspections_key
from offtake.sources.protocol import Parsed, RefusedRow, Request
from offtake.sources.wa_gr101 import Report, read_report
from offtake.sources.wheat_classes import CLASSES

_SOURCE = "usda_inspections_report"
TO_DATE = "accumulated_inspections"
_URL = "https://www.ams.usda.gov/mnreports/wa_gr101.txt"
_LATE = timedelta(weeks=8)
_NO_YEAR = frozenset({"MIXED"})
"""Grains of which the report does not say when their year begins."""


class InspectionsReport:
    """The report overwritten each Monday: totals, destinations, corrections."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the one address there is: only the newest report can be had."""
        week = week_holding(until - timedelta(days=10))
        yield Request(
            source=self.id,
            url=_URL,
            title="Grains inspected for export, the newest weekly report",
            media_types=("text/plain",),
            covers_start=min(max(since, week.start), week.last_day),
            covers_end=week.last_day,
            max_bytes=1024 * 1024,
        )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the weekly totals, the destinations and the corrections of a report.

        Raises:
            AnswerIsNotData: It is a page or no such report.
            AnswerCut: It ends before its last line.
            FormatChanged: A heading, column or line was never seen before.
            CodeUnknown: A grain or destination was never seen before.
        """
        report = read_report(_SOURCE, text_of(_SOURCE, content))
        issued, seen = washington_instant(report.issued_on, 11), snapshot.retrieved_at
        vintage = Vintage(min(issued, seen).astimezone(UTC), VintageBasis.RELEASE)
        made = _Made(snapshot, vintage)
        for week, totals in report.totals.items():
            for grain, tonnes in totals.items():
                item = product("fgis", grain).id
                made.add(WHOLE, week, item, WORLD, tonnes, "table of grains")
        made.to_date(report)
        made.classes(report)
        made.destinations(report)
        made.corrections(report)
        return Parsed(tuple(made.found), tuple(made.refused), report.rows, report.week_ending)


@dataclass(slots=True)
class _Made:
    """Observations of one report, and what is refused."""

    snapshot: Snapshot
    vintage: Vintage
    found: list[Observation] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    def add(  # noqa: PLR0917 - a row of a table, always written in this order
        self, measure: str, week: date, item: str, partner: str, tonnes: int, locator: str
    ) -> None:
        """Add a weekly figure, provisional while certificates may come late (rule D22)."""
        is_young = measure == WHOLE and week + _LATE > self.vintage.known_at.date()
        period = reporting_week(week)
        if measure == TO_DATE:  # only the days of the week that are in the year
            start = max(period.start, marketing_year(item, week).start)
            period = replace(period, start=start)
        self.found.append(
            Observation(
                key=inspections_key(measure, item, partner),
                period=period,
                value=Decimal(tonnes),
                status=Status.PROVISIONAL if is_young else Status.NORMAL,
                vintage=self.vintage,
                snapshot=self.snapshot.sha256,
                locator=locator,
            )
        )

    def to_date(self, report: Report) -> None:
        """Add what was inspected since the year began, unless it is less than its weeks."""
        weeks = sorted(report.totals)[-2:]
        for week, grains in report.to_date.items():
            for grain, tonnes in grains.items():
                item = product("fgis", grain).id
                if grain in _NO_YEAR:
                    continue
                inside = [one for one in weeks if week in weeks and _is_inside(one, item, week)]
                least = sum(report.totals[one].get(grain, 0) for one in inside)
                if tonnes < least:
                    reason = f"{tonnes:,} since the year began is less than {least:,} of its weeks"
                    text = f"{item}, year to {week}"
                    self.refused.append(RefusedRow("table of grains", reason, text))
                else:
                    self.add(TO_DATE, week, item, WORLD, tonnes, "table of grains")

    def classes(self, report: Report) -> None:
        """Add the classes of wheat that are followed, if the table adds up to the week's wheat."""
        table, week = report.wheat, report.week_ending
        if table is None:
            return
        reasons = list(table.problems)
        if table.total != report.totals[week].get("WHEAT", 0):
            reasons.append(f"the classes are {table.total:,} in all, not the week's wheat")
        if reasons:
            text = f"wheat by class, week ending {week}"
            self.refused.append(RefusedRow("table by class", "; ".join(reasons), text))
            return
        for name, tonnes in table.tonnes.items():
            if item := CLASSES[name]:
                self.add(WHOLE, week, item, WORLD, tonnes, "table by class")

    def destinations(self, report: Report) -> None:
        """Add the destinations of each grain whose parts are all there."""
        printed = report.totals[report.week_ending]
        for grain, regions in report.regions.items():
            item = product("fgis", grain).id
            reasons = list(_disagreements(report, grain))
            if reasons:
                text = f"{item} by destination, week ending {report.week_ending}"
                self.refused.append(RefusedRow("table by region", "; ".join(reasons), text))
                continue
            sums: dict[str, int] = defaultdict(int)
            for cells in regions.values():
                for name, tonnes in cells.items():
                    sums[place("fgis", name).id] += tonnes
            if report.canada:
                sums[place("fgis", "CANADA").id] += report.canada.get(grain, 0)
            if grain not in printed:
                sums[WORLD] = report.sums[grain] + report.canada.get(grain, 0)
            for partner, tonnes in sums.items():
                self.add(WHOLE, report.week_ending, item, partner, tonnes, "table by region")

    def corrections(self, report: Report) -> None:
        """Add the corrections by the week of the certificate."""
        sums: dict[tuple[date, str, str], int] = defaultdict(int)
        lines: dict[tuple[date, str, str], list[str]] = defaultdict(list)
        for one in report.corrections:
            week = week_holding(one.certified_on).last_day
            item, partner = product("fgis", one.grain).id, place("fgis", one.destination).id
            for name in (partner, WORLD):
                sums[week, item, name] += one.tonnes
                lines[week, item, name].append(one.locator)
        for (week, item, name), tonnes in sums.items():
            self.add(CORRECTION, week, item, name, tonnes, ", ".join(lines[week, item, name]))


def _is_inside(week: date, item: str, to: date) -> bool:
    """Whether all days of a week are in the marketing year that another week ends in."""
    return reporting_week(week).start >= marketing_year(item, to).start


def _disagreements(report: Report, grain: str) -> Iterator[str]:
    """Yield how the parts of a grain fail to add up to what is printed."""
    for region, cells in report.regions[grain].items():
        subtotal = report.subtotals[grain].get(region)
        if subtotal != sum(cells.values()):
            yield f"{region} adds up to {sum(cells.values()):,}, its subtotal is {subtotal}"
    subtotals = sum(report.subtotals[grain].values())
    if subtotals != report.sums[grain]:
        yield f"the regions add up to {subtotals:,}, the total is {report.sums[grain]:,}"
    whole = report.sums[grain] + report.canada.get(grain, 0)
    total = report.totals[report.week_ending].get(grain, whole)
    if whole != total:
        yield f"with Canada they are {whole:,}, the week's total is {total:,}"
    if grain == "SOYBEANS":
        yield from _ports_disagree(report)


def _ports_disagree(report: Report) -> Iterator[str]:
    """Yield how soybeans by port area differ from soybeans by region."""
    sums: dict[str, int] = defaultdict(int)
    for cells in report.regions["SOYBEANS"].values():
        for name, tonnes in cells.items():
            sums[name] += tonnes
    sums["CANADA"] += report.canada.get("SOYBEANS", 0)
    by_region = {name: tonnes for name, tonnes in sums.items() if tonnes}
    if by_region != {name: tonnes for name, tonnes in report.soybeans.items() if tonnes}:
        yield "the table by port area has other destinations or figures"
    if sum(report.soybeans.values()) != report.soybeans_total:
        yield f"the ports add up to {sum(report.soybeans.values()):,}, not to their total"
