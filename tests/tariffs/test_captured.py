"""The register against captured tables it was not made from."""

import csv
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from offtake.domain import (
    Barrier,
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
    washington_instant,
)
from offtake.tariffs import Stack, around, events_of, load, month_after, stacked
from tariffs.making import day

pytestmark = pytest.mark.shared
TODAY = day("2026-08-13")


def stack_on(code: str, on: str) -> Stack:
    return stacked(
        load().values(), hs=code, imposed_by="CHN", against="USA", on=day(on), as_of=day(on)
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


# The WTO's tables print one rate a subheading. Between two days it moves by what the law added, on
# subheadings whose lines all move alike (D41: soybeans, corn and cotton are not among them).
ALIKE = ("100790", "020130", "270900", "271111", "880240", "100199")
DAYS = ("2025-01-01", "2025-02-10", "2025-03-10", "2025-04-10", "2025-04-12", "2025-05-14")


@pytest.mark.parametrize("code", ALIKE)
def test_the_wto_s_rates_move_as_the_register_says(shared: Path, code: str) -> None:
    table = {
        row["year_dt"]: Decimal(row["best_avlbl"])
        for row in rows(shared / "data" / "trade" / "tariffs_hs6" / "C156_C840.csv")
        if row["hs_code"] == code
    }
    days = [one for one in (*DAYS, "2025-11-10", "2026-05-01") if one in table]
    assert len(days) >= 7
    ours = [stack_on(code, one).rate for one in days]
    moved = [later - earlier for earlier, later in pairwise(ours)]
    theirs = [table[later] - table[earlier] for earlier, later in pairwise(days)]
    assert moved == theirs


def test_duties_on_soybeans_are_those_collected_by_hand(shared: Path) -> None:
    """From March 2025 the table is of buyers with an exclusion; before, of those without."""
    table = rows(shared / "data" / "trade" / "tariff_timeline" / "china_tariff_on_us_soybeans.csv")
    rates = {one["from"]: one["percent"] for one in table if one["percent"] != "waivable to 3"}
    assert len(rates) == 9
    for first, percent in rates.items():
        found = stack_on("12019011", first)
        rate = found.rate_excluded if first > "2020-03-02" else found.rate
        assert rate == Decimal(percent), first


LISTS = {
    # Which columns of the workbook (B is 1) rise by how much on the lines of each list.
    "cn-us-232-retaliation-25": {3: 25},
    "cn-us-232-retaliation-15": {3: 15},
    "cn-us-301-list-1": {6: 25},
    "cn-us-301-list-2": {7: 25},
    "cn-us-301-list-3-high": {8: 10, 12: 15},
    "cn-us-301-list-3-middle": {8: 10, 12: 10},
    "cn-us-301-list-3-low": {8: 5, 12: 0},
}


@pytest.fixture(scope="module")
def workbook(shared: Path) -> list[tuple[object, ...]]:
    openpyxl = pytest.importorskip("openpyxl")
    path = shared / "data" / "trade" / "bown_china_tariffs" / "bown-jung-zhang-2019-06-12.xlsx"
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    lines = list(book["China Tariff Rates"].iter_rows(values_only=True))[1:]
    book.close()
    return lines


@pytest.mark.parametrize("name", LISTS)
def test_the_codes_of_2018_are_on_their_list_and_the_others_are_not(
    workbook: list[tuple[object, ...]], name: str
) -> None:
    def is_on(line: tuple[object, ...]) -> bool:
        return all(line[column] == rise for column, rise in LISTS[name].items())

    goods = load()[name].goods
    lines = {code: [one for one in workbook if str(one[0]).startswith(code)] for code in goods.hs}
    lines |= {
        code: [one for one in workbook if str(one[0]).startswith(code)] for code in goods.not_hs
    }
    assert [code for code in goods.hs if not lines[code]] == []
    assert [code for code in goods.hs if not all(map(is_on, lines[code]))] == []
    assert [code for code in goods.not_hs if any(map(is_on, lines[code]))] == []


def test_the_duty_of_september_2019_is_on_its_codes(shared: Path) -> None:
    table: dict[str, dict[str, str]] = defaultdict(dict)
    path = shared / "data" / "trade" / "bown_china_tariffs" / "new_tariff_list_2020.csv"
    for row in rows(path):
        table[row["hs6"]][row["time_of_tariff"]] = row["tariff"]
    for name, rise in (("cn-us-september-2019-5", 5), ("cn-us-september-2019-10", 10)):
        for code in load()[name].goods.hs:
            rates = table[code]
            assert Decimal(rates["2019-09-01"]) - Decimal(rates["2019-06-01"]) == rise, code


def exports(shared: Path, group: str) -> list[Observation]:
    """Return China's exports of a group of goods by month, in dollars."""
    key = SeriesKey("value", "CHN", "WORLD", Flow.EXPORT, group, Frequency.MONTHLY, "USD")
    seen = Vintage(washington_instant(day("2025-12-22"), hour=12), VintageBasis.RETRIEVAL)
    path = shared / "data" / "trade" / "comtrade_rare_earth_china_exports" / "overview_monthly.csv"
    return [
        Observation(
            key=key,
            period=Period(
                day(row["period_dt"]), month_after(day(row["period_dt"]), 1), Frequency.MONTHLY
            ),
            value=Decimal(row["total_value"]),
            status=Status.NORMAL,
            vintage=seen,
            snapshot="0" * 64,
            locator=row["period_dt"],
        )
        for row in rows(path)
        if row["broad_group"] == group
    ]


def mean(shared: Path, group: str, months: list[str]) -> Decimal:
    """Return a mean by the slow way, straight from the file."""
    values = {one.locator[:7]: one.value for one in exports(shared, group)}
    picked = [values[month] for month in months]
    return sum((one for one in picked if one is not None), Decimal(0)) / len(months)


def begun(control: Barrier) -> str:
    (one,) = (event for event in events_of(control, as_of=TODAY) if event.words == "in force")
    return str(one.on)


def test_gallium_and_germanium_before_and_after_their_control(shared: Path) -> None:
    """In force from 1 August 2023, so August is the first month after."""
    control = load()["cn-gallium-germanium-2023"]
    group = "Gallium/Germanium"
    (table,) = around(exports(shared, group), events_of(control, as_of=TODAY))
    announced, started = table.comparisons
    assert begun(control) == "2023-08-01"
    before = ["2023-02", "2023-03", "2023-04", "2023-05", "2023-06", "2023-07"]
    after = ["2023-08", "2023-09", "2023-10", "2023-11", "2023-12", "2024-01"]
    assert started.before.value == mean(shared, group, before)
    assert started.after.value == mean(shared, group, after)
    assert started.change is not None
    assert started.change < 0
    # Announced on 3 July: July is in neither mean.
    assert announced.after.value == mean(shared, group, [*after[:5], "2024-01"])
    placed = {str(one.start)[:7]: len(one.events) for one in table.months if one.events}
    assert placed == {"2023-07": 1, "2023-08": 1}


def test_rare_earths_of_2025_want_months_that_are_not_held(shared: Path) -> None:
    """The file ends with December 2024: three of the six months before are held, none after."""
    control = load()["cn-rare-earths-2025-04"]
    (table,) = around(exports(shared, "Rare Earths"), events_of(control, as_of=TODAY))
    first = table.comparisons[0]
    assert str(first.event.on) == "2025-04-04"
    assert first.before.held == 3
    assert [str(one)[:7] for one in first.before.missing] == ["2025-01", "2025-02", "2025-03"]
    assert first.before.value == mean(shared, "Rare Earths", ["2024-10", "2024-11", "2024-12"])
    assert (first.after.value, first.after.held) == (None, 0)
    assert first.change is None
