"""A back-test over years of as-ofs: in parallel, and going on where it was broken off."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from offtake.domain import end_of_day_in_washington
from offtake.forecast.backtest import Backtest, History, grid
from offtake.forecast.forecaster import Forecaster, figures_wanted, outlook_wanted
from offtake.forecast.keeping import Results
from offtake.forecast.methods import TRIED
from offtake.forecast.outlooks import MEASURE
from offtake.forecast.targets import LAST_SEASON, TARGETS
from offtake.pace import Counter, Figures
from offtake.store import Store

FIRST_DAY = date(2004, 9, 1)
"""The first day on which any target is tried."""
_LAST_DAY = date(LAST_SEASON + 1, 1, 31)


@dataclass(frozen=True, slots=True)
class Run:
    """One back-test: the figures it reads and where its results go.

    `until` is the last as-of, and the day whose figures say what happened.
    """

    store: Path
    folder: Path
    since: date
    until: date

    @property
    def results(self) -> Results:
        """Where this run's results are kept: a folder named for methods, targets and figures."""
        return Results(self.folder / run_id(self.store, self.until))

    def months(self) -> list[str]:
        """Return the months of as-ofs, oldest first."""
        return sorted({f"{day:%Y-%m}" for day in self.days()})

    def days(self) -> list[date]:
        """Return the as-ofs, up to where the last season tried is published to its end."""
        return list(grid(self.since, min(self.until, _LAST_DAY)))


def run_id(store: Path, until: date) -> str:
    """Return a name that changes whenever a method, a target or a figure does."""
    names = [*TRIED, *map(repr, TRIED.values()), *map(repr, TARGETS), str(LAST_SEASON)]
    text = "\n".join([*names, data_hash(store, until)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def data_hash(store: Path, until: date) -> str:
    """Return a hash of every figure a back-test reads, value, vintage and all."""
    digest = hashlib.sha256(str(until).encode())
    held = Store.open(store)
    for wanted in (figures_wanted(()), outlook_wanted()):
        for one in held.history(wanted):
            row = (str(one.key), str(one.period), str(one.value), one.vintage.known_at.isoformat())
            digest.update("|".join(row).encode())
    return digest.hexdigest()[:16]


def backtest(store: Path, until: date) -> Backtest:
    """Return the back-test of a store's figures, whose newest as-of says what happened."""
    held = Store.open(store)
    history = History([*held.history(figures_wanted(())), *held.history(outlook_wanted())])
    newest = history.as_of(end_of_day_in_washington(until))
    counter = Counter(Figures(one for one in newest if one.key.measure != MEASURE))
    final = Forecaster(counter, as_of=until)
    return Backtest(history, final=final, targets=TARGETS, last_season=LAST_SEASON)


def run(work: Run, *, workers: int) -> Iterator[tuple[str, int, int]]:
    """Do the months not done yet, and yield each with how many are done and how many there are.

    Months done before are yielded first, without any work. Each worker is a process of its own
    that reads the figures once.

    Raises:
        StoreError: The figures cannot be read.
        MethodFailed: A method gave something that is no forecast; nothing of that month is kept.
        OSError: The results cannot be written.
    """
    results, months = work.results, work.months()
    todo = [month for month in months if not results.has(month)]
    done = len(months) - len(todo)
    for number, month in enumerate(sorted(set(months) - set(todo)), start=1):
        yield month, number, len(months)
    shares = [todo[start::_SHARE] for start in range(min(_SHARE, len(todo)))]
    if workers <= 1:
        shown = (_do(work, results.folder, [month]) for month in todo)
        for found in shown:
            done += len(found)
            yield found[-1], done, len(months)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        jobs = [pool.submit(_do, work, results.folder, share) for share in shares]
        for job in as_completed(jobs):
            found = job.result()
            done += len(found)
            yield found[-1], done, len(months)


_SHARE = 24
"""How many pieces the months are dealt into: enough to keep a few processes busy to the end."""

_held: dict[tuple[Path, date], Backtest] = {}


def _do(work: Run, folder: Path, months: Sequence[str]) -> list[str]:
    """Replay some months and keep their results; each process puts the figures together once."""
    key = (work.store, work.until)
    if key not in _held:
        _held[key] = backtest(*key)
    days = work.days()
    for month in months:
        inside = [day for day in days if f"{day:%Y-%m}" == month]
        rows = [one.row() for day in inside for one in _held[key].day(day)]
        Results(folder).write(month, rows)
    return list(months)
