"""How a count built up, week by week, beside what was due and what is usual: a chart's figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from offtake.domain import Destinations, Reading, Verdict
from offtake.pace.count import Count
from offtake.pace.counting import Counter
from offtake.pace.customs import VALUES
from offtake.pace.path import decimal
from offtake.pace.seasons import UsualDay, usual_days

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What had counted by the end of a day."""

    on: date
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """The count behind one verdict as it built up, in the unit of its tally.

    `points` are the ends of published weeks or months up to the last day counted, which is the last
    point and equals the verdict's tally. `due` is the straight line to the target and `season` the
    same target by the usual season's share; both are empty where there is no target or deadline.
    `usual` is what earlier seasons had counted by the same days.
    """

    verdict: Verdict
    points: tuple[CurvePoint, ...]
    due: tuple[CurvePoint, ...]
    season: tuple[CurvePoint, ...]
    usual: tuple[UsualDay, ...]


def curve_of(counter: Counter, verdict: Verdict, *, with_seasons: bool = False) -> Curve | None:
    """Return the curve of a verdict, or none where its book holds no figures for it.

    `with_seasons` looks up earlier seasons too.
    """
    tally, reading = verdict.tally, verdict.reading
    count = counter.count(reading, tally.until)
    if tally.counted is None or count.path is None:
        return None
    due = _due(verdict)
    usual = _usual(counter, verdict) if with_seasons else []
    return Curve(
        verdict=verdict,
        points=tuple(_points(count, reading, tally.until)),
        due=due,
        season=_season(verdict, usual) if due else (),
        usual=tuple(usual),
    )


def beside(verdict: Verdict, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts that can be drawn in one picture with one: same goods, span and amount.

    The verdict itself comes first. Each book and choice of destinations is there once.
    """
    chosen = {_book(verdict.reading): verdict}
    for one in verdicts:
        if one.tally.counted is not None and _span(one) == _span(verdict):
            chosen.setdefault(_book(one.reading), one)
    return list(chosen.values())


def _book(reading: Reading) -> tuple[str, str]:
    return reading.book.value, reading.destinations.value


def _span(verdict: Verdict) -> tuple[object, ...]:
    reading = replace(verdict.reading, destinations=Destinations.NAMED)
    ends = (reading.product, reading.partner, reading.window.start)
    return (*ends, verdict.deadline, verdict.target, verdict.tally.unit_code)


def _points(count: Count, reading: Reading, until: date) -> list[CurvePoint]:
    path = count.path
    if path is None:
        return []
    days = [day for day in count.period_ends if reading.window.start <= day < until]
    return [CurvePoint(day, decimal(path.at(day))) for day in (*days, until)]


def _due(verdict: Verdict) -> tuple[CurvePoint, ...]:
    """Return the two ends of the straight line, as `Pace.due` reads it."""
    if verdict.target is None or verdict.deadline is None:
        return ()
    start = verdict.reading.window.start - timedelta(days=1)
    return (
        CurvePoint(start, Decimal(0)),
        CurvePoint(verdict.deadline.on, verdict.target.value),
    )


def _usual(counter: Counter, verdict: Verdict) -> list[UsualDay]:
    if verdict.deadline is None or verdict.reading.book in VALUES:
        return []
    day, days = verdict.reading.window.start, []
    while day < verdict.deadline.on:
        days.append(day)
        day += _WEEK
    days.append(verdict.deadline.on)
    return usual_days(counter, verdict.reading, days=days, deadline=verdict.deadline.on)


def _season(verdict: Verdict, usual: Sequence[UsualDay]) -> tuple[CurvePoint, ...]:
    target = verdict.target
    if target is None:
        return ()
    return tuple(
        CurvePoint(one.on, target.value * one.share) for one in usual if one.share is not None
    )
