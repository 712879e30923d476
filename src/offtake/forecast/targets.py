"""The questions every method is tried on, fixed so that releases can be compared."""

from dataclasses import dataclass
from datetime import date, timedelta

from offtake.domain import Book
from offtake.forecast.seasons import Question
from offtake.reference.codes import WORLD


@dataclass(frozen=True, slots=True)
class Target:
    """One question asked of every season: a book's window from a day of the year on.

    `start` is the month and day the window begins, `end` those of its last day; `first` is the
    first season tried, named by the calendar year of its last day.
    """

    id: str
    book: Book
    product: str
    partner: str
    start: tuple[int, int]
    end: tuple[int, int]
    first: int
    is_level: bool = False

    def question(self, season: int) -> Question:
        """Return the question about one season, named by the year of its last day."""
        last = date(season, self.end[0], 1) if self.end == _FEBRUARY else date(season, *self.end)
        if self.end == _FEBRUARY:
            last = date(season, 3, 1) - timedelta(days=1)
        begins = season if self.start <= self.end else season - 1
        return Question(
            product=self.product,
            start=date(begins, *self.start),
            deadline=last,
            is_level=self.is_level,
            can_fall=self.book is Book.EXPORT_SALES,
        )


_FEBRUARY = (2, 28)


def _year(product: str, month: int, *, partner: str = WORLD, first: int = 2018) -> Target:
    end = (date(2001, month, 1) - timedelta(days=1)).timetuple()
    place = "world" if partner == WORLD else partner.lower()
    return Target(
        id=f"{product}-{place}-shipments-my",
        book=Book.SHIPMENTS,
        product=product,
        partner=partner,
        start=(month, 1),
        end=(end.tm_mon, end.tm_mday),
        first=first,
    )


def _china(name: str, book: Book, start: tuple[int, int], end: tuple[int, int]) -> Target:
    return Target(
        id=f"soybeans-chn-{name}",
        book=book,
        product="soybeans",
        partner="CHN",
        start=start,
        end=end,
        first=2005,
        is_level=name == "sales-my",
    )


TARGETS: tuple[Target, ...] = (
    _year("soybeans", 9),
    _year("corn", 9),
    _year("wheat", 6),
    _year("sorghum", 9),
    _year("soybeans", 9, partner="CHN", first=2005),
    _china("sales-my", Book.EXPORT_SALES, (9, 1), (8, 31)),
    _china("shipments-nov-feb", Book.SHIPMENTS, (11, 1), (2, 28)),
    _china("sales-nov-feb", Book.EXPORT_SALES, (11, 1), (2, 28)),
    _china("shipments-year", Book.SHIPMENTS, (1, 1), (12, 31)),
    _china("sales-year", Book.EXPORT_SALES, (1, 1), (12, 31)),
)
LAST_SEASON = 2025
"""The newest season whose final figure every target holds."""
