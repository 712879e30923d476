"""What a reading counts in a customs book, and what it takes where the book is not held."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from offtake.domain import Book, Dimension, Frequency, Period, Reading, Window, WindowKind
from offtake.errors import VocabularyError
from offtake.pace.count import Count
from offtake.pace.customs import QUANTITIES, VALUES, Counted, CustomsBook, CustomsBooks, Trade
from offtake.pace.ledger import Step
from offtake.pace.path import ONE, Path
from offtake.pace.words import amount_text
from offtake.reference.baskets import Line, basket
from offtake.reference.codes import USA, place_by_id, product_by_id
from offtake.reference.crops import convert
from offtake.sources import source_of

_SHOWN_CODES = 3
_CUT = "what moved in the month it begins in is counted by its share of days"


class CustomsCounter:
    """Counts readings in customs books, from one as-of of the figures."""

    def __init__(self, books: CustomsBooks) -> None:
        self.books = books

    def count(self, reading: Reading, until: date) -> Count:
        """Return the path of a reading from its window's start, fit to be read up to a day."""
        return self.count_lines(reading, basket(reading.product).lines, until)

    def count_lines(self, reading: Reading, lines: Sequence[Line], until: date) -> Count:
        """Return the path of some of the codes that a reading is counted by."""
        book, wanted = self.book(reading), _wanted(reading)
        if not lines:
            return _lacking(f"{wanted}: a list of the codes that product is counted by")
        if not book:
            return _lacking(f"{wanted}; none are held")
        newest = book.last_day or until
        if newest < reading.window.start:
            return self._not_begun(reading, lines, newest)
        counted = book.count(lines, *_years(reading.window.start, until, newest))
        units, base = book.unit_codes(lines), self.base(reading, lines)
        lacks = _lacks(reading, counted, units, wanted) or _cut(reading, counted, until, wanted)
        if lacks or (base is not None and base.lacks):
            return _lacking(lacks or (base.lacks if base else ""))
        return self._counted(reading, lines, counted, base, until)

    def _counted(
        self,
        reading: Reading,
        lines: Sequence[Line],
        counted: Counted,
        base: Count | None,
        until: date,
    ) -> Count:
        unit_code = next(iter(self.book(reading).unit_codes(lines)), "USD")
        count = _path(reading, counted, unit_code)
        if counted.left_out:
            most = count.left_out_at_most(min(until, count.last_day or until))
            count = _with(count, _left_out(counted, most, unit_code))
        count = _with(count, *_caveats(counted), *self._unreported(reading, counted, lines))
        return _with(count, *_of_base(base, count))

    def _unreported(
        self, reading: Reading, counted: Counted, lines: Sequence[Line]
    ) -> Iterator[str]:
        """Yield which codes no figure of the book names, where codes were counted one by one."""
        made_do = {line.code for line in counted.left_out} | counted.stood_in.keys()
        never = [
            line.code for line in self.book(reading).unreported(lines) if line.code not in made_do
        ]
        if never and not counted.by_group:
            yield f"no figure held names {_codes(never)}: counted as no trade"

    def _not_begun(self, reading: Reading, lines: Sequence[Line], newest: date) -> Count:
        """Return the count of a window that begins after the newest figure.

        The year of that figure tells whether the book is held at all.
        """
        counted = self.book(reading).count(lines, newest.year, newest.year)
        units = self.book(reading).unit_codes(lines)
        if lacks := _lacks(reading, counted, units, _wanted(reading)):
            return _lacking(lacks)
        none = replace(counted, steps=(), bounds=(), left_out=())
        count = _path(reading, none, next(iter(units), "USD"))
        return replace(count, last_day=newest)

    def base(self, reading: Reading, lines: Sequence[Line] | None = None) -> Count | None:
        """Return the count that an amount is additional to, or none where it is on its own."""
        if reading.amount is None or reading.amount.base is None:
            return None
        return self.count_lines(
            _over(reading, reading.amount.base.period),
            basket(reading.product).lines if lines is None else lines,
            reading.amount.base.period.last_day,
        )

    def steps(self, reading: Reading, start: date, end: date) -> list[Step]:
        """Return what a reading's codes held month by month over some years, if held whole."""
        book = self.book(reading)
        counted = book.count(basket(reading.product).lines, start.year, end.year)
        return [] if counted.missing or counted.left_out else list(counted.steps)

    def book(self, reading: Reading) -> CustomsBook:
        """Return the customs book a reading names."""
        return self.books.book(trade_of(reading))

    def seasonal_share(self, reading: Reading, until: date) -> Fraction | None:
        """Return the share of the base year's count that was reached by the same day of it.

        None where the base year is not held month by month. PIIE's method: the year's target is
        spread by each month's share of the base year; an illustration that binds nobody.
        """
        if reading.amount is None or reading.amount.base is None:
            return None
        base = reading.amount.base
        path = self._monthly_path(reading, base.period)
        whole = Fraction(0) if path is None else path.at(base.period.last_day)
        if path is None or whole <= 0:
            return None
        years = until.year - reading.window.start.year
        reached = path.at(min(_in_year(until, base.period.start.year), base.period.last_day))
        return (years + reached / whole) / base.times

    def _monthly_path(self, reading: Reading, period: Period) -> Path | None:
        book, lines = self.book(reading), basket(reading.product).lines
        codes = dict.fromkeys(line.group or line.code for line in lines)
        found = [book.months_of(code, period.start.year) for code in codes]
        steps = [step for months in found for step in months or ()]
        is_held = all(months is not None for months in found)
        return Path([(step, ONE) for step in steps], start=period.start) if is_held else None


def trade_of(reading: Reading) -> Trade:
    """Return the customs book that a reading is counted in: by value, or by quantity."""
    amount = reading.amount
    is_value = amount is None or amount.quantity.unit.dimension is Dimension.MONEY
    measure = (VALUES if is_value else QUANTITIES)[reading.book]
    return Trade(reading.book, measure, reading.seller, reading.partner)


def _over(reading: Reading, period: Period) -> Reading:
    """Return a reading of another span, without the base that this span is."""
    amount = None if reading.amount is None else replace(reading.amount, base=None)
    return replace(reading, window=Window(WindowKind.DATES, period.start), amount=amount)


def _years(start: date, until: date, newest: date) -> tuple[int, int]:
    return start.year, max(start.year, min(until, newest).year)


def _cut(reading: Reading, counted: Counted, until: date, wanted: str) -> str:
    """Return which years are held only as a whole where a part of them is asked for.

    A year's figure says nothing of its months: spread over them it would be made up.
    """
    start, end = reading.window.start, until + timedelta(days=1)
    years = {
        step.start.year
        for step in counted.steps
        if step.observation.period.frequency is Frequency.ANNUAL
        and (step.start < start < step.end or step.start < end < step.end)
    }
    return f"{wanted}, by month in {', '.join(map(str, sorted(years)))}" if years else ""


def _lacks(reading: Reading, counted: Counted, units: frozenset[str], wanted: str) -> str:
    if counted.missing:
        years = ", ".join(str(year) for year in counted.missing_years)
        return f"{wanted}: {_codes([line.code for line in counted.missing])} in {years}"
    if not counted.steps and counted.left_out:
        return f"{wanted}: {_codes([line.code for line in counted.left_out])}"
    if len(units) > 1:
        return f"{wanted} in one unit; they are held in {', '.join(sorted(units))}"
    if reading.amount is not None and units:
        try:
            convert(reading.amount.quantity, reading.product, next(iter(units)))
        except VocabularyError as error:
            return f"a stated factor: {error}"
    return ""


def _path(reading: Reading, counted: Counted, unit_code: str) -> Count:
    start = reading.window.start
    ends = sorted({step.end - timedelta(days=1) for step in counted.steps})
    is_cut = any(step.start < start < step.end for step in counted.steps)
    return Count(
        path=Path([(step, ONE) for step in counted.steps], start=start),
        unit_code=unit_code,
        period_ends=tuple(day for day in ends if day >= start),
        last_day=ends[-1] if ends else None,
        is_complete=not counted.left_out,
        caveats=(_CUT,) if is_cut else (),
        lacks="",
        bound=Path([(step, ONE) for step in counted.bounds], start=start)
        if counted.left_out
        else None,
    )


def _caveats(counted: Counted) -> tuple[str, ...]:
    """Return what a count leaves out or makes do with, but for the bound of what is left out."""
    caveats = []
    stand_ins: dict[str, list[str]] = {}
    for code, other in counted.stood_in.items():
        stand_ins.setdefault(other, []).append(code)
    for other, codes in stand_ins.items():
        caveats.append(f"{code_text(other)} stands in for {_codes(codes)}, not held")
    if counted.by_group:
        years = ", ".join(str(year) for year in counted.by_group)
        caveats.append(f"{years} is counted by totals of groups: codes are not held")
    return tuple(caveats)


def _left_out(counted: Counted, most: Decimal, unit_code: str) -> str:
    codes = _codes([line.code for line in counted.left_out])
    wider = ", ".join(
        code_text(code) for code in dict.fromkeys(line.within for line in counted.left_out)
    )
    return f"leaves out {codes}, not held: at most {amount_text(most, unit_code)} of {wider}"


def _with(count: Count, *caveats: str) -> Count:
    return replace(count, caveats=(*count.caveats, *caveats))


def _of_base(base: Count | None, count: Count) -> list[str]:
    """Return what the count of the baseline makes do with that the count itself does not."""
    if base is None:
        return []
    return [f"for the baseline: {one}" for one in base.caveats if one not in count.caveats]


def _codes(codes: Sequence[str]) -> str:
    shown = ", ".join(code_text(code) for code in codes[:_SHOWN_CODES])
    more = len(codes) - _SHOWN_CODES
    return f"{shown} and {more} more {'codes' if more > 1 else 'code'}" if more > 0 else shown


def code_text(code: str) -> str:
    """Return a code of goods as a reader knows it.

    >>> code_text("schedule_b:8800"), code_text("hs:2905-290511")
    ('Schedule B 8800', 'HS 2905 less 290511')
    """
    scheme, _, digits = code.partition(":")
    name = {"hs": "HS", "schedule_b": "Schedule B", "hts": "HTS"}.get(scheme, scheme)
    return f"{name} {digits.replace('-', ' less ')}"


def _wanted(reading: Reading) -> str:
    trade = trade_of(reading)
    product = product_by_id(reading.product).label
    what = f"{product[0].lower()}{product[1:]}"
    partner = place_by_id(trade.partner).label
    if reading.book is Book.CUSTOMS_EXPORTS and reading.seller != USA:
        return f"customs exports of {place_by_id(reading.seller).label} of {what}, {partner}"
    if reading.book is Book.CUSTOMS_IMPORTS and reading.partner != "CHN":
        return f"customs imports of {place_by_id(reading.partner).label} of {what}, {partner}"
    return f"{source_of(reading.book).short} of {what}, {partner}"


def _lacking(lacks: str) -> Count:
    return Count.lacking(lacks, unit_code="USD")


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004
