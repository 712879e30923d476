"""What the Census Bureau is asked: small enough to be answered, and the revised years again."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from offtake.sources import Request
from offtake.sources.census_balance import CensusBalance
from offtake.sources.census_exports import CensusExports
from offtake.sources.census_imports import CensusImports
from offtake.sources.census_plan import Asked

SINCE, UNTIL = date(2026, 4, 5), date(2026, 7, 8)


def fields(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}


def test_china_is_asked_a_year_at_a_time_at_every_level() -> None:
    planned = list(CensusExports().plan(SINCE, UNTIL))
    asked = [(fields(one).get("COMM_LVL"), fields(one)["time"]) for one in planned]
    years = [
        "from 2023-01 to 2023-12",
        "from 2024-01 to 2024-12",
        "from 2025-01 to 2025-12",
        "from 2026-01 to 2026-05",
    ]
    levels = (None, "HS2", "HS4", "HS6")
    assert asked == [
        *((level, year) for level in levels for year in years),
        ("HS10", "from 2026-04 to 2026-05"),
    ]
    assert {fields(one)["SUMMARY_LVL"] for one in planned} == {"DET"}
    assert {fields(one)["CTY_CODE"] for one in planned} == {"5700"}


def test_the_three_years_a_june_release_revises_are_asked_again() -> None:
    """The release of June 2026 revised January 2023 to December 2025."""
    spans = [one.covers_start for one in CensusExports().plan(date(2026, 6, 1), date(2026, 6, 9))]
    assert min(spans) == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("until", "newest"),
    [
        (date(2026, 7, 2), date(2026, 4, 30)),
        (date(2026, 7, 3), date(2026, 5, 31)),  # 33 days after 31 May
        (date(2026, 8, 1), date(2026, 5, 31)),
        (date(2026, 8, 2), date(2026, 6, 30)),
    ],
)
def test_a_month_is_asked_for_once_it_can_be_out(until: date, newest: date) -> None:
    planned = CensusExports().plan(SINCE, until)
    assert max(one.covers_end for one in planned) == newest


def test_all_countries_at_ten_digits_are_asked_by_month_and_first_digit() -> None:
    source = CensusExports(asked=(Asked("", 10, is_revised=False),))
    planned = list(source.plan(date(2026, 4, 1), UNTIL))
    asked = [(fields(one)["time"], fields(one)["E_COMMODITY"]) for one in planned]
    assert asked == [
        (f"from {month} to {month}", f"{digit}*")
        for month in ("2026-04", "2026-05")
        for digit in range(10)
    ]
    assert all("CTY_CODE" not in fields(one) for one in planned)
    assert all(fields(one)["SUMMARY_LVL"] == "DET" for one in planned)
    assert len({one.title for one in planned}) == len(planned)


def test_quantities_are_asked_for_with_their_flag_and_at_ten_digits_only() -> None:
    for planned in (CensusExports().plan(SINCE, UNTIL), CensusImports().plan(SINCE, UNTIL)):
        for one in planned:
            names = fields(one)["get"].split(",")
            wants = [name for name in names if name.endswith(("QTY_1_MO", "GEN_QY1_MO"))]
            assert bool(wants) is (fields(one).get("COMM_LVL") == "HS10")
            assert all(f"{name}_FLAG" in names for name in wants)
            assert ("UNIT_QY1" in names) is bool(wants)


def test_domestic_exports_and_re_exports_are_never_asked_apart() -> None:
    assert all("DF" not in one.url for one in CensusExports().plan(SINCE, UNTIL))


def test_the_key_goes_into_the_address_and_is_not_part_of_the_request() -> None:
    for one in CensusExports().plan(SINCE, UNTIL):
        assert (one.key, one.key_field, one.key_header) == ("census", "key", "")
        assert "key=" not in one.url


def test_detail_by_code_is_not_asked_for_before_2013() -> None:
    source = CensusExports(asked=(Asked("5700", 2),))
    first = next(iter(source.plan(date(1999, 1, 1), UNTIL)))
    assert first.covers_start == date(2013, 1, 1)


def test_before_the_first_month_there_is_nothing_to_ask() -> None:
    assert list(CensusExports().plan(date(2012, 1, 1), date(2012, 6, 1))) == []
    assert list(CensusBalance().plan(date(1980, 1, 1), date(1984, 12, 31))) == []


def test_the_balance_is_one_page() -> None:
    [one] = CensusBalance().plan(SINCE, UNTIL)
    assert one.url == "https://www.census.gov/foreign-trade/balance/c5700.html"
    assert one.key == ""
