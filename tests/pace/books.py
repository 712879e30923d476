"""Small books of export sales and inspections, written by hand for tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    reporting_week,
)
from offtake.pace import Figures
from offtake.reference.calendars import export_sales_vintage
from offtake.reference.crops import marketing_year


@dataclass(frozen=True)
class Printed:
    """One printed row: the week, its stocks, and whether it closes the old marketing year.

    `ahead` is next-year outstanding sales, none where it is not held.
    """

    week: date
    accumulated: int
    outstanding: int
    ahead: int | None = 0
    closes: bool = False

    @property
    def period(self) -> Period:
        """The part of the week in the row's own marketing year."""
        whole = reporting_week(self.week)
        year = marketing_year("soybeans", whole.start if self.closes else self.week)
        return Period(max(whole.start, year.start), min(whole.end, year.end), Frequency.WEEKLY)


def sales(partner: str, rows: Iterable[Printed]) -> list[Observation]:
    """Return the stocks of printed rows as observations of soybeans."""
    return [
        observation(measure, partner, row.period, value, row.week)
        for row in rows
        for measure, value in (
            ("accumulated_exports", row.accumulated),
            ("outstanding_sales", row.outstanding),
            ("next_year_outstanding_sales", row.ahead),
        )
    ]


def inspections(partner: str, weeks: Iterable[tuple[date, int]]) -> list[Observation]:
    """Return weekly inspections as observations of soybeans."""
    return [
        observation("inspections", partner, reporting_week(week), tonnes, week)
        for week, tonnes in weeks
    ]


def observation(
    measure: str, partner: str, period: Period, value: int | None, week: date
) -> Observation:
    """Return one observation; no value makes it a gap."""
    return Observation(
        key=SeriesKey(measure, "USA", partner, Flow.EXPORT, "soybeans", Frequency.WEEKLY, "t"),
        period=period,
        value=None if value is None else Decimal(value),
        status=Status.MISSING if value is None else Status.NORMAL,
        vintage=export_sales_vintage(week),
        snapshot="0" * 64,
        locator=f"{measure} {week}",
        note="not held in this test" if value is None else "",
    )


def figures(*books: Iterable[Observation]) -> Figures:
    """Return several books as one as-of."""
    return Figures(one for book in books for one in book)
