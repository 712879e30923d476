"""What a back-test found, in a few numbers: skill, coverage, calibration. Seasons are the cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from offtake.domain import Book
from offtake.forecast.answers import Cases
from offtake.forecast.methods import AVERAGE, MODEL, NAIVE
from offtake.forecast.scores import DieboldMariano, brier, brier_skill, compare, reliability
from offtake.forecast.targets import TARGETS

Row = Mapping[str, Any]

NOMINAL = {"50": (0.25, 0.75), "80": (0.1, 0.9), "90": (0.05, 0.95)}
"""The intervals whose coverage is told, with the levels of their ends."""


@dataclass(frozen=True, slots=True)
class Skill:
    """How one method did on one target: on the origins that all compared methods answered.

    `crps` is in per cent of the mean season total and `ratio` over the seasonal naive's on the same
    origins. `quarter` is none for the whole season. Coverages are shares. `brier_skill` is against
    the base rate of earlier seasons, over the four amounts asked about. `statistic` and `p_value`
    compare with the seasonal naive, a season being one case.
    """

    target: str
    model_id: str
    quarter: int | None
    seasons: int
    origins: int
    crps: float
    ratio: float
    covered_50: float
    covered_80: float
    covered_90: float
    brier: float
    brier_skill: float
    statistic: float | None
    p_value: float | None
    better_in: int

    def row(self) -> dict[str, Any]:
        """Return it as one flat mapping."""
        return asdict(self)


def once(rows: Iterable[Row]) -> list[Row]:
    """Return one row for each method, question and week of figures: the first issued.

    While nothing is published, a weekly grid asks the same again and again.
    """
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["model_id"], row["target"], row["season"], row["origin"])
        if key not in first or row["reference_date"] < first[key]["reference_date"]:
            first[key] = row
    return list(first.values())


def skills(rows: Iterable[Row], *, targets: Sequence[str] | None = None) -> list[Skill]:
    """Return the skill of every method on every target, whole and by quarter of the season."""
    by_target: dict[str, list[Row]] = {}
    for row in once(rows):
        by_target.setdefault(row["target"], []).append(row)
    names = [target.id for target in TARGETS] if targets is None else targets
    order = [name for name in names if name in by_target]
    found: list[Skill] = []
    for name in (*order, *sorted(set(by_target) - set(order) if targets is None else ())):
        shared = _shared(by_target[name])
        found += _of_target(name, shared)
    return found


def _shared(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each method at the origins that all of them answered, in one order."""
    by_method: dict[str, dict[tuple[int, str], Row]] = {}
    for row in rows:
        by_method.setdefault(row["model_id"], {})[row["season"], row["origin"]] = row
    common = set.intersection(*(set(found) for found in by_method.values()))
    return {name: [found[key] for key in sorted(common)] for name, found in by_method.items()}


def _of_target(target: str, methods: Mapping[str, Sequence[Row]]) -> list[Skill]:
    found = []
    for quarter in (None, 1, 2, 3, 4):
        chosen = {
            name: [row for row in rows if quarter in {None, row["quarter"]}]
            for name, rows in methods.items()
        }
        reference = chosen.get(NAIVE.id) or next(iter(chosen.values()))
        if reference:
            found += [_skill(target, name, quarter, rows, reference)
                      for name, rows in chosen.items()]  # fmt: skip
    return found


def _skill(
    target: str, name: str, quarter: int | None, rows: Sequence[Row], reference: Sequence[Row]
) -> Skill:
    years = [row["season"] for row in rows]
    ours, theirs = (np.array([row["crps"] for row in one]) for one in (rows, reference))
    whole = np.mean(list({row["season"]: row["outcome"] for row in rows}.values()))
    levels = np.array([row["pit"] for row in rows])
    inside = {
        label: float(((levels >= low) & (levels <= high)).mean())
        for label, (low, high) in NOMINAL.items()
    }
    versus = compare(ours, theirs, years) if name != NAIVE.id else _NO_COMPARISON
    said, came, rates = (
        np.array([row[column] for row in rows], dtype=float).ravel()
        for column in ("chances", "came", "base_rates")
    )
    return Skill(
        target=target,
        model_id=name,
        quarter=quarter,
        seasons=len(set(years)),
        origins=len(rows),
        crps=100 * float(ours.mean() / whole),
        ratio=float(ours.mean() / theirs.mean()),
        covered_50=inside["50"],
        covered_80=inside["80"],
        covered_90=inside["90"],
        brier=float(brier(came, said).mean()),
        brier_skill=brier_skill(came, said, rates),
        statistic=versus.statistic,
        p_value=versus.p_value,
        better_in=versus.better_in,
    )


_NO_COMPARISON = DieboldMariano(0.0, None, None, 0, 0)


def kind_of(target: str) -> str:
    """Return whether a target is of sales or of shipments: probabilities of each are kept apart.

    >>> kind_of("soybeans-chn-sales-my")
    'sales'
    """
    books = {one.id: one.book for one in TARGETS}
    return "sales" if books.get(target) is Book.EXPORT_SALES else "shipments"


def calibration(rows: Iterable[Row], *, kind: str) -> list[Cases]:
    """Return what became of the probabilities the model said of sales, or of shipments.

    Years are the seasons that forecasts of a bin come from: the number of independent cases is
    nearer to theirs than to the forecasts'.
    """
    model = AVERAGE.id if kind == "sales" else MODEL.id
    chosen = [row for row in once(rows) if row["model_id"] == model
              and kind_of(row["target"]) == kind]  # fmt: skip
    if not chosen:
        return []
    said, came = (
        np.array([row[column] for row in chosen], dtype=float) for column in ("chances", "came")
    )
    years = np.repeat([row["season"] for row in chosen], said.shape[1])
    bins = reliability(came.ravel(), said.ravel(), years)
    return [Cases(one.low, one.high, one.cases, one.years, one.said, one.happened) for one in bins]
