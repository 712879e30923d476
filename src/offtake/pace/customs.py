"""Customs books: values and quantities by code, month by month or year by year.

A product is counted by the codes of its basket. For each year the finest figures held are used: a
code by month, a code by year, then the total of the code's group. A code for which none are held is
bounded by a wider one, or stood in for by one nearly equal to it, and the count says so. A code
that is absent from a month is none only where the figures of its level add up to the published
total of that month: an absent figure is not zero (design rule D39).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial

from offtake.domain import (
    Book,
    Flow,
    Frequency,
    Observation,
    Period,
    month_holding,
    year_holding,
)
from offtake.pace.ledger import Crop, Step
from offtake.reference.baskets import EDITIONS, Line, alike, basket

VALUES = {Book.CUSTOMS_EXPORTS: "export_value", Book.CUSTOMS_IMPORTS: "import_value"}
QUANTITIES = {Book.CUSTOMS_EXPORTS: "export_quantity", Book.CUSTOMS_IMPORTS: "import_quantity"}
CUSTOMS_BOOKS = frozenset(VALUES)
CUSTOMS_MEASURES = frozenset((*VALUES.values(), *QUANTITIES.values()))
TOTAL = "all_goods"
_WHOLE_PER_CENT = 98
"""From which share of the published total on a level's figures are taken to be all there are."""


def codes_of(product: str) -> frozenset[str]:
    """Return the codes a customs book is asked for to count a product, and the total's.

    >>> sorted(codes_of("corn"))[:4]
    ['all_goods', 'h4:1005', 'h4:TOTAL', 'h5:1005']
    """
    return basket(product).codes | {TOTAL, *(f"{edition}:TOTAL" for edition in EDITIONS)}


@dataclass(frozen=True, slots=True)
class Trade:
    """One customs book between two places: who reports which measure of trade with whom."""

    book: Book
    measure: str
    seller: str
    buyer: str

    @property
    def reporter(self) -> str:
        """The place whose customs keep the book."""
        return self.seller if self.book is Book.CUSTOMS_EXPORTS else self.buyer

    @property
    def partner(self) -> str:
        """The place at the other end."""
        return self.buyer if self.book is Book.CUSTOMS_EXPORTS else self.seller

    @property
    def flow(self) -> Flow:
        """The direction as the reporter sees it."""
        return Flow.EXPORT if self.book is Book.CUSTOMS_EXPORTS else Flow.IMPORT


@dataclass(frozen=True, slots=True)
class Counted:
    """What a book holds of a basket over some years.

    `steps` are the figures used; `bounds` those of wider codes that hold the lines in `left_out`,
    less what was counted of them, an upper bound for these lines. `stood_in` maps a line to the
    code that was counted instead, `by_group` names the years counted by totals of groups, `missing`
    the lines that nothing covers.
    """

    steps: tuple[Step, ...]
    bounds: tuple[Step, ...]
    left_out: tuple[Line, ...]
    stood_in: dict[str, str]
    by_group: tuple[int, ...]
    missing: tuple[Line, ...]
    missing_years: tuple[int, ...]


TradeKey = tuple[str, str, str, Flow]
"""Measure, reporter, partner and flow."""
Level = tuple[str, int]
"""A scheme of codes and a number of digits."""
LevelSum = Callable[[TradeKey, Level, Period], int]
"""What all the codes of one level add up to in one period of one trade."""


class CustomsBooks:
    """Customs figures as known on one day, indexed by trade and code.

    `level_sum` adds up all the codes of a level, of which `observations` may be a few; left out,
    they are all there are.
    """

    def __init__(
        self, observations: Iterable[Observation] = (), *, level_sum: LevelSum | None = None
    ) -> None:
        self._level_sum = level_sum
        self._held: dict[TradeKey, dict[str, dict[Period, Observation]]] = {}
        for one in observations:
            key = one.key
            trade = (key.measure, key.reporter, key.partner, key.flow)
            self._held.setdefault(trade, {}).setdefault(key.product, {})[one.period] = one
        self.book = cache(self._book)

    def _book(self, trade: Trade) -> "CustomsBook":
        key = (trade.measure, trade.reporter, trade.partner, trade.flow)
        ask = self._level_sum
        level_sum = None if ask is None else partial(ask, key)
        return CustomsBook(self._held.get(key, {}), level_sum=level_sum)


class CustomsBook:
    """One trade's figures by code."""

    def __init__(
        self,
        held: dict[str, dict[Period, Observation]],
        *,
        level_sum: Callable[[Level, Period], int] | None = None,
    ) -> None:
        self._held = held
        self._level_sum = level_sum or self._held_sum
        self._is_whole = cache(self._whole)
        self._year = cache(partial(_YearCount, self))
        self.unit_codes = cache(self._unit_codes)
        self.figures_of = cache(self._figures_of)

    def __bool__(self) -> bool:
        return bool(self._held)

    @cached_property
    def last_month(self) -> Period | None:
        """The newest month any code is held for."""
        months = (
            period
            for series in self._held.values()
            for period in series
            if period.frequency is Frequency.MONTHLY
        )
        return max(months, default=None)

    @cached_property
    def last_day(self) -> date | None:
        """The last day of the newest period any code is held for."""
        periods = (period for series in self._held.values() for period in series)
        return max((period.last_day for period in periods), default=None)

    def _unit_codes(self, lines: Sequence[Line]) -> frozenset[str]:
        """Return the units in which the codes of some lines are held."""
        names = (name for line in lines for code in (line.code, line.group) for name in alike(code))
        return frozenset(
            next(iter(self._held[name].values())).key.unit_code
            for name in names
            if name in self._held
        )

    def unreported(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Return the lines whose code no figure of this book names, in any period."""
        return tuple(
            line for line in lines if not any(name in self._held for name in alike(line.code))
        )

    def count(self, lines: Sequence[Line], first: int, last: int) -> Counted:
        """Return what is held of some lines over whole years, `first` to `last`.

        The last of them may be under way: its months are counted up to the newest held.
        """
        years = [self._year(tuple(lines), year) for year in range(first, last + 1)]
        return Counted(
            steps=tuple(step for one in years for step in one.steps),
            bounds=tuple(step for one in years for step in one.bounds),
            left_out=_distinct(line for one in years for line in one.left_out),
            stood_in={code: by for one in years for code, by in one.stood_in.items()},
            by_group=tuple(one.year for one in years if one.by_group),
            missing=_distinct(line for one in years for line in one.missing),
            missing_years=tuple(one.year for one in years if one.missing),
        )

    def by_month(self, lines: Sequence[Line]) -> dict[Period, int]:
        """Return the sum of some codes in each month that all of them are held for."""
        series = [
            self._months_of_any_edition(line.instead) | self._months_of_any_edition(line.code)
            for line in lines
        ]
        months = set.intersection(*(set(one) for one in series)) if series else set()
        return {month: sum(one[month] for one in series) for month in sorted(months)}

    def _months_of_any_edition(self, code: str) -> dict[Period, int]:
        """Return a code's months, each from the first of its names that holds it."""
        found: dict[Period, int] = {}
        for name in alike(code):
            for period, figure in self._held.get(name, {}).items():
                if period.frequency is Frequency.MONTHLY and figure.value is not None:
                    found.setdefault(period, int(figure.value))
        return found

    def _figures_of(self, code: str, year: int) -> list[Observation] | None:
        """Return a code's figures in a year, by month or for the whole, or none where not held.

        An empty list says that the code had no trade.
        """
        for name in alike(code):
            found = self._monthly(name, year)
            if found is None:
                found = self._annual(name, year)
            if found is not None:
                return found
        return None

    def months_of(self, code: str, year: int) -> list[Step] | None:
        """Return the months of a code in a year as steps, or none where they are not held."""
        for name in alike(code):
            if (found := self._monthly(name, year)) is not None:
                return [_step(figure, code) for figure in found]
        return None

    def _annual(self, name: str, year: int) -> list[Observation] | None:
        period = year_holding(date(year, 1, 1))
        found = self._held.get(name, {}).get(period)
        if found is not None:
            return [found] if found.value is not None else None
        return [] if self._is_whole(level_of(name), period) else None

    def _monthly(self, name: str, year: int) -> list[Observation] | None:
        if self.last_month is None or self.last_month.start.year < year:
            return None
        last = 12 if self.last_month.start.year > year else self.last_month.start.month
        held = self._held.get(name, {})
        found: list[Observation] = []
        for period in _months(year)[:last]:
            figure = held.get(period)
            if figure is not None and figure.value is not None:
                found.append(figure)
            elif figure is not None or not self._is_whole(level_of(name), period):
                return None
        return found

    def _whole(self, level: Level, period: Period) -> bool:
        """Whether the codes of one level are all there: they add up to the published total."""
        of_edition = self._held.get(f"{level[0]}:TOTAL", {}).get(period)
        total = of_edition or self._held.get(TOTAL, {}).get(period)
        if total is None or total.value is None:
            return False
        return 100 * self._level_sum(level, period) >= _WHOLE_PER_CENT * total.value

    def _held_sum(self, level: Level, period: Period) -> int:
        return sum(
            int(series[period].value or 0)
            for name, series in self._held.items()
            if level_of(name) == level and period in series
        )


class _YearCount:
    """What one book holds of some lines in one year."""

    def __init__(self, book: CustomsBook, lines: Sequence[Line], year: int) -> None:
        self.book, self.lines, self.year = book, lines, year
        self.stand_ins = frozenset((line.code, line.instead) for line in lines if line.instead)
        self.steps: list[Step] = []
        self.bounds: list[Step] = []
        self.left_out: list[Line] = []
        self.missing: list[Line] = []
        self.stood_in: dict[str, str] = {}
        self.by_code: dict[str, list[Observation]] = {}
        self.by_group = False
        groups: dict[str, list[Line]] = {}
        for line in lines:
            groups.setdefault("" if line.is_apart else line.group, []).append(line)
        for group, members in groups.items():
            self._count_group(group, members)
        self._bound()

    def _count_group(self, group: str, lines: list[Line]) -> None:
        figures = {line: self.book.figures_of(line.code, self.year) for line in lines}
        unheld = [line for line, found in figures.items() if found is None]
        total = self.book.figures_of(group, self.year) if unheld and group else None
        if total is not None:
            self.by_group = True
            self.steps += [_step(figure, group) for figure in total]
            return
        self.by_code |= {line.code: found for line, found in figures.items() if found is not None}
        self.steps += [
            _step(figure, line.code)
            for line, found in figures.items()
            for figure in found or ()
            if figure.value  # most codes trade in few months: a zero moves nothing
        ]
        for line in unheld:
            self._make_do(line)

    def _make_do(self, line: Line) -> None:
        """Count a stand-in for a line that is not held, or leave it out within a bound.

        A code that stands in for several is only a bound where some of them are held.
        """
        other = self.book.figures_of(line.instead, self.year) if line.instead else None
        if other is not None and self._is_any_held(line.instead):
            self.left_out.append(replace(line, within=line.instead))
        elif other is not None:
            is_counted = line.instead in self.stood_in.values()
            self.stood_in[line.code] = line.instead
            if is_counted:
                return
            note = f"{line.instead} for {line.code}"
            self.steps += [_step(figure, note) for figure in other]
        elif line.within and self.book.figures_of(line.within, self.year) is not None:
            self.left_out.append(line)
        else:
            self.missing.append(line)

    def _is_any_held(self, instead: str) -> bool:
        return any(line.code in self.by_code for line in self.lines if line.instead == instead)

    def _bound(self) -> None:
        for wider in dict.fromkeys(line.within for line in self.left_out):
            found = self.book.figures_of(wider, self.year) or ()
            self.bounds += [_step(figure, f"{wider}, an upper bound") for figure in found]
            self.bounds += [
                replace(step, change=-(step.change or 0))
                for code, figures in self.by_code.items()
                if code != wider and self._is_within(code, wider)
                for step in (_step(figure, code) for figure in figures)
            ]

    def _is_within(self, code: str, wider: str) -> bool:
        """Whether a code that was counted is part of a wider one."""
        return (code, wider) in self.stand_ins or _digits(code).startswith(_digits(wider))


def _step(figure: Observation, note: str) -> Step:
    return Step(
        start=figure.period.start,
        end=figure.period.end,
        change=int(figure.value or 0),
        crop=Crop.CURRENT,
        observation=figure,
        note="; ".join(filter(None, (note, figure.note))),
    )


@cache
def _months(year: int) -> tuple[Period, ...]:
    return tuple(month_holding(date(year, month, 1)) for month in range(1, 13))


def _digits(code: str) -> str:
    return code.partition(":")[2]


@cache
def level_of(code: str) -> Level:
    """Return a code's scheme and number of digits, which are none for a total.

    >>> level_of("hs:1201"), level_of("h5:TOTAL")
    (('hs', 4), ('h5', 0))
    """
    scheme, _, digits = code.partition(":")
    return scheme, len(digits) if digits.isdecimal() else 0


def _distinct(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))
