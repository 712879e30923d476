"""One as-of of the figures, ready to answer how likely each reading is to be met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from offtake.domain import Book, Destinations, Observation, Reading, Verdict
from offtake.errors import MethodFailed
from offtake.forecast.answers import (
    Cases,
    Forecast,
    Refusal,
    known_on,
    probability_of,
    question_of,
)
from offtake.forecast.customs_months import MONTHLY, Months
from offtake.forecast.engine import REACH
from offtake.forecast.methods import AVERAGE, BLIND, LEAST_SEASONS, MODEL, Method, Workings
from offtake.forecast.outlooks import MEASURE, Outlook
from offtake.forecast.scores import Floats
from offtake.forecast.seasons import Ints, Question, Seasons, seasons
from offtake.forecast.streams import Stream, backfilled, stream
from offtake.forecast.unknown_stock import MODEL_SUFFIX, added, stock_change
from offtake.pace import CUSTOMS_BOOKS, MEASURES, Counter
from offtake.reference.codes import UNKNOWN, WORLD
from offtake.reference.crops import marketing_year
from offtake.store import SeriesFilter

POOL = (
    ("soybeans", WORLD),
    ("corn", WORLD),
    ("wheat", WORLD),
    ("sorghum", WORLD),
    ("soybeans", "CHN"),
)
"""The series that every forecast learns from beside its own: long, weekly, with sales."""

OUTLOOK_PRODUCT = "soybeans"
SEASONS = 30
_WEEKS = round(2 * REACH * 21 / 7)
BAND: Ints = np.arange(-_WEEKS, _WEEKS + 1) * 7
"""Origins around the one asked about that it learns from, in days: twice the kernel's reach."""
MIDDLE: Ints = np.array([_WEEKS])


def figures_wanted(readings: Iterable[Reading]) -> SeriesFilter:
    """Return the series a counter must hold to forecast some readings: theirs and the pool's."""
    asked = [(reading.product, reading.partner) for reading in readings]
    return SeriesFilter(
        measures=MEASURES,
        products=frozenset(product for product, _ in (*asked, *POOL)),
        partners=frozenset((UNKNOWN, *(partner for _, partner in (*asked, *POOL)))),
    )


def outlook_wanted() -> SeriesFilter:
    """Return the series of another's forecasts that an `Outlook` is made of."""
    return SeriesFilter(
        measures=frozenset((MEASURE,)),
        products=frozenset((OUTLOOK_PRODUCT,)),
        partners=frozenset((WORLD,)),
    )


_NO_RECORD: Mapping[str, Sequence[Cases]] = {}
_Left = tuple[Floats, int, Method]
"""Quantiles of what a window still brings, the own seasons behind them, and the method."""


class Forecaster:
    """Forecasts readings as known on one day.

    `counter` must hold the series of `figures_wanted` as of that day, and `outlooks` every vintage
    of `outlook_wanted` up to its end: what is not held cannot be learnt from, and the forecast
    would differ. `record` is the calibration of `sales` and of `shipments` that probabilities are
    shown with. `months` holds the customs books; without it they are not forecast. What readings
    share is worked out once, so ask one forecaster for all of them.
    """

    def __init__(
        self,
        counter: Counter,
        *,
        as_of: date,
        outlooks: Iterable[Observation] = (),
        record: Mapping[str, Sequence[Cases]] = _NO_RECORD,
        months: Months | None = None,
    ) -> None:
        self.counter, self.as_of, self.record = counter, as_of, record
        self.outlook = Outlook(outlooks, OUTLOOK_PRODUCT)
        self.months = months or Months()
        self._streams: dict[tuple[Book, str, str], Stream | None] = {}
        self._workings: dict[tuple[Book, str, Question], Workings] = {}

    def for_verdict(self, verdict: Verdict, *, method: Method | None = None) -> Forecast | Refusal:
        """Return the forecast of a verdict's final count, or why there is none.

        Without a method the model made for the question is used.

        Raises:
            MethodFailed: The method gave something that is no forecast.
        """
        reading = verdict.reading
        if verdict.tally.lacks:
            return Refusal(f"cannot be judged yet: needs {verdict.tally.lacks}")
        last_day = self.last_day(reading)
        if last_day is None:
            return Refusal(f"cannot be judged yet: needs the figures of {reading.book.value}")
        question = question_of(verdict, last_day)
        if isinstance(question, Refusal):
            return question
        if reading.book in CUSTOMS_BOOKS:
            found = self._months_left(reading, question, method or MONTHLY)
        else:
            found = self.left(reading.book, reading.partner, question, method=method)
        if reading.destinations is not Destinations.NAMED and not isinstance(found, Refusal):
            found = self._with_unknown(reading, question, found, last_day)
        if isinstance(found, Refusal):
            return found
        return self._forecast(verdict, question, found, last_day)

    def last_day(self, reading: Reading) -> date | None:
        """Return the last day published of a reading's book; none where nothing is held."""
        if reading.book in CUSTOMS_BOOKS:
            return self.months.last_day(reading)
        return self.counter.last_day(reading.book, reading.product, reading.partner)

    def left(
        self, book: Book, partner: str, question: Question, *, method: Method | None = None
    ) -> _Left | Refusal:
        """Return quantiles of what a window still brings, the seasons behind them, and the method.

        Raises:
            MethodFailed: The method gave something that is no forecast.
        """
        own = self.stream(book, question.product, partner)
        if own is None:
            return Refusal(f"no figures of {book.value} are held")
        workings = self.workings(book, partner, question, own)
        chosen = method or model_for(book, workings.table[0])
        if refusal := _too_little(workings):
            return refusal
        left, seen = self.quantiles(book, partner, question, own, method=chosen)
        return _nothing(chosen) if np.isnan(left).any() else (left, seen, chosen)

    def quantiles(
        self, book: Book, partner: str, question: Question, own: Stream, *, method: Method
    ) -> tuple[Floats, int]:
        """Return a method's quantiles of what a window still brings, and the own seasons behind it.

        Of a method that agrees no quantile contradicts that of another reading: what sails in a
        part of a marketing year is no more than what sails of it all, and what is sold of it is no
        less. Not a number where the method has nothing to go by. The back-test asks here too.
        """
        workings = self.workings(book, partner, question, own)
        found, seen = workings.left(method)
        left = found[0, 0, 0]
        year = _sailing_of_the_year(book, question) if method.agrees else None
        shipped = None if year is None else self._shipped(partner, year)
        if shipped is not None:
            bound = np.maximum if question.is_level else np.minimum
            left = bound(left, shipped - workings.done)
        return left, int(seen[0, 0, 0])

    def _shipped(self, partner: str, year: Question) -> Floats | None:
        """Return quantiles of what will have sailed of a marketing year, none if not forecast."""
        found = self.left(Book.SHIPMENTS, partner, year)
        return None if isinstance(found, Refusal) else self.sailed(partner, year) + found[0]

    def sailed(self, partner: str, question: Question) -> float:
        """Return what has sailed of a window so far, not a number where no shipments are held."""
        own = self.stream(Book.SHIPMENTS, question.product, partner)
        if own is None:
            return float("nan")
        sailing = replace(question, is_level=False, can_fall=False)
        return self.workings(Book.SHIPMENTS, partner, sailing, own).done

    def _months_left(self, reading: Reading, question: Question, method: Method) -> _Left | Refusal:
        workings = self.months.workings(reading, question)
        return workings if isinstance(workings, Refusal) else _answer(workings, method)

    def _with_unknown(
        self, reading: Reading, question: Question, found: _Left, last_day: date
    ) -> _Left | Refusal:
        """Return what named sales still bring together with the change of the unknown stock.

        The stock is part of the count from the window's first day: before, all of it is to come.
        """
        change = stock_change(
            self.counter, reading.product, origin=last_day, deadline=question.deadline
        )
        if isinstance(change, Refusal):
            return change
        left, seen, chosen = found
        share = 1.0 if reading.unknown_share is None else float(reading.unknown_share)
        method = replace(chosen, id=chosen.id + MODEL_SUFFIX)
        to_come = change.quantiles
        if last_day < question.start:
            to_come = to_come + change.standing
        return added(left, share * to_come), min(seen, change.seasons), method

    def workings(self, book: Book, partner: str, question: Question, own: Stream) -> Workings:
        """Return a question with its table as it stands on the last day of its own figures."""
        key = (book, partner, question)
        if key not in self._workings:
            offsets = BAND + (own.last - question.start.toordinal())
            mine = seasons(own, question, offsets, count=SEASONS)
            self._workings[key] = Workings(
                question,
                [mine, *self._pool(book, partner, question, offsets)],
                told=self._told(book, partner, question, mine, offsets),
                offsets=offsets.astype(float),
                at=MIDDLE,
            )
        return self._workings[key]

    def stream(self, book: Book, product: str, partner: str) -> Stream | None:
        """Return a book's daily arrays; shipments to all begin with inspections, older by a year.

        None where the book holds nothing. A buyer left out of a report has nothing sold in it.
        """
        key = (book, product, partner)
        if key not in self._streams:
            found = stream(self.counter, *key)
            if found is not None:
                found = found.emptied(self.counter, key)
            if found is not None and book is Book.SHIPMENTS and partner == WORLD:
                found = backfilled(found, self.stream(Book.INSPECTIONS, product, partner))
            self._streams[key] = found
        return self._streams[key]

    def _pool(self, book: Book, partner: str, question: Question, offsets: Ints) -> list[Seasons]:
        """Return the tables of the pool, over the same days; of shipments where the book is new."""
        lent = book if book in _WEEKLY else Book.SHIPMENTS
        is_level = question.is_level and lent is Book.EXPORT_SALES
        found = []
        for product, place in POOL:
            other = self.stream(lent, product, place)
            if other is not None and (book, product, place) != (lent, question.product, partner):
                alike = replace(question, product=product, is_level=is_level)
                found.append(seasons(other, alike, offsets, count=SEASONS))
        return found

    def _told(
        self, book: Book, partner: str, question: Question, own: Seasons, offsets: Ints
    ) -> tuple[Seasons, Seasons] | None:
        if book is not Book.SHIPMENTS or partner != WORLD or not self.outlook.speaks_of(question):
            return None
        if not self.outlook.years:
            return None
        last = int(question.start.toordinal() + offsets[_WEEKS])
        return self.outlook.beside(own, question, offsets, delay=self.as_of.toordinal() - last)

    def _forecast(
        self, verdict: Verdict, question: Question, found: _Left, last_day: date
    ) -> Forecast:
        quantiles, seasons_behind, chosen = found
        counted = float(verdict.tally.counted or 0)
        final = counted + quantiles
        target = None if verdict.target is None else float(verdict.target.value)
        deadline = verdict.deadline.on if verdict.deadline else last_day
        what = f"{verdict.pledge.id} {verdict.reading.id} {deadline}"
        if not np.isfinite(final).all() or (np.diff(final) < -_ROUNDING).any():
            raise MethodFailed(chosen.id, what, "its quantiles are not rising numbers")
        sure = counted if not question.can_fall else self._sure(verdict.reading, question, chosen)
        probability = None
        if target is not None:  # what has sailed is not unshipped
            probability = 1.0 if sure >= target else probability_of(target, final)
        return Forecast(
            pledge=verdict.pledge.id,
            reading=verdict.reading.id,
            deadline=deadline,
            as_of=self.as_of,
            revision=verdict.revision,
            model=chosen.id,
            unit_code=verdict.tally.unit_code,
            figures_to=last_day,
            counted=counted,
            target=target,
            probability=probability,
            quantiles=tuple(float(value) for value in final),
            seasons=seasons_behind,
            cases=self._cases(verdict.reading, probability),
            known_on=known_on(verdict.reading.book, deadline),
        )

    def _sure(self, reading: Reading, question: Question, chosen: Method) -> float:
        """Return how much of a count of sales cannot fall: what has sailed, where it counts."""
        is_sure = chosen.agrees and question.is_level
        return self.sailed(reading.partner, question) if is_sure else -np.inf

    def _cases(self, reading: Reading, probability: float | None) -> Cases | None:
        """Return the bin of past forecasts a probability falls in, where there is one.

        Only sales and shipments to named destinations are on record: of the rest there is none.
        """
        kind = _RECORDED.get(reading.book)
        if probability is None or kind is None or reading.destinations is not Destinations.NAMED:
            return None
        bins = self.record.get(kind, ())
        return next((one for one in bins if one.low <= probability <= one.high), None)


_RECORDED = {Book.EXPORT_SALES: "sales", Book.SHIPMENTS: "shipments"}
_WEEKLY = {Book.EXPORT_SALES, Book.SHIPMENTS, Book.INSPECTIONS}
_ROUNDING = 1e-3


def model_for(book: Book, own: Seasons) -> Method:
    """Return the method made for a question, by what is held beside the count itself.

    Outstanding sales decide what still sails. They say little of what will still be sold, or of a
    season not begun: there the plain average does best. Where no sales are held at all, last year's
    and the pace so far.
    """
    if book is Book.SHIPMENTS and not np.isnan(own.sold[0]).all():
        return MODEL
    has_sales = not (np.isnan(own.sold).all() and np.isnan(own.ahead).all())
    return AVERAGE if has_sales else BLIND


def _sailing_of_the_year(book: Book, question: Question) -> Question | None:
    """Return the question of shipments that bounds another, of its marketing year to its deadline.

    It bounds the year's sales from below, and from above the shipments of a window that begins
    later in the year. Nothing bounds the rest.
    """
    year = marketing_year(question.product, question.start)
    is_part = book is Book.SHIPMENTS and year.start < question.start
    if question.deadline > year.last_day or not (is_part or question.is_level):
        return None
    return replace(question, start=year.start, is_level=False, can_fall=False)


def _answer(workings: Workings, chosen: Method) -> _Left | Refusal:
    """Return what a method says of the question, or why it says nothing."""
    if refusal := _too_little(workings):
        return refusal
    found, seen = workings.left(chosen)
    if np.isnan(found[0, 0, 0]).any():
        return _nothing(chosen)
    return found[0, 0, 0], int(seen[0, 0, 0]), chosen


def _nothing(chosen: Method) -> Refusal:
    return Refusal(f"{chosen.id} has nothing to go by: too few earlier seasons are held")


def _too_little(workings: Workings) -> Refusal | None:
    """Return why a series has too few earlier seasons, or none where it has enough."""
    own, at = workings.table[0], int(workings.at[0])
    held = int((~np.isnan(own.left[int(own.lag[at]) :, at])).sum())
    if held < LEAST_SEASONS:
        return Refusal(
            f"too little history: the same window is held whole in {held} earlier seasons, and a "
            f"forecast needs {LEAST_SEASONS}"
        )
    if not own.scale[0, at] > 0:
        return Refusal("nothing was counted in the same window of the seasons before")
    return None
