"""What a reading counts: its path through the book it names, and how far the book was seen."""

from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from offtake.domain import (
    Book,
    Destinations,
    Period,
    Reading,
    WindowKind,
    thursdays,
    week_holding,
)
from offtake.pace.count import Count
from offtake.pace.coverage import lacking
from offtake.pace.customs import VALUES, CustomsBooks
from offtake.pace.customs_counting import CustomsCounter
from offtake.pace.figures import Figures
from offtake.pace.ledger import (
    Crop,
    Step,
    YearOf,
    flow_steps,
    level_steps,
    sales_steps,
    shipment_steps,
    standing_steps,
)
from offtake.pace.path import ONE, Path
from offtake.reference.calendars import is_lumped
from offtake.reference.codes import UNKNOWN, WORLD
from offtake.reference.crops import marketing_year, marketing_year_label

_UNKNOWN_CAVEAT = {
    Destinations.NAMED_PLUS_UNKNOWN: (
        "an upper bound: all that is outstanding to unknown destinations, for the current "
        "marketing year, is counted as the buyer's"
    ),
    Destinations.NAMED_PLUS_SHARE: (
        "a stated share of what is outstanding to unknown destinations is counted as the buyer's"
    ),
}


class Counter:
    """Counts readings from one as-of of the figures, and keeps what several readings share."""

    def __init__(self, figures: Figures, customs: CustomsBooks | None = None) -> None:
        self.figures = figures
        self.customs = CustomsCounter(customs or CustomsBooks())
        self._counts: dict[tuple[Reading, date], Count] = {}
        self._step_lists: dict[tuple[Book, str, str], list[Step]] = {}

    def count(self, reading: Reading, until: date) -> Count:
        """Return the path of a reading from its window's start, fit to be read up to a day.

        What is not held only matters up to that day: a gap in April does not spoil a count to
        December.
        """
        key = (reading, until)
        if key not in self._counts:
            self._counts[key] = self._count(reading, until)
        return self._counts[key]

    def steps(self, book: Book, product: str, partner: str) -> list[Step]:
        """Return all the steps of one book for one destination, oldest first."""
        key = (book, product, partner)
        if key not in self._step_lists:
            self._step_lists[key] = self._build(*key)
        return self._step_lists[key]

    def last_day(self, book: Book, product: str, partner: str) -> date | None:
        """Return the last day of the newest week published; for all destinations if held."""
        days = [
            rows[-1].period.last_day
            for name in (partner, WORLD)
            if (rows := self.figures.rows(book, product, name))
        ]
        return max(days, default=None)

    def _count(self, reading: Reading, until: date) -> Count:
        if reading.needs:
            return Count.lacking(reading.needs, unit_code="t")
        if reading.book in VALUES:
            return self.customs.count(reading, until)
        last_day = self.last_day(reading.book, reading.product, reading.partner)
        unit_code = self.figures.unit_code(reading.book, reading.product, reading.partner) or "t"
        lacks = lacking(reading, self.figures, min(until, last_day or until))
        if lacks or last_day is None:
            return Count.lacking(lacks, unit_code=unit_code)
        steps, caveats = self._named(reading, until)
        is_complete = not caveats
        if reading.book is Book.EXPORT_SALES and is_lumped(
            week_holding(reading.window.start).last_day
        ):
            caveats = (*caveats, _LUMPED)
        weighted = [(step, ONE) for step in steps]
        if reading.destinations is not Destinations.NAMED:
            weighted += self._unknown(reading)
            caveats = (*caveats, _UNKNOWN_CAVEAT[reading.destinations])
        return Count(
            path=Path(weighted, start=reading.window.start),
            unit_code=unit_code,
            period_ends=tuple(thursdays(reading.window.start, last_day)),
            last_day=last_day,
            is_complete=is_complete,
            caveats=caveats,
            lacks="",
        )

    def _named(self, reading: Reading, until: date) -> tuple[list[Step], tuple[str, ...]]:
        key = (reading.book, reading.product, reading.partner)
        start = reading.window.start
        is_level = reading.window.kind is WindowKind.MARKETING_YEAR
        if is_level and reading.book is not Book.INSPECTIONS:
            stocks = ["accumulated_exports"]
            if reading.book is Book.EXPORT_SALES:
                stocks.append("outstanding_sales")
            year = marketing_year(reading.product, start)
            return level_steps(self.figures.rows(*key), year, stocks), ()
        inside = [step for step in self.steps(*key) if step.end > start and step.start <= until]
        return (
            _known_crops(inside, _year_of(reading.product))
            if reading.book is Book.EXPORT_SALES
            else (inside, ())
        )

    def _build(self, book: Book, product: str, partner: str) -> list[Step]:
        rows = self.figures.rows(book, product, partner)
        if book is Book.INSPECTIONS:
            return flow_steps(rows, "inspections")
        build = sales_steps if book is Book.EXPORT_SALES else shipment_steps
        return build(rows, _year_of(product))

    def _unknown(self, reading: Reading) -> list[tuple[Step, Fraction]]:
        """Return what stood outstanding to unknown destinations, as a level that moves."""
        rows = self.figures.rows(Book.EXPORT_SALES, reading.product, UNKNOWN)
        share = ONE if reading.unknown_share is None else Fraction(reading.unknown_share)
        steps = standing_steps(rows, reading.window.start, ["outstanding_sales"])
        return [(step, share) for step in steps]


def _known_crops(steps: list[Step], year_of: YearOf) -> tuple[list[Step], tuple[str, ...]]:
    """Leave out the sales of a next crop that are held only in part, and say so.

    A sum over some weeks of a crop and none of the others would be neither count. Other years'
    next crops, which are held whole, stay: their opening rows take them as sold ahead.
    """
    turns = [step for step in steps if step.crop is Crop.CURRENT and step.change is None]
    caveats = [_UNBRIDGED.format(day_before(step.end)) for step in turns]
    kept: list[Step] = []
    for year, ahead in _next_crops(steps, year_of).items():
        gaps = [step for step in ahead if step.change is None]
        if not gaps:
            kept += ahead
            continue
        known = sum(step.change for step in ahead if step.change is not None)
        since = min(day_before(step.end) for step in gaps)
        caveats.append(_NEXT_CROP_GAP.format(marketing_year_label(year), since, f"{known:,}"))
    return [*(step for step in steps if step.crop is Crop.CURRENT), *kept], tuple(caveats)


def _next_crops(steps: list[Step], year_of: YearOf) -> dict[Period, list[Step]]:
    """Return the sales of next crops by the marketing year they were made in."""
    years: dict[Period, list[Step]] = {}
    for step in steps:
        if step.crop is Crop.NEXT:
            years.setdefault(year_of(step.start), []).append(step)
    return years


_LUMPED = (
    "the window begins among weeks that were printed as one after an interruption, so that sales "
    "made before it are counted too"
)
_UNBRIDGED = (
    "sales in the week ending {} are not known: a marketing year turns there, and what was sold "
    "ahead is not held"
)
_NEXT_CROP_GAP = (
    "leaves out sales made in {} of the crop after it: next-crop sales are not held from the week "
    "ending {} on ({} t were known before)"
)


def day_before(day: date) -> date:
    """Return the last day of a span that ends before `day`."""
    return day - timedelta(days=1)


@cache
def _year_of(product: str) -> YearOf:
    return cache(lambda day: marketing_year(product, day))
