"""USDA export sales rows: what they hold and the identities they must satisfy.

The identities are numbered as in docs/sources/usda_export_sales.md:

- I1: accumulated exports + outstanding sales = total commitment.
- I2: from one week to the next within a marketing year, the change of the commitment is net sales
  and the change of accumulated exports is weekly exports.
- I5: the grand total is the sum of known and unknown destinations.

An opening row has no row before it in its year, so I2 does not bind it: what it prints as net sales
changed meaning between captures (rule D3), and tallies recompute it from stocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    Vintage,
    reporting_week,
)
from offtake.errors import PeriodInvalid
from offtake.reference.codes import USA

MEASURES = (
    "weekly_exports",
    "accumulated_exports",
    "outstanding_sales",
    "gross_new_sales",
    "net_sales",
    "total_commitment",
    "next_year_outstanding_sales",
    "next_year_net_sales",
)


@dataclass(frozen=True, slots=True)
class ExportSalesRow:
    """One printed row: a product, a destination, a week of one marketing year.

    `figures` maps each measure printed to its value; `gaps` maps a measure not held to the reason.
    """

    product: str
    partner: str
    unit_code: str
    marketing_year: Period
    week_ending: date
    figures: dict[str, int]
    gaps: dict[str, str]
    locator: str
    is_provisional: bool

    @property
    def period(self) -> Period:
        """The part of the reporting week that lies in the row's marketing year.

        Raises:
            PeriodInvalid: The week does not touch the year.
        """
        week = reporting_week(self.week_ending)
        year = self.marketing_year
        start, end = max(week.start, year.start), min(week.end, year.end)
        if end <= start:
            raise PeriodInvalid(start, end)
        return Period(start, end, Frequency.WEEKLY)

    @property
    def series(self) -> tuple[str, str, Period]:
        """The product, destination and marketing year the row continues."""
        return self.product, self.partner, self.marketing_year


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that breaks an identity, and how."""

    row: ExportSalesRow
    reason: str


def broken_rows(rows: Iterable[ExportSalesRow]) -> list[Broken]:
    """Return the rows that break I1 or I2, each once, with the figures that show it."""
    found = []
    for series in _by_series(rows):
        held = [row for row in series if not _breaks_i1(row)]
        found += [Broken(row, reason) for row in series if (reason := _breaks_i1(row))]
        found += [
            Broken(row, reason)
            for before, row in pairwise(held)
            if (reason := _breaks_i2(before, row))
        ]
    return found


def aggregates_disagree(rows: Iterable[ExportSalesRow], measure: str) -> list[Broken]:
    """Return the grand totals of `measure` that are not known plus unknown (I5)."""
    sums: dict[tuple[str, Period, date], dict[str, ExportSalesRow]] = {}
    for row in rows:
        if row.partner in ("WORLD", "KNOWN", "UNKNOWN"):
            sums.setdefault((row.product, row.marketing_year, row.week_ending), {})[row.partner] = (
                row
            )
    found = []
    for trio in sums.values():
        values = {
            name: row.figures[measure] for name, row in trio.items() if measure in row.figures
        }
        if values.keys() != trio.keys():
            continue
        parts = values.get("KNOWN", 0) + values.get("UNKNOWN", 0)
        if {"WORLD", "KNOWN"} <= values.keys() and values["WORLD"] != parts:
            reason = f"I5: grand total of {measure} {values['WORLD']:,} is not {parts:,}"
            found.append(Broken(trio["WORLD"], reason))
    return found


def observations(
    row: ExportSalesRow, *, vintage: Vintage, snapshot: str, note: str = ""
) -> Iterator[Observation]:
    """Yield a row's figures, and a missing one for each gap, as observations."""
    status = Status.PROVISIONAL if row.is_provisional else Status.NORMAL
    cells: list[tuple[str, int | None, Status, str]] = [
        (measure, value, status, note) for measure, value in row.figures.items()
    ]
    cells += [(measure, None, Status.MISSING, reason) for measure, reason in row.gaps.items()]
    period = row.period
    for measure, value, its_status, its_note in cells:
        yield Observation(
            key=SeriesKey(
                measure=measure,
                reporter=USA,
                partner=row.partner,
                flow=Flow.EXPORT,
                product=row.product,
                frequency=Frequency.WEEKLY,
                unit_code=row.unit_code,
            ),
            period=period,
            value=None if value is None else Decimal(value),
            status=its_status,
            vintage=vintage,
            snapshot=snapshot,
            locator=row.locator,
            note=its_note,
        )


def _by_series(rows: Iterable[ExportSalesRow]) -> Iterator[Sequence[ExportSalesRow]]:
    series: dict[tuple[str, str, Period], list[ExportSalesRow]] = {}
    for row in rows:
        series.setdefault(row.series, []).append(row)
    for group in series.values():
        yield sorted(group, key=lambda row: row.week_ending)


def _breaks_i1(row: ExportSalesRow) -> str:
    stocks = ("accumulated_exports", "outstanding_sales", "total_commitment")
    if not all(name in row.figures for name in stocks):
        return ""
    accumulated, outstanding, commitment = (row.figures[name] for name in stocks)
    if accumulated + outstanding == commitment:
        return ""
    return (
        f"I1: accumulated {accumulated:,} + outstanding {outstanding:,} "
        f"is not the commitment {commitment:,}"
    )


def _breaks_i2(before: ExportSalesRow, row: ExportSalesRow) -> str:
    """Return how two consecutive rows disagree; what is not printed cannot disagree."""
    if row.week_ending - before.week_ending != timedelta(days=7):
        return ""
    exported = _moved(before, row, "accumulated_exports")
    outstanding = _moved(before, row, "outstanding_sales")
    shipped, sold = row.figures.get("weekly_exports"), row.figures.get("net_sales")
    if None not in (exported, shipped) and exported != shipped:
        return f"I2: accumulated exports moved by {exported:,}, weekly exports print {shipped:,}"
    if exported is None or outstanding is None or sold in (None, exported + outstanding):
        return ""
    return f"I2: the commitment moved by {exported + outstanding:,}, net sales print {sold:,}"


def _moved(before: ExportSalesRow, row: ExportSalesRow, stock: str) -> int | None:
    if stock not in before.figures or stock not in row.figures:
        return None
    return row.figures[stock] - before.figures[stock]
