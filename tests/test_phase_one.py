"""Phase One end to end: from codes and raw figures to shares by section, year and book."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from offtake.domain import VerdictWord
from offtake.report import group_rows, report_rows
from offtake.workspace import GroupPage, Workspace

SECTIONS = ("agriculture", "manufacturing", "energy", "goods")
COMTRADE = "us_exports_to_china_annual_2015_2025.parquet"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> GroupPage:
    return Workspace.open(home=tmp_path_factory.mktemp("bundled")).group("phase-one")


@pytest.fixture(scope="module")
def by_code(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> GroupPage:
    """Return the page after a person imported the annual file of UN Comtrade."""
    workspace = Workspace.open(home=tmp_path_factory.mktemp("imported"))
    folder = shared / "data" / "trade" / "comtrade_us_china_hs6_annual"
    workspace.import_file(folder / COMTRADE, "un_comtrade", now=datetime(2026, 8, 23, tzinfo=UTC))
    return Workspace.open(home=workspace.settings.home).group("phase-one")


def shares(page: GroupPage) -> dict[tuple[str, str], float]:
    return {
        (row["pledge"], row["reading"]): row["share"]
        for row in group_rows(page.board.verdicts, page.products)
        if row["book"] == "customs_exports" and row["counted"] is not None
    }


@pytest.mark.shared
def test_both_routes_give_the_same_share_to_half_a_point(
    bundled: GroupPage, by_code: GroupPage
) -> None:
    ours, theirs = shares(bundled), shares(by_code)
    wanted = {
        (f"phase-one-{section}", f"us-data-{span}")
        for section in SECTIONS
        for span in ("2020", "2021", "2020-21")
    }
    assert wanted <= ours.keys()
    assert wanted <= theirs.keys()
    assert {key: ours[key] for key in wanted if abs(ours[key] - theirs[key]) > 0.005} == {}


@pytest.mark.shared
def test_imported_codes_of_2021_are_counted_instead_of_the_bundled_totals(
    by_code: GroupPage,
) -> None:
    (verdict,) = [
        one
        for one in by_code.board.verdicts
        if one.pledge.id == "phase-one-agriculture" and one.reading.id == "us-data-2021"
    ]
    series = {one.series for one in verdict.tally.contributions}
    assert "export_value.USA.CHN.X.h5:1201.A.USD" in series
    assert not [one for one in series if "annex61:" in one]


@pytest.mark.shared
def test_cereals_of_2020_worked_by_hand(bundled: GroupPage, shared: Path) -> None:
    """Section target = base of 2017 + 12.5 bn; cereals' share of it = their share of the base.

    Worked from the captured file: rows of final figures (those that name a country) by heading.
    """
    trade = shared / "data" / "trade"
    table = pl.read_parquet(
        trade
        / "census_exports_hs6_monthly_china_2013_2021"
        / "phaseone-tradedata-C-febuary.parquet"
    ).filter(pl.col("CTY_CODE").is_not_null())
    listed = pl.read_csv(
        trade / "annex61" / "annex61_clean.csv", schema_overrides={"hs_code": pl.String}
    ).filter(pl.col("section") == "Agriculture")

    def total(year: int, codes: pl.Series) -> int:
        rows = table.filter(pl.col("time").dt.year() == year)
        return int(
            rows.filter(
                pl.col("hs4").is_in(codes.implode()) | pl.col("hs6").is_in(codes.implode())
            )["china_exports"].sum()
        )

    cereals = listed.filter(pl.col("category_no") == 11)["hs_code"]
    section = total(2017, listed["hs_code"])
    target = Decimal(total(2017, cereals)) * (section + Decimal("12.5e9")) / section
    (row,) = [one for one in products(bundled, "us-data-2020") if one["product"] == "Cereals"]
    assert row["base"] == total(2017, cereals)
    assert row["counted"] == total(2020, cereals)
    assert row["illustrative_target"] == pytest.approx(float(target), rel=1e-9)
    assert row["share"] == pytest.approx(total(2020, cereals) / float(target), rel=1e-9)


def products(page: GroupPage, reading: str) -> list[dict[str, Any]]:
    (row,) = [
        one
        for one in group_rows(page.board.verdicts, page.products)
        if (one["pledge"], one["reading"]) == ("phase-one-agriculture", reading)
    ]
    return list(row["products"])


def test_the_sections_add_up_to_the_goods_but_for_nothing(bundled: GroupPage) -> None:
    counted = {(one.pledge.id, one.reading.id): one.tally.counted for one in bundled.board.verdicts}
    for span in ("2020", "2021", "2020-21"):
        sections = [counted[f"phase-one-{name}", f"us-data-{span}"] for name in SECTIONS[:3]]
        assert counted["phase-one-goods", f"us-data-{span}"] == sum(one or 0 for one in sections)


def test_a_report_row_says_book_window_deadline_amount_and_count_in_dollars(
    bundled: GroupPage,
) -> None:
    rows = {(row["pledge"], row["reading"]): row for row in report_rows(bundled.board.verdicts)}
    row = rows["phase-one-agriculture", "us-data-2020"]
    assert row["book"] == "customs_exports"
    assert (row["window_start"], row["deadline"]) == ("2020-01-01", "2020-12-31")
    assert row["unit"] == "usd"
    both = rows["phase-one-agriculture", "us-data-2020-21"]
    # 12.5 + 19.5 above twice the base; one year's amount is 12.5 above the base.
    assert both["amount"] - 32_000_000_000 == 2 * (row["amount"] - 12_500_000_000)
    arrivals = rows["phase-one-agriculture", "chinese-data-2020"]
    assert arrivals["book"] == "customs_imports"
    assert arrivals["counted"] is None


def test_services_and_chinas_book_cannot_be_judged_and_say_what_is_needed(
    bundled: GroupPage,
) -> None:
    for verdict in bundled.board.verdicts:
        if verdict.pledge.id == "phase-one-services":
            assert "BEA" in verdict.why
        elif verdict.reading.id.startswith("chinese-data"):
            assert "China customs imports" in verdict.why
        else:
            continue
        assert verdict.word is VerdictWord.CANNOT_BE_JUDGED


def test_nobody_knew_the_outcome_of_2020_before_it_was_published() -> None:
    page = Workspace.open().group("phase-one", as_of=date(2020, 12, 31))
    assert {one.word for one in page.board.verdicts} == {VerdictWord.CANNOT_BE_JUDGED}
