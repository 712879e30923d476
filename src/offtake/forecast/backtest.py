"""The whole computation run again at past dates, on the figures then known.

At each as-of the figures published by then are put together anew, every question open on that day
is answered by every method, and the answer is kept beside what the newest figures say happened.
The grid: each Friday, for the newest week published by then, once a week of figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from offtake.domain import Observation, end_of_day_in_washington
from offtake.errors import MethodFailed
from offtake.forecast.answers import probability_of
from offtake.forecast.forecaster import Forecaster
from offtake.forecast.methods import LEAST_SEASONS, TRIED, Method, Workings
from offtake.forecast.outlooks import MEASURE
from offtake.forecast.scores import Floats, crps, pit
from offtake.forecast.seasons import Seasons, seasons, usual
from offtake.forecast.streams import Stream
from offtake.forecast.targets import Target
from offtake.pace import Counter, Figures

THRESHOLDS = (0.8, 1.0, 1.2)
"""Amounts asked about, as shares of the mean total of five seasons."""


class History:
    """Every vintage of some figures; what was known on a day can be put together from it."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._rows = sorted(enumerate(observations), key=lambda row: (row[1].vintage.known_at,
                                                                      row[0]))  # fmt: skip

    def as_of(self, instant: datetime) -> list[Observation]:
        """Return the figures that stood at an instant, as the store's own as-of does."""
        latest: dict[tuple[Any, Any], Observation] = {}
        for _, one in self._rows:
            if one.vintage.known_at > instant:
                break
            latest[one.key, one.period] = one
        return [one for one in latest.values() if one.status.value != "W"]

    def published(self, instant: datetime) -> list[Observation]:
        """Return every vintage known at an instant, oldest first."""
        return [one for _, one in self._rows if one.vintage.known_at <= instant]


@dataclass(frozen=True, slots=True)
class Result:
    """One method's answer to one question on one day, with what happened; tonnes.

    `reference_date`, `target`, `horizon` (days), `target_end_date`, `model_id` and `location` are
    named as in hubverse. `origin` is the last day published and `quarter` how far the window had
    gone (0 before it began). `mean` is the five-year mean total, `chances` the probabilities of
    reaching each of `THRESHOLDS` times it and then of last year's total, `came` whether they were,
    `base_rates` how often in earlier seasons.
    """

    model_id: str
    reference_date: str
    target: str
    horizon: int
    target_end_date: str
    location: str
    season: int
    origin: str
    quarter: int
    counted: float
    outcome: float
    mean: float
    q05: float
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float
    q95: float
    crps: float
    pit: float
    seasons: int
    chances: tuple[float, ...]
    came: tuple[bool, ...]
    base_rates: tuple[float, ...]

    def row(self) -> dict[str, Any]:
        """Return the result as one flat mapping."""
        return asdict(self)


def grid(first: date, last: date) -> Iterator[date]:
    """Yield the as-ofs of a back-test: every Friday.

    >>> [day.isoformat() for day in grid(date(2025, 8, 30), date(2025, 9, 12))]
    ['2025-09-05', '2025-09-12']
    """
    day = first + timedelta(days=(4 - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


class Backtest:
    """Replays past dates from a history, for some targets and methods.

    `final` answers what happened: a forecaster of the newest figures.
    """

    def __init__(
        self,
        history: History,
        *,
        final: Forecaster,
        targets: Sequence[Target],
        methods: Mapping[str, Method] = TRIED,
        last_season: int,
    ) -> None:
        self.history, self.final, self.targets = history, final, targets
        self.methods, self.last_season = methods, last_season

    def day(self, day: date) -> list[Result]:
        """Return every method's answer to every question open on a day, as known on it."""
        instant = end_of_day_in_washington(day)
        known = self.history.as_of(instant)
        counter = Counter(Figures(one for one in known if one.key.measure != MEASURE))
        told = (one for one in self.history.published(instant) if one.key.measure == MEASURE)
        forecaster = Forecaster(counter, as_of=day, outlooks=told)
        found: list[Result] = []
        for target in self.targets:
            for season in range(max(target.first, day.year - 1), self.last_season + 1):
                question = target.question(season)
                if question.start - timedelta(days=1) <= day:
                    found += self._answers(forecaster, target, season, day)
        return found

    def _answers(
        self, forecaster: Forecaster, target: Target, season: int, day: date
    ) -> Iterator[Result]:
        asked = self._asked(forecaster, target, season, day)
        if asked is None:
            return
        for method in self.methods.values():
            left, seen = forecaster.quantiles(
                target.book, target.partner, asked.workings.question, asked.own, method=method
            )
            final = asked.counted + left
            if np.isnan(final).all():
                continue  # the method has nothing to go by here, and says so by silence
            if not np.isfinite(final).all():
                raise MethodFailed(method.id, f"{target.id} {season} {day}", "not all are numbers")
            yield asked.result(method, final, seasons=seen)

    def _asked(
        self, forecaster: Forecaster, target: Target, season: int, day: date
    ) -> "_Asked | None":
        """Return a question with all that is known of it, or none where it cannot be tried."""
        question = target.question(season)
        own = forecaster.stream(target.book, target.product, target.partner)
        first, last = question.start.toordinal(), question.deadline.toordinal()
        if own is None or not first <= own.last < last:
            return None
        workings = forecaster.workings(target.book, target.partner, question, own)
        held = int((~np.isnan(workings.table[0].left[1:, workings.at[0]])).sum())
        outcome = self._outcome(target, season)
        if outcome is None or held < LEAST_SEASONS:
            return None
        sailed = forecaster.sailed(target.partner, question) if question.is_level else np.nan
        return _Asked(target, season, day, own, workings, outcome, sailed)

    def _outcome(self, target: Target, season: int) -> float | None:
        """Return what a season's window had counted in the end, or none where it is not held."""
        question = target.question(season)
        own = self.final.stream(target.book, target.product, target.partner)
        if own is None:
            return None
        whole = seasons(own, question, np.array([0]), count=1).total[0]
        return None if np.isnan(whole) else float(whole)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question on one day, with what was known and what came of it.

    `sailed` is what had sailed of the window, where sales are asked about that hold all of it.
    """

    target: Target
    season: int
    day: date
    own: Stream
    workings: Workings
    outcome: float
    sailed: float

    @property
    def origin(self) -> date:
        return date.fromordinal(self.own.last)

    @property
    def table(self) -> Seasons:
        return self.workings.table[0]

    @property
    def place(self) -> int:
        return int(self.workings.at[0])

    @property
    def counted(self) -> float:
        return self.workings.done

    def result(self, method: Method, final: Floats, *, seasons: int) -> Result:
        deadline = self.workings.question.deadline
        mean, last = float(self.table.scale[0, self.place]), float(self.table.total[1])
        amounts = [*(share * mean for share in THRESHOLDS), last]
        q05, q10, q25, q50, q75, q90, q95 = (float(final[place]) for place in _SHOWN)
        return Result(
            model_id=method.id,
            reference_date=self.day.isoformat(),
            target=self.target.id,
            horizon=(deadline - self.origin).days,
            target_end_date=deadline.isoformat(),
            location=self.target.partner,
            season=self.season,
            origin=self.origin.isoformat(),
            quarter=min(4, 1 + int(4 * float(self.table.part[0, self.place]))),
            counted=self.counted,
            outcome=self.outcome,
            mean=mean,
            q05=q05,
            q10=q10,
            q25=q25,
            q50=q50,
            q75=q75,
            q90=q90,
            q95=q95,
            crps=float(crps(np.array([self.outcome]), final[None, :])[0]),
            pit=float(pit(np.array([self.outcome]), final[None, :])[0]),
            seasons=seasons,
            chances=tuple(self._chance(method, amount, final) for amount in amounts),
            came=tuple(self.outcome >= amount for amount in amounts),
            base_rates=base_rates(self.table.total),
        )

    def _chance(self, method: Method, amount: float, final: Floats) -> float:
        sure = self.counted
        if self.workings.question.can_fall:
            sure = self.sailed if method.agrees else np.nan
        return 1.0 if sure >= amount else probability_of(amount, final)


_SHOWN = (4, 9, 24, 49, 74, 89, 94)


def base_rates(totals: Floats) -> tuple[float, ...]:
    """Return how often earlier seasons reached each of `THRESHOLDS` and the total before theirs.

    Row 0 is the season asked about and is not looked at. One case of each kind is added, so that
    no rate is 0 or 1 (Laplace's rule of succession).

    >>> rates = base_rates(np.array([np.nan, 9.0, 8.0, 4.0, 4.0, 4.0]))
    >>> [round(rate, 2) for rate in rates]  # 3 of 3, 3 of 3, 2 of 3 and 4 of 4
    [0.8, 0.8, 0.6, 0.83]
    """
    means = usual(totals[:, None], np.array([1]))[:, 0]
    before = np.append(totals[1:], np.nan)
    pairs = [(totals[1:], share * means[1:]) for share in THRESHOLDS]
    pairs.append((totals[1:], before[1:]))
    rates = []
    for reached, amounts in pairs:
        held = ~(np.isnan(reached) | np.isnan(amounts))
        rates.append(float(((reached >= amounts)[held].sum() + 1) / (held.sum() + 2)))
    return tuple(rates)
