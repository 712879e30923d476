"""Forecasts, skill and calibration as flat rows: for JSON, CSV, and other people's tools."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from offtake.forecast.answers import Cases, Forecast, Refusal
from offtake.forecast.scores import LEVELS
from offtake.forecast.summary import Skill

REPORT_COLUMNS: dict[str, str] = {
    "probability": "probability that the amount is met by the deadline; none without a forecast",
    "p05": "5 % quantile of the final count",
    "p25": "25 % quantile of the final count",
    "p50": "median of the final count",
    "p75": "75 % quantile of the final count",
    "p95": "95 % quantile of the final count",
    "model": "id of the model that forecast; with as_of and revision it names the forecast",
}
"""The columns a forecast adds to a report row, and what each holds."""

_SHOWN = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def report_columns(
    found: Forecast | Refusal, convert: Callable[[Decimal], float | None]
) -> dict[str, Any]:
    """Return what a forecast adds to a report row; every column is none where there is none.

    `convert` takes a count in the forecast's unit to the row's.

    >>> report_columns(Refusal("no deadline was given"), float)["probability"] is None
    True
    """
    if isinstance(found, Refusal):
        return dict.fromkeys(REPORT_COLUMNS)
    shown = {name: convert(Decimal(found.quantile(level))) for name, level in _SHOWN.items()}
    return {"probability": found.probability, **shown, "model": found.model}


HUB_COLUMNS = (
    "model_id",
    "reference_date",
    "target",
    "horizon",
    "location",
    "target_end_date",
    "output_type",
    "output_type_id",
    "value",
)
"""Columns of a hubverse model output: https://docs.hubverse.io/en/latest/user-guide/."""


def hub_rows(forecasts: Iterable[tuple[Forecast, str]]) -> Iterator[dict[str, Any]]:
    """Yield a row for each quantile of some forecasts, and one for each probability, as hubverse.

    Each forecast comes with its location. `target` is the pledge and reading, `horizon` the days
    from the last figures to the deadline, `output_type` `quantile`, or `pmf` for the probability of
    `met`.
    """
    for one, location in forecasts:
        same = {
            "model_id": one.model,
            "reference_date": one.as_of.isoformat(),
            "target": f"{one.pledge} {one.reading}",
            "horizon": (one.deadline - one.figures_to).days,
            "location": location,
            "target_end_date": one.deadline.isoformat(),
        }
        for level, value in zip(LEVELS.tolist(), one.quantiles, strict=True):
            yield same | {"output_type": "quantile", "output_type_id": level, "value": value}
        if one.probability is not None:
            for word, chance in (("met", one.probability), ("missed", 1 - one.probability)):
                yield same | {"output_type": "pmf", "output_type_id": word, "value": chance}


def issued_row(one: Forecast, *, issued_at: str, location: str) -> dict[str, Any]:
    """Return a forecast as the line that keeps it for scoring."""
    return {
        "pledge": one.pledge,
        "reading": one.reading,
        "deadline": one.deadline.isoformat(),
        "as_of": one.as_of.isoformat(),
        "revision": one.revision,
        "model_id": one.model,
        "location": location,
        "issued_at": issued_at,
        "figures_to": one.figures_to.isoformat(),
        "unit": one.unit_code,
        "counted": one.counted,
        "target": one.target,
        "probability": one.probability,
        "quantiles": [round(value, 3) for value in one.quantiles],
        "seasons": one.seasons,
        "known_on": one.known_on.isoformat() if one.known_on else None,
    }


CASE_COLUMNS = ("kind", "low", "high", "count", "years", "said", "happened")


@cache
def bundled_record(kind: str) -> tuple[Cases, ...]:
    """Return the calibration of the bundled back-test, for `sales` or `shipments`.

    >>> sum(one.count for one in bundled_record("shipments")) > 1000
    True
    """
    found = []
    for row in _read("calibration.csv"):
        if row["kind"] == kind:
            numbers = (float(row[name]) for name in ("low", "high", "said", "happened"))
            low, high, said, happened = numbers
            found.append(Cases(low, high, int(row["count"]), int(row["years"]), said, happened))
    return tuple(found)


@cache
def bundled_skill() -> tuple[Skill, ...]:
    """Return the skill of every method in the bundled back-test, by target and quarter.

    >>> sorted({one.model_id for one in bundled_skill()})[0]
    'five-year-mean-1'
    """
    return tuple(_skill(row) for row in _read("skill.csv"))


def _skill(row: dict[str, str]) -> Skill:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    def sure(name: str) -> float:
        return float(row[name])

    return Skill(
        target=row["target"],
        model_id=row["model_id"],
        quarter=int(row["quarter"]) if row["quarter"] else None,
        seasons=int(row["seasons"]),
        origins=int(row["origins"]),
        crps=sure("crps"),
        ratio=sure("ratio"),
        covered_50=sure("covered_50"),
        covered_80=sure("covered_80"),
        covered_90=sure("covered_90"),
        brier=sure("brier"),
        brier_skill=sure("brier_skill"),
        statistic=number("statistic"),
        p_value=number("p_value"),
        better_in=int(row["better_in"]),
    )


@dataclass(frozen=True, slots=True)
class Replayed:
    """A forecast as it would have been published on a past day, and what came of it.

    Counts are whole numbers of `unit`. `in_the_end` is the verdict at the last look.
    """

    pledge: str
    reading: str
    deadline: str
    as_of: str
    figures_to: str
    unit: str
    counted: int
    target: int | None
    probability: float | None
    p05: int
    p50: int
    p95: int
    model: str
    in_the_end: str


@cache
def bundled_replay() -> tuple[Replayed, ...]:
    """Return the pledge of 12 million tonnes replayed week by week, oldest day first.

    >>> bundled_replay()[0].pledge, bundled_replay()[0].as_of
    ('cn-us-soybeans-12mt-2025', '2025-10-30')
    """
    return tuple(_replayed(row) for row in _read("replay.csv"))


def _replayed(row: dict[str, str]) -> Replayed:
    texts = ("pledge", "reading", "deadline", "as_of", "figures_to", "unit", "model", "in_the_end")
    return Replayed(
        **{name: row[name] for name in texts},
        counted=int(row["counted"]),
        target=int(row["target"]) if row["target"] else None,
        probability=float(row["probability"]) if row["probability"] else None,
        p05=int(row["p05"]),
        p50=int(row["p50"]),
        p95=int(row["p95"]),
    )


def _read(name: str) -> list[dict[str, str]]:
    text = files("offtake.forecast").joinpath("record", name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))
