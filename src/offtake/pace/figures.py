"""The figures a tally may use: one as-of of the log, indexed by book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from offtake.domain import Book, Observation, Period, reporting_week
from offtake.reference.codes import UNKNOWN
from offtake.reference.crops import marketing_year

SALES_MEASURES = ("accumulated_exports", "outstanding_sales", "next_year_outstanding_sales")
MEASURES = frozenset((*SALES_MEASURES, "inspections"))
HELD_BOOKS = {
    Book.EXPORT_SALES: SALES_MEASURES,
    Book.SHIPMENTS: SALES_MEASURES,
    Book.INSPECTIONS: ("inspections",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What one book prints for one product, destination and part-week.

    `figures` maps measure to observation; a gap is an observation without a value.
    """

    period: Period
    figures: dict[str, Observation]

    @property
    def week_ending(self) -> date:
        """The Thursday that ends the reporting week this row is part of."""
        return week_ending_of(self.period)

    def value(self, measure: str) -> int | None:
        """Return the whole-unit value of a measure, or none where it is not held."""
        observation = self.figures.get(measure)
        if observation is None or observation.value is None:
            return None
        return int(observation.value)


class Figures:
    """Rows by product and destination, as known on one day.

    Shape: one `Row` per product, destination and part-week, in order of time.
    """

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._rows: dict[tuple[str, str, str], dict[Period, Row]] = {}
        for observation in observations:
            key = observation.key
            group = "inspections" if key.measure == "inspections" else "sales"
            rows = self._rows.setdefault((group, key.product, key.partner), {})
            row = rows.get(observation.period)
            if row is None:
                row = rows[observation.period] = Row(observation.period, {})
            row.figures[key.measure] = observation
        self._sorted: dict[tuple[str, str, str], list[Row]] = {}
        self._listed: dict[tuple[Book, str], list[Row]] = {}
        self._year_ends: dict[tuple[Book, str, str], dict[date, date]] = {}

    def rows(self, book: Book, product: str, partner: str) -> Sequence[Row]:
        """Return what a book prints, oldest first; empty where it holds nothing."""
        if book not in HELD_BOOKS:
            return ()
        group = "inspections" if book is Book.INSPECTIONS else "sales"
        key = (group, product, partner)
        if key not in self._sorted:
            rows = self._rows.get(key, {})
            self._sorted[key] = [rows[period] for period in sorted(rows)]
        return self._sorted[key]

    def listed(self, book: Book, product: str) -> Sequence[Row]:
        """Return the part-weeks whose report was held with every destination it lists.

        Sales to unknown destinations stand in such a report by name; totals alone do not say what
        one destination had. A destination such a report leaves out has nothing on the books.
        """
        key = (book, product)
        if key not in self._listed:
            rows = self.rows(book, product, UNKNOWN)
            self._listed[key] = [row for row in rows if row.value("outstanding_sales") is not None]
        return self._listed[key]

    def year_ends(self, book: Book, product: str, partner: str) -> dict[date, date]:
        """Return how far each marketing year is held: its first day, and the end of its last row.

        A week whose report was held with all its destinations counts, as it says what each had.
        """
        key = (book, product, partner)
        if key not in self._year_ends:
            ends = self._year_ends[key] = {}
            for row in (*self.rows(book, product, partner), *self.listed(book, product)):
                first = marketing_year(product, row.period.start).start
                ends[first] = max(ends.get(first, row.period.end), row.period.end)
        return self._year_ends[key]

    def unit_code(self, book: Book, product: str, partner: str) -> str | None:
        """Return the unit a book prints a product in, or none where it holds nothing."""
        rows = self.rows(book, product, partner)
        return next(iter(rows[0].figures.values())).key.unit_code if rows else None


def week_ending_of(period: Period) -> date:
    """Return the Thursday on or after a part-week's last day.

    >>> from offtake.domain import Frequency
    >>> week_ending_of(Period(date(2020, 8, 28), date(2020, 9, 1), Frequency.WEEKLY)).isoformat()
    '2020-09-03'
    """
    return period.last_day + timedelta(days=(3 - period.last_day.weekday()) % 7)


def week_of(period: Period) -> Period:
    """Return the whole reporting week a part-week belongs to."""
    return reporting_week(week_ending_of(period))
