"""A book of one product and destination as daily arrays: what flowed, and what stood sold.

Made from pace's own steps, so that a forecast continues the very count it is about.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from offtake.domain import Book
from offtake.pace import Counter
from offtake.pace.figures import SALES_MEASURES, Row
from offtake.pace.ledger import Crop, Step
from offtake.reference.codes import WORLD
from offtake.reference.crops import marketing_year

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LONGEST_GAP = 35
"""Days over which a stock is taken to have moved evenly; over more it is not known."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Daily arrays of one series, from `first` (an ordinal day) on, as far as it is published.

    `flow` is the quantity counted since `first` by the end of each day; `unknown_days` how many
    days until then nobody holds, and `unknown_ahead` on how many nobody holds the sales of the next
    crop. `level` is a marketing year's total commitment, `outstanding` and `ahead` what stood sold
    and not shipped for this year's crop and for the next; each is not a number where it is not
    held.
    """

    name: str
    first: int
    flow: Floats
    unknown_days: Floats
    unknown_ahead: Floats
    level: Floats
    outstanding: Floats
    ahead: Floats

    @property
    def last(self) -> int:
        """The last day held, as an ordinal."""
        return self.first + len(self.flow) - 1

    def at(self, values: Floats, days: Ints) -> Floats:
        """Return values on some ordinal days, not a number outside the days held."""
        places = np.asarray(days) - self.first
        inside = (places >= 0) & (places < len(values))
        return np.where(inside, values[np.clip(places, 0, len(values) - 1)], np.nan)

    def flowed(self, start: Ints, end: Ints) -> Floats:
        """Return what flowed from the start of one day to the end of another; shapes broadcast.

        Not a number where part of it is not held. Sales of a next crop that are not held are left
        out, as pace leaves them out; `has_ahead` tells where.
        """
        before = np.asarray(start) - 1
        gap = self.at(self.unknown_days, end) - self.at(self.unknown_days, before)
        return np.where(gap > 0, np.nan, self.at(self.flow, end) - self.at(self.flow, before))

    def has_ahead(self, start: Ints, end: Ints) -> NDArray[np.bool_]:
        """Return whether the sales of next crops are held between the days, both included."""
        gap = self.at(self.unknown_ahead, end) - self.at(self.unknown_ahead, np.asarray(start) - 1)
        return ~(gap > 0)

    def emptied(self, counter: Counter, key: tuple[Book, str, str]) -> "Stream":
        """Return the stream with nothing in stock where reports leave the buyer out.

        A buyer who has bought nothing of a crop has no row until the first sale, in reports that
        list every destination. `key` is the stream's book, product and destination.
        """
        book, product, partner = key
        if book not in {Book.EXPORT_SALES, Book.SHIPMENTS} or partner == WORLD:
            return self
        listed = counter.figures.listed(book, product)
        spans = list(_left_out(counter.figures.rows(book, product, partner), listed, product))
        stocks = [stock.copy() for stock in (self.level, self.outstanding, self.ahead)]
        for stock in stocks:
            for start, end in spans:
                stock[max(0, start - self.first) : max(0, end - self.first)] = 0
        level, outstanding, ahead = stocks
        return replace(self, level=level, outstanding=outstanding, ahead=ahead)


def stream(counter: Counter, book: Book, product: str, partner: str) -> Stream | None:
    """Return a book of one product and destination as daily arrays; none where it holds nothing."""
    steps = counter.steps(book, product, partner)
    rows = counter.figures.rows(book, product, partner)
    last_day = counter.last_day(book, product, partner)
    if not steps or last_day is None:
        return None
    first = min(step.start for step in steps).toordinal() - 1
    size = last_day.toordinal() - first + 1
    covered = _covered(steps, counter, book, product, first=first, size=size)
    crops = {crop: [step for step in steps if step.crop is crop] for crop in Crop}
    flow = _spread(steps, first=first, size=size)
    has_stocks = book in {Book.EXPORT_SALES, Book.SHIPMENTS}
    printed = _printed(rows if has_stocks else (), first)
    outstanding = _stock(*printed["outstanding_sales"], size)
    accumulated = _stock(*printed["accumulated_exports"], size)
    return Stream(
        name=f"{book.value} {product} {partner}",
        first=first,
        flow=flow,
        unknown_days=_count(~covered | _gaps(crops[Crop.CURRENT], first=first, size=size)),
        unknown_ahead=_count(_gaps(crops[Crop.NEXT], first=first, size=size)),
        level=_level(accumulated + outstanding, product, first),
        outstanding=outstanding,
        ahead=_stock(*printed["next_year_outstanding_sales"], size),
    )


def _left_out(
    rows: Sequence[Row], listed: Sequence[Row], product: str
) -> Iterator[tuple[int, int]]:
    """Yield the part-weeks whose report lists every destination, but not yet this one."""
    begun: dict[date, date] = {}
    for row in reversed(rows):
        begun[marketing_year(product, row.period.start).start] = row.period.start
    for row in listed:
        year = marketing_year(product, row.period.start).start
        if rows and rows[0].period.start < row.period.start < begun.get(year, date.max):
            yield row.period.start.toordinal(), row.period.end.toordinal()


def backfilled(whole: Stream, earlier: Stream | None) -> Stream:
    """Return a stream with the days before its own taken from another book of the same trade."""
    if earlier is None or earlier.first >= whole.first:
        return whole
    extra = whole.first - earlier.first
    if extra >= len(earlier.flow):
        return whole
    blank = np.full(extra, np.nan)
    return Stream(
        name=whole.name,
        first=earlier.first,
        flow=np.concatenate((earlier.flow[:extra], whole.flow + earlier.flow[extra - 1])),
        unknown_days=np.concatenate(
            (earlier.unknown_days[:extra], whole.unknown_days + earlier.unknown_days[extra - 1])
        ),
        unknown_ahead=np.concatenate((np.zeros(extra), whole.unknown_ahead)),
        level=np.concatenate((blank, whole.level)),
        outstanding=np.concatenate((blank, whole.outstanding)),
        ahead=np.concatenate((blank, whole.ahead)),
    )


def _count(unknown: NDArray[np.bool_]) -> Floats:
    return np.asarray(np.cumsum(unknown), dtype=np.float64)


def _spread(steps: Sequence[Step], *, first: int, size: int) -> Floats:
    """Return the running sum of changes, each spread evenly over its step's days."""
    spans = _spans((step.start, step.end) for step in steps if step.change is not None)
    changes = np.array([step.change for step in steps if step.change is not None], dtype=float)
    starts = np.clip(spans[:, 0] - first, 0, size)
    ends = np.clip(spans[:, 1] - first, 1, size)
    rates = changes / np.maximum(1, spans[:, 1] - first - starts)
    slopes = np.zeros(size + 1)
    np.add.at(slopes, starts, rates)
    np.subtract.at(slopes, ends, rates)
    return np.asarray(np.cumsum(np.cumsum(slopes[:size])), dtype=np.float64)


def _covered(
    steps: Sequence[Step], counter: Counter, book: Book, product: str, *, first: int, size: int
) -> NDArray[np.bool_]:
    """Return which days a step or a report with all its destinations speaks of."""
    listed = counter.figures.listed(book, product)
    spans = _spans(
        (*((one.start, one.end) for one in steps),
         *((row.period.start, row.period.end) for row in listed))
    )  # fmt: skip
    edges = np.zeros(size + 1)
    np.add.at(edges, np.clip(spans[:, 0] - first, 0, size), 1)
    np.subtract.at(edges, np.clip(spans[:, 1] - first, 0, size), 1)
    covered: NDArray[np.bool_] = np.cumsum(edges[:size]) > 0
    covered[0] = True  # the day before the first step: the sum stands at zero there
    return _bridged(covered)


def _spans(days: Iterable[tuple[date, date]]) -> Ints:
    """Return pairs of days as ordinals, a row each; none make an empty table."""
    ordinals = [(start.toordinal(), end.toordinal()) for start, end in days]
    return np.array(ordinals, dtype=np.int64).reshape(-1, 2)


def _bridged(covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which days are spoken of, where up to a week of silence is passed over.

    A destination without trade in a year's last days has no closing row; pace passes over them too.
    """
    changes = np.flatnonzero(np.diff(covered.astype(int), prepend=1, append=1))
    for start, end in zip(changes[::2], changes[1::2], strict=True):
        if end - start <= _A_WEEK:
            covered[start:end] = True
    return covered


_A_WEEK = 7


def _gaps(steps: Sequence[Step], *, first: int, size: int) -> NDArray[np.bool_]:
    """Return the days of steps whose change nobody holds."""
    unknown = np.zeros(size, dtype=bool)
    for step in steps:
        if step.change is None:
            unknown[max(0, step.start.toordinal() - first) : step.end.toordinal() - first] = True
    return unknown


def _printed(rows: Sequence[Row], first: int) -> dict[str, tuple[Ints, Floats]]:
    """Return the days on which each stock is held, counted from `first`, and what it was."""
    days = np.array([row.period.end.toordinal() for row in rows], dtype=np.int64) - 1 - first
    found = {}
    for measure in SALES_MEASURES:
        figures = [row.figures.get(measure) for row in rows]
        values = np.array(
            [np.nan if one is None or one.value is None else one.value for one in figures],
            dtype=float,
        )
        held = ~np.isnan(values)
        found[measure] = days[held], values[held]
    return found


def _stock(days: Ints, values: Floats, size: int) -> Floats:
    """Return a stock by day: even between two prints, unknown across a longer gap."""
    if not len(days):
        return np.full(size, np.nan)
    grid = np.arange(size)
    stock: Floats = np.asarray(np.interp(grid, days, values, left=np.nan, right=np.nan))
    after = np.clip(np.searchsorted(days, grid), 1, max(1, len(days) - 1))
    if len(days) > 1:
        stock[(days[after] - days[after - 1] > _LONGEST_GAP) & ~np.isin(grid, days)] = np.nan
    stock[grid > days[-1] + _LONGEST_GAP] = np.nan
    tail = (grid > days[-1]) & (grid <= days[-1] + _LONGEST_GAP)
    stock[tail] = values[-1]
    return stock


def _level(commitment: Floats, product: str, first: int) -> Floats:
    """Return a marketing year's commitment by day, its first days as its first print says.

    Between the closing print of one year and the opening print of the next an even path would mix
    two crops.
    """
    level = commitment.copy()
    day = date.fromordinal(max(1, first))
    last = first + len(level) - 1
    while day.toordinal() <= last:
        year = marketing_year(product, day)
        place = year.start.toordinal() - first
        if 0 <= place < len(level):
            week = timedelta(days=(3 - year.start.weekday()) % 7).days
            level[place : place + week] = level[min(place + week, len(level) - 1)]
        day = year.end
    return level
