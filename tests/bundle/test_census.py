"""The Census figures of the bundle against the captured files they are built from."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from offtake.domain import Observation, Status, end_of_day_in_washington
from offtake.store import SeriesFilter, Store
from scripts.bundle.annex61 import codes
from scripts.bundle.census import read_export_vintages
from scripts.bundle.census_inventory import census_captures

pytestmark = pytest.mark.shared

HS2 = "census_exports_hs2_china/vintages_china_hs2.parquet"
BY_CODE = "census_exports_hs6_monthly_china_2013_2021/phaseone-tradedata-C-febuary.parquet"
COMTRADE = "comtrade_us_china_hs6_annual/us_exports_to_china_annual_2015_2025.parquet"
LIST = "annex61/annex61_clean.csv"
LAST_LOOK = datetime(2026, 7, 8, 12, tzinfo=UTC)
REVISIONS = [
    date(2022, 7, 5),
    date(2023, 6, 7),
    date(2024, 6, 10),
    date(2025, 6, 5),
    date(2026, 6, 9),
]


@pytest.fixture(scope="module")
def trade(shared: Path) -> Path:
    return shared / "data" / "trade"


@pytest.fixture(scope="module")
def store(trade: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the Census captures alone, built as the bundle is."""
    found = Store.create(tmp_path_factory.mktemp("census") / "figures")
    for capture in census_captures(trade):
        release, reading = capture.load(trade)
        found.append(release, reading.observations, quarantined=reading.quarantined)
    return found


@pytest.fixture(scope="module")
def log(store: Store) -> list[Observation]:
    """Return every vintage of the exports by chapter, in the order they became known."""
    wanted = SeriesFilter(frozenset({"export_value"}), frozenset({"CHN"}))
    return [
        one
        for one in store.history(wanted)
        if one.key.product == "all_goods" or len(one.key.product) == len("hs:12")
    ]


@pytest.fixture(scope="module")
def captured(trade: Path) -> pl.DataFrame:
    """Return the vintages as captured, one row a vintage, chapter and month."""
    return pl.read_parquet(trade / HS2).with_columns(
        day=pl.col("time").dt.date(), saved=pl.col("vintage").str.to_date()
    )


def exports(
    store: Store, *products: str, as_of: datetime = LAST_LOOK
) -> dict[tuple[str, date], Observation]:
    wanted = SeriesFilter(frozenset({"export_value"}), frozenset({"CHN"}), frozenset(products))
    found = store.as_of(wanted, as_of=as_of)
    return {(one.key.product, one.period.start): one for one in found}


def replayed(log: list[Observation], day: date) -> dict[tuple[str, date], Decimal]:
    """Return what stood at the end of a day: the last word on each figure known by then."""
    found = {}
    last = end_of_day_in_washington(day)
    for one in log:
        if one.vintage.known_at <= last and one.value is not None:
            found[one.key.product, one.period.start] = one.value
    return found


def of_year(found: dict[tuple[str, date], Observation], year: int) -> Decimal:
    (value,) = [one.value for (_, day), one in found.items() if day.year == year]
    assert value is not None
    return value


@pytest.mark.parametrize(("year", "usd"), [(2017, 12_224_802_399), (2020, 14_202_646_345)])
def test_soybeans_to_china_are_those_of_the_vintage_saved_by_august_2021(
    store: Store, trade: Path, year: int, usd: int
) -> None:
    """12,225 and 14,203 million dollars; UN Comtrade holds the same for both years."""
    found = exports(store, "hs:1201")
    assert of_year(found, year) == usd
    assert {one.vintage.known_at for one in found.values()} == {
        end_of_day_in_washington(date(2021, 8, 5))
    }
    assert {one.vintage.earliest_at for one in found.values()} == {
        datetime(2021, 4, 7, 12, 30, tzinfo=UTC)
    }
    annual = pl.read_parquet(trade / COMTRADE).filter(
        (pl.col("year") == year) & (pl.col("cmd_code") == "1201")
    )
    assert annual["primary_value"].to_list() == [usd]


def test_every_vintage_says_again_what_it_printed(
    log: list[Observation], captured: pl.DataFrame
) -> None:
    """Ask as of each day of a capture, and compare with that capture row by row."""
    for saved in captured["saved"].unique().sort():
        printed = captured.filter(pl.col("saved") == saved).unique(["E_COMMODITY", "day"])
        theirs = {
            ("all_goods" if code == "00" else f"hs:{code}", day): Decimal(int(usd))
            for code, day, usd in printed.select("E_COMMODITY", "day", "exports").iter_rows()
        }
        ours = replayed(log, saved)
        assert {name: value for name, value in ours.items() if name in theirs} == theirs
        assert {value for name, value in ours.items() if name not in theirs} <= {Decimal(0)}


@pytest.mark.parametrize("saved", [date(2021, 8, 5), date(2024, 6, 9), date(2024, 6, 10)])
def test_the_store_answers_for_a_day_what_the_log_replayed_says(
    store: Store, log: list[Observation], saved: date
) -> None:
    names = {one.key.product for one in log}
    found = exports(store, *names, as_of=end_of_day_in_washington(saved))
    assert {name: one.value for name, one in found.items()} == replayed(log, saved)


def test_the_chapters_add_up_to_the_total_in_every_month_of_every_vintage(
    log: list[Observation], captured: pl.DataFrame
) -> None:
    assert len({one.key.product for one in log}) == 97 + 1
    for saved in captured["saved"].unique().sort():
        sums: dict[date, Decimal] = defaultdict(Decimal)
        totals = {}
        for (name, day), value in replayed(log, saved).items():
            if name == "all_goods":
                totals[day] = value
            else:
                sums[day] += value
        assert sums == totals
        assert max(totals) == captured.filter(pl.col("saved") == saved)["day"].max()


def test_a_total_that_is_off_by_a_dollar_stops_the_reading(
    captured: pl.DataFrame, tmp_path: Path
) -> None:
    is_one = (pl.col("E_COMMODITY") == "00") & (pl.col("day") == date(2021, 5, 1))
    first = captured.filter(pl.col("commit") == "9484e9f00d14")
    wrong = first.with_columns(exports=pl.col("exports") + is_one.cast(pl.Int64))
    wrong.write_parquet(tmp_path / "wrong.parquet")
    with pytest.raises(ValueError, match="do not add up to the total"):
        read_export_vintages((tmp_path / "wrong.parquet").read_bytes(), "0" * 64)


def test_two_captures_of_one_day_must_say_the_same(captured: pl.DataFrame, tmp_path: Path) -> None:
    """5caf86af3317 and 86d7d697fa95 were both saved on 2 April 2026 and are one vintage."""
    same_day = captured.filter(pl.col("saved") == date(2026, 4, 2))
    assert set(same_day["commit"]) == {"5caf86af3317", "86d7d697fa95"}
    moved = (pl.col("commit") == "86d7d697fa95") & pl.col("E_COMMODITY").is_in(["00", "12"])
    wrong = same_day.with_columns(exports=pl.col("exports") + moved.cast(pl.Int64))
    wrong.write_parquet(tmp_path / "wrong.parquet")
    with pytest.raises(ValueError, match="differs from another one of 2026-04-02"):
        read_export_vintages((tmp_path / "wrong.parquet").read_bytes(), "0" * 64)


def test_history_changed_in_five_vintages_each_time_in_the_three_years_before(
    log: list[Observation],
) -> None:
    """Data.md 2.12: 5 of 57 vintages, 36 months each, and never from month to month."""
    months: dict[date, set[date]] = defaultdict(set)
    seen: set[tuple[str, date]] = set()
    for one in log:
        name = (one.key.product, one.period.start)
        if name in seen:
            months[one.vintage.known_at.astimezone(UTC).date()].add(one.period.start)
        seen.add(name)
    # An end of day in Washington is the early morning of the next day in UTC.
    assert sorted(months) == [day.replace(day=day.day + 1) for day in REVISIONS]
    assert {len(days) for days in months.values()} == {36}
    for known, days in months.items():
        assert min(days) == date(known.year - 3, 1, 1)
        assert max(days) == date(known.year - 1, 12, 1)


def test_a_heading_of_the_annex_is_the_sum_of_its_codes(store: Store, trade: Path) -> None:
    """Worked the slow way for LNG, crude oil, pork and beef, soybeans and aircraft of 2020."""
    rows = pl.read_parquet(trade / BY_CODE).filter(
        (pl.col("time").dt.year() == 2020) & pl.col("CTY_CODE").is_not_null()
    )
    expected = dict.fromkeys(("271111", "2709", "0203", "0202", "1201", "8800"), 0)
    for row in rows.iter_rows(named=True):
        for code in expected:
            if row["hs6"].startswith(code):
                expected[code] += int(row["china_exports"])
    found = exports(
        store, "hs:271111", "hs:2709", "hs:0203", "hs:0202", "hs:1201", "schedule_b:8800"
    )
    ours = {
        name.partition(":")[2]: one.value
        for (name, day), one in found.items()
        if day == date(2020, 1, 1)
    }
    assert ours == expected
    assert all(value for value in expected.values())


def test_every_code_of_the_annex_has_every_year_or_a_named_gap(store: Store, trade: Path) -> None:
    listed = {code.product for code in codes(trade / LIST)}
    found = exports(store, *listed)
    by_year = [name for name, day in found if day.year in range(2017, 2021)]
    assert len(listed) == 555
    assert len(by_year) == 555 * 4
    gaps = {name for (name, _), one in found.items() if one.status is Status.MISSING}
    # Heading 2905 but for methanol, and other LPG: the captured file leaves them out.
    assert len(gaps) == 21
    assert {name for name in gaps if not name.startswith("hs:2905")} == {"schedule_b:2711190020"}


def test_preliminary_rows_without_a_country_are_not_counted(store: Store, trade: Path) -> None:
    """The file of December ends in preliminary headings for its last month (rule D34)."""
    rows = pl.read_parquet(trade / BY_CODE)
    preliminary = rows.filter(pl.col("CTY_CODE").is_null())
    assert preliminary["time"].dt.date().unique().to_list() == [date(2021, 2, 1)]
    assert max(day for name, day in exports(store, "hs:1201")) == date(2020, 1, 1)


def test_heading_2905_by_difference_is_what_comtrade_prints_for_2017(
    store: Store, trade: Path
) -> None:
    annual = pl.read_parquet(trade / COMTRADE).filter(
        (pl.col("year") == 2017) & (pl.col("cmd_code") == "2905")
    )
    assert of_year(exports(store, "hs:2905"), 2017) == int(annual["primary_value"][0])


@pytest.mark.parametrize(("year", "tolerance"), [(2017, 8_000), (2018, 300_000), (2020, 0)])
def test_aircraft_by_difference_are_what_schedule_b_8800_prints(
    store: Store, trade: Path, year: int, tolerance: int
) -> None:
    """What Comtrade's chapter 88 holds beyond its headings; two vintages, so not to the dollar."""
    annual = {
        code: int(usd)
        for code, usd in pl.read_parquet(trade / COMTRADE)
        .filter(pl.col("year") == year)
        .select("cmd_code", "primary_value")
        .iter_rows()
    }
    hidden = annual["88"] - sum(
        usd for code, usd in annual.items() if code[:2] == "88" and len(code) == 4
    )
    held = of_year(exports(store, "schedule_b:8800"), year)
    assert abs(held - hidden) <= tolerance


def test_the_months_of_a_category_add_up_to_the_years_of_its_codes(store: Store) -> None:
    """Oilseeds are one heading; crude oil another; manufactures other take the rest of 2905."""
    names = ("annex61:9", "annex61:16", "hs:1201", "hs:2709")
    sums: dict[tuple[str, int], Decimal] = {}
    for (name, day), one in exports(store, *names).items():
        key = (name, day.year)
        sums[key] = sums.get(key, Decimal(0)) + (one.value or Decimal(0))
    for year in range(2017, 2021):
        assert sums["annex61:9", year] == sums["hs:1201", year]
        assert sums["annex61:16", year] == sums["hs:2709", year]


def test_the_categories_of_2021_are_eighteen_and_say_that_they_came_via_comtrade(
    store: Store,
) -> None:
    names = {f"annex61:{number}" for number in range(1, 19)}
    found = {
        (name, day): one for (name, day), one in exports(store, *names).items() if day.year == 2021
    }
    assert {name for name, _ in found} == names
    assert all("Census figures via UN Comtrade" in one.note for one in found.values())
    # Category 9 is heading 1201 alone, and 16 is heading 2709 alone.
    day = date(2021, 1, 1)
    assert found["annex61:9", day].value == 14_102_154_082
    assert found["annex61:4", day].value == 4_714_927_043
    assert "chapter 88" in found["annex61:4", day].note


def test_the_imports_add_up_and_the_balance_is_exports_less_imports(
    store: Store, trade: Path
) -> None:
    wanted = SeriesFilter(frozenset({"import_value_consumption", "import_duty"}))
    found = store.as_of(wanted, as_of=LAST_LOOK)
    assert len(found) == 2 * 99 * 102
    raw = pl.read_parquet(trade / "census_imports_hs2_china/5700data.2021-08.raw.parquet")
    total = sum(int(value) for value in raw.filter(pl.col("time") == "2018-03")["CON_VAL_MO"])
    [ours] = [
        one.value
        for one in found
        if one.period.start == date(2018, 3, 1)
        and one.key.product == "all_goods"
        and one.key.measure == "import_value_consumption"
    ]
    assert ours == total
    balance = {
        (one.key.measure, one.period.start): one.value
        for one in store.as_of(
            SeriesFilter(frozenset({"trade_balance", "balance_exports", "balance_imports"})),
            as_of=LAST_LOOK,
        )
    }
    assert len(balance) == 3 * (228 + 76)
    # April 2026, as the page prints it: 9,395.1 less 19,789.2 million dollars.
    assert balance["trade_balance", date(2026, 4, 1)] == Decimal(-10_394_100_000)
    assert balance["balance_exports", date(2026, 4, 1)] == Decimal(9_395_100_000)
