"""How often a count lay within its fan: python benchmarks/fan_coverage.py.

Windows of soybeans to China, each season forecast from those before it, at nine origins. `between`
are the days before the deadline, thirds of the way apart.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np

from offtake.domain import Book
from offtake.forecast import Forecaster
from offtake.forecast.fan import between, never_falling
from offtake.forecast.forecaster import BAND, MIDDLE, SEASONS
from offtake.forecast.methods import AVERAGE, MODEL, Workings
from offtake.forecast.scores import Floats
from offtake.forecast.seasons import Question, seasons
from offtake.forecast.targets import LAST_SEASON, TARGETS, Target
from offtake.workspace import Workspace

TRIED = 21
BANDS = ((24, 74), (9, 89), (4, 94))
Hits = dict[str, list[tuple[bool, ...]]]


def answered(
    forecaster: Forecaster, target: Target, question: Question, gone: int
) -> tuple[Floats, Floats]:
    """Return the quantiles of what was left in every season, and what was."""
    own = forecaster.stream(target.book, target.product, target.partner)
    if own is None:
        raise SystemExit(f"no figures of {target.id} are held")
    offsets = BAND + gone
    mine = seasons(own, question, offsets, count=SEASONS)
    pool = forecaster._pool(target.book, target.partner, question, offsets)  # noqa: SLF001 - as it does
    workings = Workings(
        question, [mine, *pool], told=None, offsets=offsets.astype(float), at=MIDDLE
    )
    found, _ = workings.left(AVERAGE if target.book is Book.EXPORT_SALES else MODEL)
    return found[0, :TRIED, 0], mine.left[:TRIED, MIDDLE[0]]


def measure(forecaster: Forecaster, target: Target, hits: Hits) -> None:
    question = target.question(LAST_SEASON)
    for share in np.linspace(0, 0.8, 9):
        gone = int(question.days * share)
        origin = date.fromordinal(question.start.toordinal() + gone)
        days = [*between(origin, question.deadline), question.deadline]
        asked = [replace(question, deadline=day) for day in days]
        told = [answered(forecaster, target, one, gone) for one in asked]
        for season in range(TRIED):
            table = np.stack([quantiles[season] for quantiles, _ in told])
            if np.isnan(table).any():
                continue
            if target.book is not Book.EXPORT_SALES:
                table = never_falling(np.fmax(table, 0))
            for place, (row, (_, truth)) in enumerate(zip(table, told, strict=True)):
                if not np.isnan(truth[season]):
                    part = "deadline" if place == len(days) - 1 else "between"
                    hits[part].append(
                        tuple(bool(row[low] <= truth[season] <= row[high]) for low, high in BANDS)
                    )


def main() -> None:
    workspace = Workspace.open()
    forecaster = workspace.forecaster(workspace.last_look(), list(workspace.register.values()))
    whole: Hits = defaultdict(list)
    print(f"{'':<32}{'days':>6}{'50 %':>7}{'80 %':>7}{'90 %':>7}")
    for target in TARGETS:
        if target.partner == "CHN":
            hits: Hits = defaultdict(list)
            measure(forecaster, target, hits)
            show(target.id, hits)
            for part, found in hits.items():
                whole[part] += found
    show("all", whole)


def show(name: str, hits: Hits) -> None:
    for part, found in hits.items():
        shares = "".join(f"{share:>7.1%}" for share in np.mean(found, axis=0))
        print(f"{f'{name} {part}':<32}{len(found):>6}{shares}")


if __name__ == "__main__":
    main()
