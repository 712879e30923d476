"""Whole answers of the Census Bureau's API: sums that must hold, vintages, and other shapes."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from offtake.errors import AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.sources import Parsed
from offtake.sources.census_exports import CensusExports
from offtake.sources.census_imports import CensusImports
from sources.census.specimens import (
    API,
    CHAPTERS_REQUEST,
    as_answer,
    chapter,
    read_exports,
    snapshot,
)

ALL_COUNTRIES = (
    f"{API}/exports/hs?get=CTY_CODE,E_COMMODITY,ALL_VAL_MO&COMM_LVL=HS2&SUMMARY_LVL=DET"
    "&time=2026-05"
)
SHARED = Path("data/trade")


def by_product(parsed: Parsed, measure: str = "export_value") -> dict[str, Decimal | None]:
    return {one.key.product: one.value for one in parsed.observations if one.key.measure == measure}


def test_the_world_among_countries_is_the_world_and_no_country() -> None:
    rows = [
        chapter("12", 490, CTY_NAME="CHINA"),
        chapter("12", 10, CTY_CODE="5880", CTY_NAME="JAPAN"),
        chapter("12", 500, CTY_CODE="-", CTY_NAME="TOTAL FOR ALL COUNTRIES"),
    ]
    found = read_exports(rows, ALL_COUNTRIES)
    assert {one.key.partner: one.value for one in found.observations} == {
        "CHN": 490,
        "JPN": 10,
        "WORLD": 500,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"CTY_CODE": "5880", "CTY_NAME": "TOTAL FOR ALL COUNTRIES"},
        {"CTY_CODE": "-", "CTY_NAME": "JAPAN"},
    ],
)
def test_a_total_line_that_passes_for_a_country_is_refused(wrong: dict[str, object]) -> None:
    rows = [chapter("12", 490, CTY_NAME="CHINA"), chapter("12", 500, **wrong)]
    with pytest.raises(FormatChanged, match="CTY_CODE"):
        read_exports(rows, ALL_COUNTRIES)


def test_countries_that_miss_the_world_are_refused_where_all_were_asked_for() -> None:
    rows = [chapter("12", 490), chapter("12", 501, CTY_CODE="-")]
    with pytest.raises(FormatChanged, match=r"countries of export_value .* add up to 490"):
        read_exports(rows, ALL_COUNTRIES)
    assert len(read_exports(rows).observations) == 2  # one country and the world were asked for


def test_a_group_among_countries_is_refused_where_countries_were_asked_for() -> None:
    """Without SUMMARY_LVL=DET the answer has 19 groups among 231 countries (rule D30)."""
    group = chapter("12", 5, CTY_CODE="0003", CTY_NAME="EUROPEAN UNION", SUMMARY_LVL="CGP")
    with pytest.raises(FormatChanged, match="European Union, as it stood is a group"):
        read_exports([group], ALL_COUNTRIES)
    [one] = read_exports([group], "file:///saved.json").observations
    assert one.key.partner == "EU"


@pytest.mark.parametrize(
    ("code", "level"), [("0003", "DET"), ("5700", "CGP"), ("-", "CGP"), ("5700", "XXX")]
)
def test_a_level_that_contradicts_its_country_is_refused(code: str, level: str) -> None:
    with pytest.raises(FormatChanged, match="SUMMARY_LVL"):
        read_exports([chapter("12", 5, CTY_CODE=code, SUMMARY_LVL=level)], "file:///saved.json")


@pytest.mark.parametrize("name", ["DF", "DISTRICT"])
def test_rows_broken_out_by_another_dimension_are_refused(name: str) -> None:
    """Domestic and foreign exports are two rows then, and neither is the total (rule D35)."""
    with pytest.raises(FormatChanged, match=rf"{name}.*broken out"):
        read_exports([chapter("12", 5, **{name: "1"})])
    assert by_product(read_exports([chapter("12", 5, **{name: "-"})])) == {"hs:12": 5}


def test_two_figures_for_one_month_are_two_vintages_and_refused() -> None:
    with pytest.raises(FormatChanged, match=r"row 2.*is 490 in row 1 and 491 here: two vintages"):
        read_exports([chapter("12", 490), chapter("12", 491)])


def test_a_row_printed_twice_counts_once() -> None:
    found = read_exports([chapter("12", 490), chapter("12", 490)])
    assert (len(found.observations), found.rows) == (1, 2)


def test_chapters_that_miss_their_total_are_refused() -> None:
    total = chapter("-", 491, COMM_LVL="-")
    with pytest.raises(FormatChanged, match=r"chapters of export_value .* add up to 490"):
        read_exports([chapter("12", 490), total])
    assert (
        len(read_exports([chapter("12", 490), chapter("-", 490, COMM_LVL="-")]).observations) == 2
    )


def test_a_column_that_the_address_asks_for_must_come() -> None:
    row = {name: cell for name, cell in chapter("12", 5).items() if name != "ALL_VAL_MO"}
    with pytest.raises(FormatChanged, match="'ALL_VAL_MO' is missing"):
        read_exports([row], CHAPTERS_REQUEST)


def test_a_column_repeated_by_a_predicate_is_read_once_and_must_agree() -> None:
    header = ["CTY_CODE", "E_COMMODITY", "ALL_VAL_MO", "COMM_LVL", "time", "CTY_CODE"]
    good = json.dumps([header, ["5700", "12", "7", "HS2", "2026-05", "5700"]]).encode()
    found = CensusExports().parse(snapshot(good, CHAPTERS_REQUEST), good)
    assert by_product(found) == {"hs:12": 7}
    bad = good.replace(b'"2026-05", "5700"', b'"2026-05", "5880"')
    with pytest.raises(FormatChanged, match="'CTY_CODE' is there twice and differs"):
        CensusExports().parse(snapshot(bad, CHAPTERS_REQUEST), bad)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"[]", AnswerIsNotData, "no list of rows"),
        (b'[["CTY_CODE"], 5]', AnswerIsNotData, "no list of rows"),
        (as_answer([chapter("12", 5)]).replace(b"]]", b', "more"]]'), FormatChanged, "cells, not"),
        (as_answer([chapter("12", 5)]).replace(b'"5"', b"5"), FormatChanged, "not a text"),
        (b"error: unknown variable 'QTY_9_MO'", AnswerIsNotData, "unknown variable"),
    ],
)
def test_an_answer_of_another_shape_is_refused(
    content: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        CensusExports().parse(snapshot(content, CHAPTERS_REQUEST), content)


def test_a_header_without_rows_is_no_month_of_zeros() -> None:
    content = json.dumps([list(chapter("12", 5))]).encode()
    with pytest.raises(AnswerEmpty):
        CensusExports().parse(snapshot(content, CHAPTERS_REQUEST), content)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "columns", "partner", "first"),
    [
        ("census_exports_hs2", "CTY_NAME,ALL_VAL_MO,E_COMMODITY", "WORLD", 74_350_735),
        ("census_imports_hs2", "CTY_NAME,CON_VAL_MO,CAL_DUT_MO,I_COMMODITY", "CHN", 1_474_506),
    ],
)
def test_the_answers_that_were_saved_are_read(
    shared: Path, name: str, columns: str, partner: str, first: int
) -> None:
    path = shared / SHARED / "api_samples" / f"{name}_array_of_arrays.reconstructed.json"
    source = CensusImports() if "imports" in name else CensusExports()
    flow = source.id.removeprefix("census_")
    request = f"{API}/{flow}/hs?get={columns}&COMM_LVL=HS2&time=from+2013-01+to+2013-06"
    content = path.read_bytes()
    found = source.parse(snapshot(content, request), content)
    assert found.rows == 6
    assert found.newest == date(2013, 6, 30)
    assert {one.key.partner for one in found.observations} == {partner}
    assert found.observations[0].value == first


@pytest.mark.shared
def test_eight_years_of_imports_as_the_api_sent_them_are_read(shared: Path) -> None:
    """The same figures as the bundle takes from the saved columns, by another way."""
    rows = pl.read_parquet(
        shared / SHARED / "census_imports_hs2_china/5700data.2021-08.raw.parquet"
    )
    content = json.dumps([rows.columns, *rows.rows()]).encode()
    request = f"{API}/imports/hs?get=CTY_NAME,CON_VAL_MO,CAL_DUT_MO,I_COMMODITY&COMM_LVL=HS2"
    found = CensusImports().parse(snapshot(content, request), content)
    assert found.rows == 9_996
    assert len(found.observations) == 2 * 9_996
    ours = sum(
        one.value or 0
        for one in found.observations
        if one.key.measure == "import_value_consumption"
    )
    assert ours == sum(int(value) for value in rows["CON_VAL_MO"])
