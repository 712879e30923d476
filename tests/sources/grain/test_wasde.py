"""The supply and demand estimates: what is read, when it was known, and what is refused."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import (
    Flow,
    Observation,
    Period,
    SeriesKey,
    Status,
    VintageBasis,
)
from offtake.errors import AnswerCut, AnswerError, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_wasde import CATALOGUE, Wasde
from scripts.bundle.wasde import balance
from sources.grain.specimens import (
    WASDE_HEADER,
    snapshot,
    table,
    wasde_csv,
    wasde_rows,
)

AUGUST = date(2026, 8, 12)
ZIPS = Path("data/usda/wasde/wasde_oce_consolidated_2010_2020")
Figure = tuple[SeriesKey, Period, date]


def parse(content: bytes, request: str = "https://example.test/", at: datetime | None = None
          ) -> Parsed:  # fmt: skip
    at = at or datetime(2027, 1, 1, tzinfo=UTC)
    return Wasde().parse(snapshot(content, request=request, at=at), content)


def exports(parsed: Parsed, item: str = "soybeans") -> list[Observation]:
    return [one for one in parsed.observations
            if (one.key.measure, one.key.product) == ("wasde_exports", item)]  # fmt: skip


def test_a_monthly_table_gives_a_balance_for_each_crop() -> None:
    found = parse(wasde_csv())
    assert {one.key.product for one in found.observations} == {
        "soybeans", "soybean_oil", "soybean_meal", "corn", "wheat", "cotton"}  # fmt: skip
    (one,) = exports(found)
    # Section 1.6 of the guide: 1,520 million bushels for 2025/26 in August 2026.
    assert (one.value, one.key.unit_code, one.key.decimals) == (Decimal(1520), "mbu", 1)
    assert (str(one.period), one.status) == ("2025-09-01/2026-08-31", Status.ESTIMATED)
    assert (one.key.flow, one.key.reporter, one.key.partner) == (Flow.EXPORT, "USA", "WORLD")
    assert found.rows == 43  # six balances of seven lines, and one line of a table not read


def test_a_report_was_known_at_the_time_it_prints() -> None:
    (one,) = exports(parse(wasde_csv()))
    assert one.vintage.known_at == datetime(2026, 8, 12, 16, tzinfo=UTC)  # noon in Washington
    assert one.vintage.basis is VintageBasis.RELEASE
    early = [{**row, "ReleaseTime": "08:30:00.0000000"} for row in wasde_rows(date(2010, 4, 9))]
    (one,) = exports(parse(wasde_csv(early)))
    assert one.vintage.known_at == datetime(2010, 4, 9, 12, 30, tzinfo=UTC)


def test_each_crop_has_its_unit_and_its_year() -> None:
    found = {one.key.product: one for item in ("cotton", "wheat", "soybean_oil", "soybean_meal")
             for one in exports(parse(wasde_csv()), item)}  # fmt: skip
    assert {item: (one.key.unit_code, one.period.start) for item, one in found.items()} == {
        "cotton": ("bale_480lb", date(2025, 8, 1)),
        "wheat": ("mbu", date(2025, 6, 1)),
        "soybean_oil": ("mlb", date(2025, 10, 1)),
        "soybean_meal": ("kshort_ton", date(2025, 10, 1)),
    }
    assert found["cotton"].value == Decimal(1_520_000_000)  # printed in millions of bales


@pytest.mark.parametrize(("flag", "status"), [("", Status.NORMAL), ("Est.", Status.ESTIMATED),
                                              ("Proj.", Status.ESTIMATED)])  # fmt: skip
def test_only_a_year_without_a_mark_is_no_estimate(flag: str, status: Status) -> None:
    found = parse(wasde_csv([{**row, "ProjEstFlag": flag} for row in wasde_rows()]))
    assert {one.status for one in found.observations} == {status}


def altered(column: str, old: str, new: str) -> bytes:
    rows = wasde_rows()
    assert any(row[column] == old for row in rows)
    return wasde_csv([{**row, column: new if row[column] == old else row[column]} for row in rows])


def test_figures_without_a_nought_before_the_point_are_read() -> None:
    (one,) = (one for one in parse(altered("Value", "0.01", ".01")).observations
              if (one.key.measure, one.key.product) == ("wasde_imports", "cotton"))  # fmt: skip
    assert one.value == Decimal(10_000)


@pytest.mark.parametrize(
    ("column", "old", "new", "named"),
    [
        ("Attribute", "Ending Stocks", "Closing Stocks", "Closing Stocks"),
        ("Commodity", "Oilseed, Soybean", "Soya", "Soya"),
        ("Unit", "Million Bushels", "Million Quarters", "Million Quarters"),
        ("Unit", "Million Pounds", "Million Acres", "Million Acres"),
        ("MarketYear", "2025/26", "2025/27", "2025/27"),
        ("ProjEstFlag", "Est.", "Guess", "Guess"),
        ("AnnualQuarterFlag", "Annual", "Quarterly", "Quarterly"),
        ("Region", "United States", "Texas", "Texas"),
        ("ForecastMonth", "8", "7", "forecast"),
        ("ReleaseTime", "12:00:00.0000000", "noon", "ReleaseTime"),
        ("Value", "1520.00", "1520.001", "1520.001"),
        ("Value", "1520.00", "NA", "NA"),
        ("ReportTitle", "U.S. Wheat Supply and Use", "U.S. Wheat", "U.S. Wheat Supply"),
    ],
)
def test_what_was_never_seen_before_is_named(column: str, old: str, new: str, named: str) -> None:
    with pytest.raises(FormatChanged, match=named):
        parse(altered(column, old, new))


def test_a_balance_without_one_of_its_lines_is_refused() -> None:
    rows = [row for row in wasde_rows()
            if (row["Commodity"], row["Attribute"]) != ("Corn", "Production")]  # fmt: skip
    with pytest.raises(FormatChanged, match=r"'production' is missing in the balance of corn"):
        parse(wasde_csv(rows))


def test_capitals_footnotes_and_left_out_lines_do_not_stop_the_reader() -> None:
    first = wasde_rows()[0]
    more = [{**first, "Attribute": "CCC inventory"}, {**first, "Attribute": "Avg. farm price"},
            {**first, "Attribute": "Avg. Farm Price - High", "Unit": "$/bu"},
            {**first, "Attribute": "Yield per Harvested Acre", "Unit": "Bushels"}]  # fmt: skip
    rows = [{**row, "Attribute": row["Attribute"].replace("Stocks", "stocks  2/")}
            for row in wasde_rows()]  # fmt: skip
    assert len(parse(wasde_csv([*rows, *more])).observations) == 42


def test_a_report_that_never_came_out_is_refused_as_a_placeholder() -> None:
    """Rule D25: rows dated 15 October 2025 repeat September's."""
    found = parse(wasde_csv([*wasde_rows(), *wasde_rows(date(2025, 10, 15))]))
    assert {one.vintage.known_at.date() for one in found.observations} == {AUGUST}
    assert len(found.refused) == 42
    assert "no report was issued" in found.refused[0].reason


def test_two_figures_of_one_report_for_one_year_are_both_refused() -> None:
    rows = wasde_rows()
    doubled = [{**row, "Value": "1530.00"} for row in rows
               if (row["Commodity"], row["Attribute"]) == ("Corn", "Exports")]  # fmt: skip
    found = parse(wasde_csv([*rows, *doubled]))
    assert exports(found, "corn") == []
    (refused,) = found.refused
    assert "1520.00" in refused.text
    assert "1530.00" in refused.text


def test_reports_of_several_months_in_one_file_keep_their_own_vintages() -> None:
    found = parse(wasde_csv([*wasde_rows(date(2026, 7, 10)), *wasde_rows()]))
    assert [one.vintage.known_at.date() for one in exports(found)] == [date(2026, 7, 10), AUGUST]


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_table_cut_at_each_tenth_is_refused(tenth: int) -> None:
    content = wasde_csv()
    # A cut between two lines leaves whole lines: then a table is missing.
    with pytest.raises((AnswerCut, FormatChanged)):
        parse(content[: len(content) * tenth // 10])


@pytest.mark.parametrize("name", WASDE_HEADER)
def test_a_column_missing_or_renamed_is_named(name: str) -> None:
    for header in ([one for one in WASDE_HEADER if one != name],
                   [f"{one}s" if one == name else one for one in WASDE_HEADER]):  # fmt: skip
        with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
            parse(table(wasde_rows(), header))


def test_months_without_a_report_are_not_asked_for() -> None:
    urls = [one.url for one in Wasde().plan(date(2025, 9, 1), date(2025, 12, 31))]
    assert urls[0] == CATALOGUE
    assert [url.rpartition("data-")[2] for url in urls[1:]] == [
        "2025-09.csv", "2025-09-V2.csv", "2025-11.csv", "2025-11-V2.csv", "2025-12.csv",
        "2025-12-V2.csv",
    ]  # fmt: skip
    early = list(Wasde().plan(date(2026, 8, 1), date(2026, 8, 7)))
    assert len(early) == 1  # no report has come before the eighth


def test_a_reissue_may_be_absent_and_a_report_only_until_the_middle_of_its_month() -> None:
    may_be = {day: [one.may_be_absent for one in Wasde().plan(date(2026, 8, 1), day)][1:]
              for day in (date(2026, 8, 10), date(2026, 8, 22))}  # fmt: skip
    assert may_be == {date(2026, 8, 10): [True, True], date(2026, 8, 22): [False, True]}


@pytest.mark.shared
def test_five_years_of_real_reports_give_the_path_of_the_trade_war(shared: Path) -> None:
    """59 reports; exports of 2018/19 as printed in 2018: 2,290 in May, 1,900 in December."""
    with zipfile.ZipFile(shared / ZIPS / "oce-wasde-report-data-2016-01-to-2020-12.zip") as archive:
        content = archive.read(archive.namelist()[0])
    found = parse(content)
    assert found.refused == ()
    assert found.rows == 288_150
    assert len({one.vintage.known_at for one in found.observations}) == 59
    path = {one.vintage.known_at.date(): one.value for one in exports(found)
            if one.period.start.year == 2018}  # fmt: skip
    assert path[date(2018, 5, 10)] == Decimal(2290)
    assert path[date(2018, 12, 11)] == Decimal(1900)
    assert date(2019, 1, 11) not in path


@pytest.mark.shared
def test_the_official_csv_and_a_reading_of_the_xml_files_by_others_agree(shared: Path) -> None:
    """128 reports of 2010 to 2020, every soybean figure, against what the bundle is made of.

    The catalogue dates the report of 11 December 2018 on the 14th; the CSV has the true day.
    """
    theirs = _by_others(shared / "data/usda/wasde/wasde_vintages_soy_corn_1995_2026_lubus123")
    ours: dict[Figure, Decimal | None] = {}
    for years in ("2010-04-to-2015-12", "2016-01-to-2020-12"):
        with zipfile.ZipFile(shared / ZIPS / f"oce-wasde-report-data-{years}.zip") as archive:
            found = parse(archive.read(archive.namelist()[0]))
        ours |= {_figure(one): one.value for one in found.observations
                 if one.key.product == "soybeans"}  # fmt: skip
    assert len(ours) == len(theirs) == 4_572
    assert {day for _, _, day in ours.keys() - theirs.keys()} == {date(2018, 12, 11)}
    assert {day for _, _, day in theirs.keys() - ours.keys()} == {date(2018, 12, 14)}
    both = ours.keys() & theirs.keys()
    assert {one for one in both if ours[one] != theirs[one]} == set()


def _by_others(folder: Path) -> dict[Figure, Decimal | None]:
    read = balance(folder / "releases.parquet")
    found = read((folder / "us_soybeans_balance.parquet").read_bytes(), "")
    return {
        _figure(one): one.value
        for one in found.observations
        if one.vintage.basis is VintageBasis.RELEASE
        and date(2010, 4, 1) <= one.vintage.known_at.date() < date(2021, 1, 1)
    }


def _figure(one: Observation) -> Figure:
    return one.key, one.period, one.vintage.known_at.date()


def test_errors_are_of_one_family() -> None:
    for content in (b"", b"<html></html>", b"a,b\n1,2\n"):
        with pytest.raises(AnswerError):
            parse(content)
