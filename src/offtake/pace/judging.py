"""From a count to a pace and a verdict, always in words, always with reading and as-of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from offtake.domain import (
    Book,
    Deadline,
    Destinations,
    Pace,
    Pledge,
    Quantity,
    Reading,
    Tally,
    Verdict,
)
from offtake.errors import VocabularyError
from offtake.pace.count import Count
from offtake.pace.counting import Counter
from offtake.pace.customs import VALUES
from offtake.pace.ledger import Step
from offtake.pace.path import decimal
from offtake.pace.seasons import (
    SPANS,
    Fastest,
    fastest_rates,
    mean_weekly,
    usual_count,
    usual_share,
)
from offtake.pace.verdicts import Case, decide
from offtake.reference.codes import WORLD
from offtake.reference.crops import convert

_BEFORE_AND_AFTER = timedelta(weeks=13)
_NO_PACE = Pace(
    due=None,
    due_season=None,
    weeks_left=None,
    required_weekly=None,
    fastest_named={},
    fastest_all={},
    fastest_since=None,
    is_out_of_reach=False,
    before_weekly=None,
    after_weekly=None,
    usual_counted=None,
    usual_seasons=0,
)


class Judge:
    """Judges readings as known on one day, from one as-of of the figures."""

    def __init__(self, counter: Counter, *, as_of: date, revision: int) -> None:
        self.counter, self.as_of, self.revision = counter, as_of, revision
        self._fastest: dict[tuple[Book, str, str], Fastest] = {}

    def verdicts_on(self, pledge: Pledge, reading: Reading) -> list[Verdict]:
        """Return one verdict for each deadline of a reading; one where it has none."""
        return [
            self.verdict(pledge, reading, deadline) for deadline in (reading.deadlines or (None,))
        ]

    def verdict(self, pledge: Pledge, reading: Reading, deadline: Deadline | None) -> Verdict:
        """Return what a reading says at one of its deadlines, or with none."""
        until = self.as_of if deadline is None else min(deadline.on, self.as_of)
        count = self.counter.count(reading, until)
        target = self._target(reading, count)
        first_met_on = self._first_met(reading, target)
        if deadline is None and first_met_on is not None:
            until = first_met_on  # kept then: what was traded in the years after is no part of it
            count = self.counter.count(reading, until)
        tally = count.tally(until)
        case = Case(
            pledge=pledge,
            reading=reading,
            deadline=deadline,
            as_of=self.as_of,
            tally=tally,
            target=target,
            pace=self._pace(pledge, reading, deadline, tally, target),
            first_met_on=first_met_on,
            last_day=count.last_day,
        )
        word, why = decide(case)
        return Verdict(
            pledge=pledge,
            reading=reading,
            deadline=deadline,
            as_of=self.as_of,
            revision=self.revision,
            target=target,
            word=word,
            tally=tally,
            pace=case.pace,
            first_met_on=case.first_met_on,
            why=why,
        )

    def _first_met(self, reading: Reading, target: Quantity | None) -> date | None:
        """Return the first week end at the target, looking past the deadline to the as-of."""
        count = self.counter.count(reading, self.as_of)
        if count.path is None or target is None:
            return None
        ends = [day for day in count.period_ends if day <= self.as_of]
        return count.path.first_day_reaching(Fraction(target.value), ends)

    def _target(self, reading: Reading, count: Count) -> Quantity | None:
        """Return what the count must reach, in its unit, or the amount's own without a factor.

        What an amount is additional to is counted first; while it cannot be, there is no target.
        """
        amount = reading.amount
        if amount is None:
            return None
        if amount.base is not None:
            base = self.counter.customs.base(reading)
            tally = None if base is None else base.tally(amount.base.period.last_day)
            if tally is None or tally.counted is None:
                return None
            counted = Quantity(tally.counted, tally.unit_code)
            amount = amount.above(convert(counted, reading.product, amount.quantity.unit_code))
        try:
            return convert(amount.target, reading.product, count.unit_code)
        except VocabularyError:
            return amount.target

    def _pace(
        self,
        pledge: Pledge,
        reading: Reading,
        deadline: Deadline | None,
        tally: Tally,
        target: Quantity | None,
    ) -> Pace:
        if tally.counted is None:
            return self._before_window(reading, deadline, tally, target)
        due = due_season = weeks_left = required = None
        fastest, fastest_all = (self._rates(reading, name) for name in (reading.partner, WORLD))
        if target is not None and deadline is not None:
            due = _straight_line(reading, deadline, tally, target)
            due_season = self._season(reading, deadline, tally, target)
            weeks_left = Decimal((deadline.on - tally.until).days) / 7
            if weeks_left > 0:
                required = max(Decimal(0), target.value - tally.counted) / weeks_left
        before, after = self._around(pledge, reading)
        usual, seasons = None, 0
        if target is None:
            usual, seasons = usual_count(self.counter, reading, until=tally.until)
        return Pace(
            due=due,
            due_season=due_season,
            weeks_left=weeks_left,
            required_weekly=required,
            fastest_named=fastest.rates,
            fastest_all=fastest_all.rates,
            fastest_since=fastest.since,
            is_out_of_reach=_is_out_of_reach(reading, required, weeks_left, fastest),
            before_weekly=before,
            after_weekly=after,
            usual_counted=usual,
            usual_seasons=seasons,
        )

    def _before_window(
        self, reading: Reading, deadline: Deadline | None, tally: Tally, target: Quantity | None
    ) -> Pace:
        """Return the rate needed from the window's first day on, where it has not begun."""
        if tally.lacks or target is None or deadline is None:
            return _NO_PACE
        weeks_left = Decimal((deadline.on - reading.window.start).days + 1) / 7
        return replace(
            _NO_PACE,
            due=Decimal(0),
            weeks_left=weeks_left,
            required_weekly=target.value / weeks_left,
        )

    def _season(
        self, reading: Reading, deadline: Deadline, tally: Tally, target: Quantity
    ) -> Decimal | None:
        share = (
            usual_share(self.counter, reading, until=tally.until, deadline=deadline.on)
            if reading.amount is None or reading.amount.base is None
            else self.counter.customs.seasonal_share(reading, tally.until)
        )
        return None if share is None else target.value * decimal(share)

    def _rates(self, reading: Reading, partner: str) -> Fastest:
        """Return the fastest weekly rates; a customs book, which has no weeks, gives none."""
        if reading.book in VALUES:
            return Fastest({}, None, is_long=False)
        key = (reading.book, reading.product, partner)
        if key not in self._fastest:
            last_day = self.counter.last_day(*key)
            self._fastest[key] = fastest_rates(
                self.counter.steps(*key),
                last_day or date.min,
                listed=self.counter.figures.listed_weeks(reading.book, reading.product),
            )
        return self._fastest[key]

    def _around(self, pledge: Pledge, reading: Reading) -> tuple[Decimal | None, Decimal | None]:
        """Return the mean weekly count before and after the pledge was made."""
        made = pledge.made_on
        steps, last_day = self._steps_around(reading, made)
        end = min(made + _BEFORE_AND_AFTER, (last_day or made) + timedelta(days=1))
        before = mean_weekly(steps, made - _BEFORE_AND_AFTER, made)
        return before, mean_weekly(steps, made, end)

    def _steps_around(self, reading: Reading, made: date) -> tuple[Sequence[Step], date | None]:
        """Return a book's steps before and after a day, and how far it is published."""
        if reading.book not in VALUES:
            key = (reading.book, reading.product, reading.partner)
            return self.counter.steps(*key), self.counter.last_day(*key)
        last_day = self.counter.customs.book(reading).last_day
        if last_day is None:
            return (), None
        start, end = made - _BEFORE_AND_AFTER, min(made + _BEFORE_AND_AFTER, last_day)
        return self.counter.customs.steps(reading, start, end), last_day


def _straight_line(reading: Reading, deadline: Deadline, tally: Tally, target: Quantity) -> Decimal:
    start = reading.window.start
    whole = (deadline.on - start).days + 1
    gone = max(0, min((tally.until - start).days + 1, whole))
    return target.value * gone / whole


def _is_out_of_reach(
    reading: Reading, required: Decimal | None, weeks_left: Decimal | None, fastest: Fastest
) -> bool:
    """Whether the rate still needed was never seen over the longest span that fits.

    Nothing is claimed over less than four weeks, from a short history, or for a count that sales
    to unknown destinations can move at once.
    """
    if required is None or weeks_left is None or not fastest.is_long:
        return False
    spans = [span for span in SPANS if span <= weeks_left and span in fastest.rates]
    if not spans or reading.destinations is not Destinations.NAMED:
        return False
    return required > fastest.rates[max(spans)]
