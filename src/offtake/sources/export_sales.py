"""A row of USDA's export sales report, as every connector of it reads one."""

from dataclasses import dataclass
from datetime import date

from offtake.domain import Frequency, Period, reporting_week
from offtake.errors import PeriodInvalid

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

LARGEST = 10**15
"""More than any quantity in any unit of the report; a year of such figures can still be added."""


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
        return week_within(self.marketing_year, self.week_ending)

    @property
    def series(self) -> tuple[str, str, Period]:
        """The product, destination and marketing year the row continues."""
        return self.product, self.partner, self.marketing_year


def week_within(year: Period, week_ending: date) -> Period:
    """Return the part of a reporting week that lies in a marketing year (rule D1).

    Raises:
        PeriodInvalid: The week does not touch the year.

    >>> year = Period(date(2024, 9, 1), date(2025, 9, 1), Frequency.ANNUAL)
    >>> str(week_within(year, date(2024, 9, 5)))
    '2024-09-01/2024-09-05'
    """
    week = reporting_week(week_ending)
    start, end = max(week.start, year.start), min(week.end, year.end)
    if end <= start:
        raise PeriodInvalid(start, end)
    return Period(start, end, Frequency.WEEKLY)
