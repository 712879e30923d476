"""USDA's commodity list is known whole: each code is followed or left out by name."""

import json
from pathlib import Path

import pytest

from offtake.domain import UNITS
from offtake.errors import CodeUnknown, FormatChanged
from offtake.sources.cells import Cell
from offtake.sources.export_sales_codes import (
    ASKED_FOR,
    NOT_FOLLOWED,
    UNITS_BY_ID,
    UNITS_BY_NAME,
    followed,
    followed_by_name,
    unit_of,
    year_of_label,
    year_of_months,
)


def label(text: str) -> Cell:
    return Cell("usda_flash_sales", "row 1", "Marketing", text)


@pytest.mark.shared
def test_the_list_is_that_of_usda_with_its_names_and_units(shared: Path) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    served = json.loads((folder / "esr_commodities.json").read_text(encoding="utf-8"))
    ours = {code for code in map(str, range(2000)) if _is_known(code)}
    assert {str(row["commodityCode"]) for row in served} == ours
    for row in served:
        code, name = str(row["commodityCode"]), row["commodityName"]
        assert followed(code) == followed_by_name(name), name
        if followed(code):
            assert UNITS_BY_ID[str(row["unitId"])] == unit_of(code)
    units = json.loads((folder / "esr_unitsOfMeasure.json").read_text(encoding="utf-8"))
    assert {str(row["unitId"]): UNITS_BY_NAME[row["unitNames"]] for row in units} == UNITS_BY_ID


def _is_known(code: str) -> bool:
    try:
        followed(code)
    except CodeUnknown:
        return False
    return True


def test_what_a_fetch_asks_for_is_followed_and_its_units_exist() -> None:
    assert [code for code in ASKED_FOR if code in NOT_FOLLOWED or not followed(code)] == []
    assert {*UNITS_BY_ID.values(), *UNITS_BY_NAME.values()} <= UNITS.keys()


@pytest.mark.parametrize("code", ["", "80", "8011", "soybeans", "2"])
def test_a_code_that_is_on_no_list_is_refused(code: str) -> None:
    with pytest.raises(CodeUnknown):
        followed(code)
    with pytest.raises(CodeUnknown):
        followed_by_name(f"Commodity {code}")


@pytest.mark.parametrize(
    ("item", "text", "year"),
    [
        ("soybeans", "2025/2026", "2025-09-01/2026-08-31"),
        ("wheat", " 2026/2027", "2026-06-01/2027-05-31"),
        ("soybean_oil", "2025/2026", "2025-10-01/2026-09-30"),
    ],
)
def test_a_marketing_year_is_read_from_its_two_years(item: str, text: str, year: str) -> None:
    assert str(year_of_label(item, label(text))) == year


@pytest.mark.parametrize("text", ["2026", "2025/26", "2025/2027", "2026/2025", "", "2025-2026"])
def test_a_year_that_is_not_labelled_so_is_refused(text: str) -> None:
    with pytest.raises(FormatChanged, match="Marketing"):
        year_of_label("soybeans", label(text))


def test_a_calendar_year_has_no_second_year() -> None:
    with pytest.raises(FormatChanged, match="one calendar year"):
        year_of_label("beef", label("2025/2026"))


@pytest.mark.parametrize(
    ("item", "text", "is_right"),
    [
        ("soybeans", "Sep 2025/Aug 2026", True),
        ("beef", "Jan 2026/Dec 2026", True),
        ("soybeans", "Oct 2025/Sep 2026", False),
        ("soybeans", "Sep 2025/Aug 2027", False),
        ("soybeans", "", False),
    ],
)
def test_a_year_by_months_must_be_that_of_the_product(
    item: str, text: str, *, is_right: bool
) -> None:
    if is_right:
        year = year_of_months(item, label(text))
        assert f"{year.start:%b %Y}/{year.last_day:%b %Y}" == text
    else:
        with pytest.raises(FormatChanged, match="not a marketing year of"):
            year_of_months(item, label(text))
