"""Floors on the longer history beside a developer's checkout, kept apart from the bundled ones."""

import csv
import hashlib
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from loading import ROOT
from offtake.domain import Book, end_of_day_in_washington
from offtake.forecast import Forecaster, figures_wanted, outlook_wanted
from offtake.forecast.forecaster import POOL
from offtake.forecast.methods import BLIND, MEAN, MODEL, NAIVE, OWN, WASDE, Member, Method, Workings
from offtake.forecast.scores import Floats, crps
from offtake.forecast.seasons import Question, Seasons, seasons
from offtake.forecast.streams import Stream, backfilled
from offtake.pace import Counter, Figures
from offtake.store import Store
from offtake.workspace.supplies import bundle

FLOORS = tomllib.loads((ROOT / "tests" / "forecast" / "floors.toml").read_text())["shared"]
OFFSETS = np.arange(6, 360, 7)
COUNT = 30
LAST = 2025
PLACES = 25
INSPECTED = "data/usda/fgis/fgis_soy_by_destination_2009_2025_rlc"


def inspected(shared: Path) -> dict[str, Stream]:
    """Return weekly inspections by destination and `WORLD`, 2009 to 2024; absent weeks are none."""
    path = shared / INSPECTED / "fgis_soybeans_weekly_by_destination.csv"
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == FLOORS["data_hash"]
    first, weeks = date(2009, 8, 28), 801
    flows: dict[str, Floats] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            week = (date.fromisoformat(row["week_ending"]) - first - timedelta(days=6)).days // 7
            for name in (row["destination"], "WORLD"):
                flow = flows.setdefault(name, np.zeros(weeks))
                flow[week] += float(row["metric_tons"])
    return {name: _stream(name, first, flow) for name, flow in flows.items()}


def _stream(name: str, first: date, weekly: Floats) -> Stream:
    days = np.concatenate(([0.0], np.repeat(weekly / 7, 7)))
    blank, nothing = np.full(len(days), np.nan), np.zeros(len(days))
    return Stream(
        name, first.toordinal() - 1, np.cumsum(days), nothing, nothing, blank, blank, blank
    )


def forecaster() -> Forecaster:
    """Return one on the bundled figures of the last look."""
    store = Store.open(bundle())
    instant = end_of_day_in_washington(date(2026, 8, 22))
    counter = Counter(Figures(store.as_of(figures_wanted(()), as_of=instant)))
    return Forecaster(counter, as_of=date(2026, 8, 22), outlooks=store.history(outlook_wanted()))


def losses(
    workings: Workings, methods: Sequence[Method], years: range
) -> dict[str, list[tuple[int, float]]]:
    """Return each method's CRPS with its season, at origins that all of them answer."""
    own = workings.table[0]
    found = {one.id: workings.left(one)[0][0] for one in methods}
    held = ~np.isnan(own.left) & np.all([~np.isnan(one[..., 0]) for one in found.values()], axis=0)
    rows: dict[str, list[tuple[int, float]]] = {name: [] for name in found}
    for row in range(len(own.total)):
        season = LAST - row
        if season in years and held[row].any():
            for name, one in found.items():
                scores = crps(own.left[row][held[row]], one[row][held[row]])
                rows[name] += [(season, float(score)) for score in scores]
    return rows


def mean(rows: Sequence[tuple[int, float]]) -> float:
    return float(np.mean([loss for _, loss in rows]))


def whole_year(product: str) -> Question:
    month = 6 if product == "wheat" else 9
    last = date(LAST, month, 1) - timedelta(days=1)
    return Question(product, date(LAST - 1, month, 1), last)


@pytest.mark.shared
def test_world_soybeans_with_inspections_from_2009(shared: Path) -> None:
    bundled = forecaster()
    question = whole_year("soybeans")
    own = bundled.stream(Book.SHIPMENTS, "soybeans", "WORLD")
    assert own is not None
    own = backfilled(own, inspected(shared)["WORLD"])
    table = [seasons(own, question, OFFSETS, count=COUNT)]
    for product, place in POOL[1:]:
        other = bundled.stream(Book.SHIPMENTS, product, place)
        assert other is not None
        table.append(seasons(other, question, OFFSETS, count=COUNT))
    told = bundled.outlook.beside(table[0], question, OFFSETS, delay=7)
    workings = Workings(
        question, table, told=told, offsets=OFFSETS.astype(float), at=np.arange(len(OFFSETS))
    )
    rows = losses(workings, (MODEL, OWN, NAIVE, WASDE), range(2017, LAST + 1))
    assert {season for season, _ in rows[MODEL.id]} == set(range(2017, LAST + 1))
    floor = FLOORS["soybeans_world"]
    measured = {name: mean(found) / mean(rows[NAIVE.id]) for name, found in rows.items()}
    assert measured[MODEL.id] <= floor["model_over_naive"], measured
    assert measured[OWN.id] <= floor["own_over_naive"], measured
    assert measured[MODEL.id] / measured[WASDE.id] <= floor["model_over_wasde"], measured


@pytest.mark.shared
def test_destinations_without_sales_data_are_no_worse_than_the_plain_average(shared: Path) -> None:
    """Twenty-five largest destinations of soybeans, inspections only, each learning from all."""
    streams = inspected(shared)
    question = Question("soybeans", date(2023, 9, 1), date(2024, 8, 31))
    sizes = sorted(streams, key=lambda name: -streams[name].flow[-1])
    names = [name for name in sizes if name != "WORLD"][:PLACES]
    tables = {name: seasons(streams[name], question, OFFSETS, count=14) for name in names}
    sums: dict[str, list[float]] = {}
    for name in names:
        others = [tables[other] for other in names if other != name]
        ours = losses_of(question, tables[name], others)
        for method, loss in ours.items():
            sums.setdefault(method, []).append(loss)
    measured = {method: float(np.mean(found)) for method, found in sums.items()}
    floor = FLOORS["destinations"]
    assert measured[BLIND.id] <= floor["crps_percent"], measured
    assert measured[BLIND.id] <= measured[THREE.id], measured


THREE = Method(
    id="average-of-three",
    title="last year's, the five-year mean and the pace, the same weight each",
    members=(
        Member(NAIVE.members[0].recipe, 1 / 3),
        Member(MEAN.members[0].recipe, 1 / 3),
        Member(BLIND.members[1].recipe, 1 / 3),
    ),
)


def losses_of(question: Question, own: Seasons, others: Sequence[Seasons]) -> dict[str, float]:
    """Return each method's CRPS in per cent of the mean season, over eight seasons to 2023/24."""
    workings = Workings(
        question, [own, *others], told=None, offsets=OFFSETS.astype(float),
        at=np.arange(len(OFFSETS)),
    )  # fmt: skip
    rows = losses(workings, (BLIND, THREE, NAIVE, MEAN), range(2018, LAST + 1))
    size = float(np.nanmean(own.total[:8]))
    return {name: 100 * mean(found) / size for name, found in rows.items() if found}
