"""Marketing years start where USDA says, and leave no day out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Frequency, Period
from offtake.errors import CodeUnknown
from offtake.reference.codes import products
from offtake.reference.crops import (
    marketing_year,
    marketing_year_ending,
    marketing_year_label,
)

PRODUCTS = st.sampled_from(sorted(products()))
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))

# data.md 1.4.
STARTS = {
    6: ("wheat", "wheat_hrw", "rye", "oats", "barley", "flaxseed"),
    8: ("cotton", "cotton_upland", "cotton_pima", "rice"),
    9: ("corn", "sorghum", "soybeans"),
    10: ("soybean_meal", "soybean_oil"),
    1: ("beef", "pork"),
}


@pytest.mark.parametrize(
    ("crop", "month"), [(crop, month) for month, crops in STARTS.items() for crop in crops]
)
def test_a_marketing_year_starts_in_the_month_usda_says(crop: str, month: int) -> None:
    first = date(2025, month, 1)
    year = marketing_year(crop, first)
    assert year == Period(first, date(2026, month, 1), Frequency.ANNUAL)
    assert marketing_year(crop, first - timedelta(days=1)).end == first


@pytest.mark.parametrize(
    ("crop", "day", "span", "label"),
    [
        # ESR 2026 = WASDE 2025/26 (data.md 1.4).
        ("soybeans", date(2025, 8, 31), "2024-09-01/2025-08-31", "2024/25"),
        ("soybeans", date(2025, 9, 1), "2025-09-01/2026-08-31", "2025/26"),
        ("soybean_oil", date(2025, 9, 30), "2024-10-01/2025-09-30", "2024/25"),
        ("wheat", date(2026, 6, 1), "2026-06-01/2027-05-31", "2026/27"),
        ("cotton_upland", date(1999, 12, 31), "1999-08-01/2000-07-31", "1999/00"),
        ("pork", date(2026, 12, 31), "2026-01-01/2026-12-31", "2026"),
    ],
)
def test_a_day_lies_in_the_year_a_calendar_shows(
    crop: str, day: date, span: str, label: str
) -> None:
    year = marketing_year(crop, day)
    assert str(year) == span
    assert marketing_year_label(year) == label


@pytest.mark.parametrize(
    ("crop", "year", "span"),
    [
        ("soybeans", 2026, "2025-09-01/2026-08-31"),
        ("soybeans", 2000, "1999-09-01/2000-08-31"),
        ("wheat", 2026, "2025-06-01/2026-05-31"),
        ("beef", 2026, "2026-01-01/2026-12-31"),
    ],
)
def test_the_publisher_names_a_year_by_its_end(crop: str, year: int, span: str) -> None:
    assert str(marketing_year_ending(crop, year)) == span


@given(PRODUCTS, DAYS)
def test_every_day_lies_in_exactly_one_marketing_year(crop: str, day: date) -> None:
    near = [marketing_year_ending(crop, year) for year in range(day.year - 2, day.year + 4)]
    holding = [year for year in near if year.start <= day < year.end]
    assert holding == [marketing_year(crop, day)]


@given(PRODUCTS, st.integers(min_value=1990, max_value=2040))
def test_a_marketing_year_begins_the_day_after_the_last_one_ended(crop: str, year: int) -> None:
    this, after = marketing_year_ending(crop, year), marketing_year_ending(crop, year + 1)
    assert this.end == after.start
    assert this.days in (365, 366)
    assert this.last_day.year == year


@given(PRODUCTS, st.integers(min_value=1990, max_value=2040))
def test_no_two_years_of_a_crop_share_a_label(crop: str, year: int) -> None:
    labels = {
        marketing_year_label(marketing_year_ending(crop, one)) for one in range(year, year + 50)
    }
    assert len(labels) == 50


def test_a_crop_nobody_knows_has_no_marketing_year() -> None:
    with pytest.raises(CodeUnknown, match="soybeans"):
        marketing_year("soybean", date(2026, 1, 1))
    with pytest.raises(CodeUnknown):
        marketing_year_ending("Soybeans", 2026)
