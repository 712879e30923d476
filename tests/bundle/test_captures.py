"""The bundle against the captured files: other copies, another publisher, and a second build."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bundle.figures import BUNDLE, CHINA, EXPORT_SALES, ask, part, week_of
from offtake.domain import Observation, Period
from offtake.reference.crops import marketing_year
from offtake.store import SeriesFilter, Store
from scripts.build_bundle import build

pytestmark = pytest.mark.shared

MERGED = "data/usda/esr/merged_esr_soybeans/esr_801_china_weekly_1998_2026-08-13.csv"
WORKBOOK = (
    "data/usda/fgis/fgis_soy_by_destination_2009_2025_rlc/fgis_soybeans_weekly_by_destination.csv"
)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def merged(path: Path) -> dict[tuple[str, Period], Decimal]:
    """Return what the merged file prints of soybeans to China, by measure and period."""
    return {
        (measure, part(date.fromisoformat(cells["week_ending"]), int(cells["market_year"]))):
            Decimal(cells[measure.replace("next_year", "next_my")])
        for cells in rows(path)
        for measure in EXPORT_SALES
        if cells[measure.replace("next_year", "next_my")] != ""
    }  # fmt: skip


def test_soybeans_to_china_are_those_of_the_merged_file_in_every_week_and_measure(
    store: Store, shared: Path
) -> None:
    """The one difference is the opening week that changed meaning (rule D3)."""
    ours = {
        (one.key.measure, one.period): one.value
        for one in store.as_of(CHINA, as_of=store.last_look())
        if one.value is not None
    }
    theirs = merged(shared / MERGED)
    both = ours.keys() & theirs.keys()
    assert len(both) > 11_500
    opening = part(date(2024, 9, 5), 2025)
    assert {name: (theirs[name], ours[name]) for name in both if theirs[name] != ours[name]} == {
        ("net_sales", opening): (Decimal(962_620), Decimal(1_072_163))
    }


def test_weeks_that_only_the_merged_file_has_are_zero_since_china_was_not_listed(
    store: Store, shared: Path
) -> None:
    ours = {(one.key.measure, one.period) for one in store.as_of(CHINA, as_of=store.last_look())}
    only = {name: value for name, value in merged(shared / MERGED).items() if name not in ours}
    weeks = {week_of(period) for _, period in only}
    assert (min(weeks), max(weeks)) == (date(2025, 9, 4), date(2025, 10, 23))
    assert set(only.values()) == {Decimal(0)}


# FGIS inspections over ESR shipments, soybeans to China by marketing year: data.md 1.5.
RATIOS = {2020: "0.966", 2021: "1.000", 2022: "0.987", 2023: "0.951", 2024: "0.973"}
FIRST_YEARS = range(2010, 2020)


@pytest.fixture(scope="module")
def ratios(store: Store, shared: Path) -> dict[int, Decimal]:
    """Return inspected over shipped by the year a week ends in, as the guide counts."""
    inspected: dict[int, Decimal] = defaultdict(Decimal)
    shipped: dict[int, Decimal] = defaultdict(Decimal)
    for cells in rows(shared / WORKBOOK):
        if cells["destination"] == "China":
            inspected[year_of(date.fromisoformat(cells["week_ending"]))] += Decimal(
                cells["metric_tons"]
            )
    for period, value in ask(store, "weekly_exports", "CHN").items():
        shipped[year_of(week_of(period))] += value
    return {year: round(inspected[year] / shipped[year], 3) for year in inspected}


def year_of(week_ending: date) -> int:
    return marketing_year("soybeans", week_ending).last_day.year


@pytest.mark.parametrize("year", FIRST_YEARS)
def test_inspections_agree_with_shipments_in_the_first_ten_years(
    ratios: dict[int, Decimal], year: int
) -> None:
    assert Decimal("0.985") <= ratios[year] <= Decimal("1.008")


def test_the_bounds_of_the_first_ten_years_are_reached(ratios: dict[int, Decimal]) -> None:
    found = [ratios[year] for year in FIRST_YEARS]
    assert (min(found), max(found)) == (Decimal("0.985"), Decimal("1.008"))


@pytest.mark.parametrize("year", RATIOS)
def test_inspections_agree_with_shipments_as_far_as_the_guide_says(
    ratios: dict[int, Decimal], year: int
) -> None:
    assert ratios[year] == Decimal(RATIOS[year])


def test_building_the_bundle_again_gives_the_same_figures(
    shared: Path, tmp_path: Path, history: list[Observation]
) -> None:
    build(shared / "data", tmp_path / "bundle")
    again = Store.open(tmp_path / "bundle")
    first = Store.open(BUNDLE)
    assert again.releases() == first.releases()
    assert again.quarantine() == first.quarantine()
    rebuilt = again.history(SeriesFilter())
    assert len(rebuilt) == len(history)
    assert all(one == other for one, other in zip(rebuilt, history, strict=True))
