"""Which figures are first prints that may still move.

First prints of export sales move in the two reports after their own (rule D9). Whether a week is
that young is not in its row: it depends on which weeks are out. So it is decided here, from the
newest week of the answer and from the calendar, and not by the parser, for which the same row by
another route or in another answer would be another figure.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from offtake.columns import Coded, Observations
from offtake.domain import Observation, Status, week_holding
from offtake.sources.export_sales import MEASURES

_A_WEEK = timedelta(weeks=1)
_EXPORT_SALES = frozenset(MEASURES)
NO_SPAN = date.min
"""The last day covered of a file by hand: nobody says what it was asked for."""


def newest_out(newest: date | None, *, covers_end: date, due: date | None) -> date | None:
    """Return the newest week that was out when an answer came.

    An answer to a question that ended before the newest week due says nothing of later weeks; the
    calendar does. Of a file by hand its own newest week is taken: it was saved about then.

    >>> newest_out(date(2026, 8, 27), covers_end=date(2026, 8, 31), due=date(2026, 9, 10))
    datetime.date(2026, 9, 10)
    """
    if newest is None or due is None or covers_end == NO_SPAN or covers_end >= due:
        return newest
    return max(newest, due)


def with_provisional(
    observations: Iterable[Observation], *, weeks: int, newest: date | None
) -> Observations:
    """Return observations with the figures of export sales of the last weeks out as provisional.

    `weeks` says how many of them may still move, `newest` which is the last.
    """
    said = Observations.of(observations)
    if newest is None or not weeks:
        return said
    settled = newest - weeks * _A_WEEK
    may_move = (
        said.key.where(lambda key: key.measure in _EXPORT_SALES)
        & said.period.where(lambda one: week_holding(one.last_day).last_day > settled)
        & said.status.where(lambda status: status is Status.NORMAL)
    )
    provisional = Coded.same(Status.PROVISIONAL, len(said))
    return replace(said, status=said.status.replaced(may_move, provisional))
