"""Customs books, which are printed by the month: their stream, their origins and their method.

A month's figure comes out whole, so an origin is the end of a month and a window is made of whole
months. No sales stand behind such a book and its years are few, too few to tell from a series' own
errors how far off a forecast can be: these are learnt from each third chapter of the same trade. A
book that holds few chapters is therefore not forecast.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property, partial

import numpy as np

from offtake.domain import Frequency, Reading
from offtake.forecast.answers import Refusal
from offtake.forecast.engine import Recipe
from offtake.forecast.methods import Member, Method, Workings
from offtake.forecast.scores import Floats
from offtake.forecast.seasons import Ints, Question, seasons
from offtake.forecast.streams import Stream
from offtake.pace import CustomsBooks
from offtake.pace.customs import Trade
from offtake.pace.customs_counting import CustomsCounter, trade_of
from offtake.pace.ledger import Step

MONTHLY = Method(
    id="monthly-average-1",
    title="the average of last year's, the five-year mean, and that moved by the months so far",
    members=(
        Member(Recipe(features=(), base="last_left"), 1 / 3),
        Member(Recipe(()), 1 / 3),
        Member(Recipe(("done", "recent")), 1 / 3),
    ),
)

CHAPTERS = tuple(f"hs:{number:02d}" for number in range(1, 98, 3))
"""The chapters whose errors every monthly forecast leans on: each third of the Harmonized System.

All 97 say the same of the size of errors, and take three times as long.
"""

LEAST_CHAPTERS = 20
_SEASONS = 15
_AROUND = 2
"""Months on either side of an origin that it learns from."""
AT = np.array([_AROUND])
"""The column of a monthly table that is asked about."""
_MID_MONTH = 14


class Months:
    """The customs side of one as-of: what readings are counted by, and the chapters beside it.

    Both are asked for when the first reading needs them: most readings need neither.
    """

    def __init__(
        self,
        counted: Callable[[], CustomsBooks] = CustomsBooks,
        chapters: Callable[[], CustomsBooks] = CustomsBooks,
    ) -> None:
        self._counted_by, self._beside = counted, chapters
        self._lent: dict[Trade, list[Stream]] = {}

    @cached_property
    def customs(self) -> CustomsCounter:
        """What counts readings in customs books."""
        return CustomsCounter(self._counted_by())

    @cached_property
    def chapters(self) -> CustomsBooks:
        """The chapters of the same trades."""
        return self._beside()

    def last_day(self, reading: Reading) -> date | None:
        """Return the last day of the newest month a reading's book holds, or none."""
        month = None if reading.needs else self.customs.book(reading).last_month
        return None if month is None else month.last_day

    def workings(self, reading: Reading, question: Question) -> Workings | Refusal:
        """Return a question with its table at the month ends around the last one published.

        A `Refusal` says why the book cannot be forecast by months.
        """
        if question.start.day != 1 or question.deadline != _month_end(question.deadline):
            return Refusal(
                f"the window from {question.start} to {question.deadline} cuts a month, and "
                f"customs figures come out by whole months"
            )
        last_day = self.last_day(reading)
        own = None if last_day is None else _stream(self._counted(reading), last_day)
        if own is None or last_day is None:
            return Refusal("too little history: no year of this book is held whole and by month")
        lent = self.chapter_streams(reading, last_day)
        if len(lent) < LEAST_CHAPTERS:
            return Refusal(
                f"too little history: {len(lent)} chapters of the same trade are held by month, "
                f"and {LEAST_CHAPTERS} are needed to tell how far off a forecast can be"
            )
        months = range(-_AROUND, _AROUND + 1)
        ends = [_month_end(_first_of(last_day, later)) for later in months]
        offsets: Ints = np.array([(end - question.start).days for end in ends])
        table = [seasons(one, question, offsets, count=_SEASONS) for one in (own, *lent)]
        return Workings(question, table, told=None, offsets=offsets.astype(float), at=AT)

    def _counted(self, reading: Reading) -> Callable[[int], list[Step] | None]:
        return lambda year: self.customs.steps(reading, date(year, 1, 1), date(year, 12, 31))

    def chapter_streams(self, reading: Reading, last_day: date) -> list[Stream]:
        """Return the chapters of a reading's trade that are held by month and ever had any."""
        trade = trade_of(reading)
        if trade not in self._lent:
            book = self.chapters.book(trade)
            found = (_stream(partial(book.months_of, code), last_day) for code in CHAPTERS)
            self._lent[trade] = [one for one in found if one is not None and one.flow[-1] > 0]
        return self._lent[trade]


def _stream(steps_in: Callable[[int], list[Step] | None], last_day: date) -> Stream | None:
    """Return a monthly book as daily arrays; none where not even the newest year is held.

    What moved in a month stands in its middle, since nobody knows its days: at the month's end it
    has counted, and no earlier. The years are those before the newest that are held without a gap.
    """
    years = list(_years(steps_in, last_day.year))
    if not years:
        return None
    first = date(last_day.year - len(years) + 1, 1, 1).toordinal() - 1
    size = last_day.toordinal() - first + 1
    flow: Floats = np.zeros(size)
    for step in (step for steps in years for step in steps):
        if step.end.toordinal() <= last_day.toordinal() + 1:
            flow[step.start.toordinal() + _MID_MONTH - first] += step.change or 0
    nothing, blank = np.zeros(size), np.full(size, np.nan)
    return Stream("customs", first, np.cumsum(flow), nothing, nothing, blank, blank, blank)


def _years(steps_in: Callable[[int], list[Step] | None], newest: int) -> Iterator[list[Step]]:
    """Yield the steps of each year held by month, from the newest back to the first gap."""
    for year in range(newest, newest - _SEASONS, -1):
        steps = steps_in(year)
        if not steps or any(_is_coarse(step) for step in steps):
            return
        yield steps


def _is_coarse(step: Step) -> bool:
    return step.observation.period.frequency is not Frequency.MONTHLY


def _month_end(day: date) -> date:
    """Return the last day of a day's month.

    >>> _month_end(date(2028, 2, 3)).isoformat()
    '2028-02-29'
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def _first_of(day: date, later: int) -> date:
    """Return the first day of the month that lies so many months after a day's.

    >>> [_first_of(date(2025, 12, 31), later).isoformat() for later in (-12, 2)]
    ['2024-12-01', '2026-02-01']
    """
    count = day.year * 12 + day.month - 1 + later
    return date(count // 12, count % 12 + 1, 1)
