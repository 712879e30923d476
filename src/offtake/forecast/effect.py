"""Did the pace change after an event? Against stated counterfactuals, each with its placebos.

What flowed in the weeks after an event is held against what would have flowed, which nobody saw.
So more than one answer to that is printed: the pace before the event kept up, the usual of the same
weeks in earlier seasons, and the forecast that could have been issued the day before. How far each
is off when nothing happened is taken from past dates (placebos), all before the event. An effect is
claimed only where fewer than one in twenty placebos was as far off; else the word is `cannot tell`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from offtake.domain import Book
from offtake.errors import EventUnfit
from offtake.forecast.answers import Refusal
from offtake.forecast.forecaster import BAND, MIDDLE, POOL, SEASONS, Forecaster
from offtake.forecast.methods import AVERAGE, MODEL, Workings
from offtake.forecast.scores import Floats, pit
from offtake.forecast.seasons import Ints, Question, seasons
from offtake.forecast.streams import Stream

LEVEL = 0.05
LEAST_WEEKS, LEAST_PLACEBOS = 4, 19
WEEKS_BEFORE = 13
WEEKS = 13
_YEAR = 365.25
_STEP = 28
_USUAL_YEARS = 5


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What one answer to "what would have flowed" says; in the series' unit.

    `effect` is what flowed less `expected`, and `turn` by how much the pace usually turns at this
    time of the year anyway. `low` and `high` bound at 90 % what the event changed: the effect less
    the turn, less the 5 and 95 % points of how far placebos were off. `rank` is the share of
    placebos as far off, the event counted among them; `placebos` how many of them lie apart.
    """

    name: str
    expected: float
    effect: float
    turn: float
    low: float
    high: float
    rank: float
    placebos: int

    @property
    def word(self) -> str:
        """`rose`, `fell` or `cannot tell`."""
        if self.placebos < LEAST_PLACEBOS or self.rank > LEVEL or self.low <= 0 <= self.high:
            return "cannot tell"
        return "rose" if self.effect > 0 else "fell"


@dataclass(frozen=True, slots=True)
class Effect:
    """What flowed in the weeks after an event, against each counterfactual.

    `refused` says of a counterfactual that could not be put together why.
    """

    series: str
    event: date
    weeks: int
    actual: float
    counterfactuals: tuple[Counterfactual, ...]
    refused: tuple[str, ...]


def effect(
    forecaster: Forecaster, *, book: Book, product: str, partner: str, event: date, weeks: int
) -> Effect:
    """Return the change of one series after an event, over so many weeks or as many as are out.

    Raises:
        EventUnfit: Too little is published after the event or before it.
    """
    own = forecaster.stream(book, product, partner)
    name = f"{book.value} {product} {partner}"
    if own is None:
        raise EventUnfit(event, f"no {name} are held", "choose another reading")
    held = (own.last - event.toordinal()) // 7
    if held < LEAST_WEEKS:
        problem = f"{max(0, held)} weeks of {name} are published after it"
        raise EventUnfit(event, problem, f"ask again once {LEAST_WEEKS} are, or for another date")
    weeks = min(weeks, held)
    day = event.toordinal()
    actual = float(after(own, np.array([day]), weeks)[0])
    if np.isnan(actual) or np.isnan(scale(own, np.array([day]), weeks)[0]):
        problem = f"{name} are not held without a gap from two years before it on"
        raise EventUnfit(event, problem, "choose a later date or another reading")
    found = [
        *plain(own, day, weeks, name="pace before"),
        *plain(own, day, weeks, name="usual season"),
    ]
    refused = []
    told = _forecast(forecaster, own, (book, product, partner), event, weeks)
    if isinstance(told, Refusal):
        refused.append(f"forecast before: {told.reason}")
    else:
        found.append(told)
    return Effect(name, event, weeks, actual, tuple(found), tuple(refused))


def after(own: Stream, days: Ints, weeks: int) -> Floats:
    """Return what flowed in the weeks after each day."""
    return own.flowed(days + 1, days + 7 * weeks)


def scale(own: Stream, days: Ints, weeks: int) -> Floats:
    """Return what so many weeks bring in the mean of the five years before each day."""
    years = [own.flowed(days - int(_YEAR * (k + 1)) + 1, days - int(_YEAR * k)) for k in range(5)]
    return _mean(years) * weeks / 52


def expected(own: Stream, days: Ints, weeks: int, *, name: str) -> Floats:
    """Return what would have flowed after each day by a plain counterfactual.

    `pace before` continues the mean of the thirteen weeks before, `usual season` is the mean of the
    same weeks in the five earlier years.
    """
    if name == "pace before":
        before = own.flowed(days - 7 * WEEKS_BEFORE + 1, days)
        return before * weeks / WEEKS_BEFORE
    past = [after(own, days - int(_YEAR * k), weeks) for k in range(1, _USUAL_YEARS + 1)]
    return _mean(past)


def plain(own: Stream, day: int, weeks: int, *, name: str) -> list[Counterfactual]:
    """Return a plain counterfactual for an event on an ordinal day, or nothing if not held.

    Its placebos are every fourth week of the past whose weeks after had ended before the event.
    """
    here = np.array([day])
    centre, actual = expected(own, here, weeks, name=name)[0], after(own, here, weeks)[0]
    usual = turn(own, here, weeks, name=name)[0]
    size = scale(own, here, weeks)[0]
    if np.isnan(centre + usual) or not size > 0:
        return []
    days = np.arange(day - 7 * weeks, own.first, -_STEP)
    off = after(own, days, weeks) - expected(own, days, weeks, name=name)
    off = off - turn(own, days, weeks, name=name)
    sizes = scale(own, days, weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        off = np.where(sizes > 0, off / sizes, np.nan) * size
    held = ~np.isnan(off)
    return [
        _counterfactual(
            name,
            centre=float(centre),
            actual=float(actual),
            usual=float(usual),
            off=off[held],
            apart=int(held.sum() * _STEP / (7 * weeks)),
        )
    ]


def turn(own: Stream, days: Ints, weeks: int, *, name: str) -> Floats:
    """Return by how much the pace usually turns at this time of the year, in earlier years.

    The usual season turns by itself, so there is nothing to add to it.
    """
    if name != "pace before":
        return np.zeros(len(days))
    past = [days - int(_YEAR * k) for k in range(1, _USUAL_YEARS + 1)]
    return _mean([after(own, one, weeks) - expected(own, one, weeks, name=name) for one in past])


def _counterfactual(
    name: str, *, centre: float, actual: float, usual: float, off: Floats, apart: int
) -> Counterfactual:
    """Return a counterfactual from how far its placebos were off.

    Weeks after of neighbouring placebos overlap, so the rank counts only as many of them as lie
    apart. The event counts itself among them, or a rank of nothing could come out.
    """
    gap = actual - centre
    middle = float(np.median(off)) if len(off) else np.nan
    share = float((np.abs(off - middle) >= abs(gap - usual - middle)).mean()) if len(off) else 1.0
    low, high = np.quantile(off, [0.05, 0.95]).tolist() if len(off) else (np.nan, np.nan)
    return Counterfactual(
        name=name,
        expected=centre,
        effect=gap,
        turn=usual,
        low=gap - usual - high,
        high=gap - usual - low,
        rank=(share * apart + 1) / (apart + 1),
        placebos=apart,
    )


def _forecast(
    forecaster: Forecaster, own: Stream, series: tuple[Book, str, str], event: date, weeks: int
) -> Counterfactual | Refusal:
    """Return the forecast of the day before as a counterfactual; its placebos are its own record.

    One table holds the same window of every season, each forecast from the seasons before it.
    """
    book, product, partner = series
    start = event + timedelta(days=1)
    question = Question(
        product, start, event + timedelta(days=7 * weeks), can_fall=book is Book.EXPORT_SALES
    )
    offsets = BAND - 1
    table = [seasons(own, question, offsets, count=SEASONS)]
    for other_product, place in POOL:
        other = forecaster.stream(book, other_product, place)
        if other is not None and (other_product, place) != (product, partner):
            alike = Question(other_product, start, question.deadline, can_fall=question.can_fall)
            table.append(seasons(other, alike, offsets, count=SEASONS))
    workings = Workings(question, table, told=None, offsets=offsets.astype(float), at=MIDDLE)
    chosen = AVERAGE if book is Book.EXPORT_SALES else MODEL
    (found,), (seen,) = workings.left(chosen)
    left = table[0].left[:, int(MIDDLE[0])]
    if np.isnan(left[0]):
        return Refusal("part of the weeks after, or of the next crop's sales in them, is not held")
    if np.isnan(found[0, 0]).any():
        return Refusal("too few earlier seasons are held")
    level, median = float(pit(left[:1], found[0])[0]), float(found[0, 0, 49])
    low, high = float(found[0, 0, 4]), float(found[0, 0, 94])
    actual = float(left[0])
    return Counterfactual(
        name="forecast before",
        expected=median,
        effect=actual - median,
        turn=0.0,
        low=actual - high,
        high=actual - low,
        rank=max(2 * min(level, 1 - level), 0.01),
        placebos=int(seen[0, 0]),
    )


def _mean(parts: Sequence[Floats]) -> Floats:
    stack = np.stack(parts)
    held = ~np.isnan(stack)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(held, stack, 0).sum(axis=0) / held.sum(axis=0)
    return np.where(held.sum(axis=0) >= _LEAST_YEARS, means, np.nan)


_LEAST_YEARS = 2
