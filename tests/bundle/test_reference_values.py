"""The bundled figures give the numbers that the guides and the press printed."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bundle.figures import CHINA, ask, in_millions, part, series, standing_at, week_of
from offtake.domain import VintageBasis, end_of_day_in_washington, reporting_week
from offtake.reference.crops import marketing_year, marketing_year_ending
from offtake.store import SeriesFilter, Store

# data.md 1.6, million tonnes of soybeans by the end of the marketing year (2026: to 13 August).
SHIPPED = {
    "CHN": {
        2014: "27.60", 2015: "29.64", 2016: "29.86", 2017: "36.15", 2018: "27.68", 2019: "13.37",
        2020: "16.27", 2021: "35.36", 2022: "30.22", 2023: "31.38", 2024: "24.31", 2025: "22.55",
        2026: "12.36",
    },
    "WORLD": {
        2018: "56.35", 2019: "46.77", 2020: "44.93", 2021: "60.57", 2025: "50.11", 2026: "39.99",
    },
}  # fmt: skip
# data.md 1.6, weekly exports to China summed by calendar year (2026: to 13 August).
BY_CALENDAR = {
    2017: "30.78", 2018: "8.43", 2020: "34.38", 2024: "25.98", 2025: "7.28", 2026: "11.56",
}  # fmt: skip


@pytest.mark.parametrize(
    ("partner", "year", "millions"),
    [(who, year, text) for who, years in SHIPPED.items() for year, text in years.items()],
)
def test_shipments_of_a_marketing_year_are_those_of_the_guide(
    store: Store, partner: str, year: int, millions: str
) -> None:
    span = marketing_year_ending("soybeans", year)
    levels = ask(store, "accumulated_exports", partner)
    last = max(period for period in levels if span.start <= period.start < span.end)
    assert in_millions(levels[last]) == Decimal(millions)


def test_shipments_to_china_by_calendar_year_are_those_of_the_guide(store: Store) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for period, value in ask(store, "weekly_exports", "CHN").items():
        sums[week_of(period).year] += value
    assert {year: str(in_millions(sums[year])) for year in BY_CALENDAR} == BY_CALENDAR


@pytest.mark.parametrize(
    ("week_ending", "committed", "bracket", "shipped"),
    [
        # pledges.md 3.2, "Official record against each reading", Mt.
        (date(2025, 11, 27), "3.02", "5.70", None),
        (date(2026, 1, 1), "6.89", "9.97", "1.19"),
        (date(2026, 2, 26), "10.82", "13.00", "6.83"),
        (date(2026, 8, 13), "12.50", "12.89", "12.36"),
    ],
)
def test_the_official_record_of_the_first_tranche_is_that_of_the_guide(
    store: Store, week_ending: date, committed: str, bracket: str, shipped: str | None
) -> None:
    week = reporting_week(week_ending)
    named = ask(store, "total_commitment", "CHN")[week]
    unknown = ask(store, "outstanding_sales", "UNKNOWN")[week]
    accumulated = ask(store, "accumulated_exports", "CHN")[week]
    assert in_millions(named) == Decimal(committed)
    assert in_millions(named + unknown) == Decimal(bracket)
    assert in_millions(accumulated) == Decimal(shipped or 0)


@pytest.mark.parametrize(
    ("measure", "partner", "week_ending", "year", "tonnes"),
    [
        ("net_sales", "CHN", date(2025, 11, 13), 2026, -100_000),  # D8: not clipped
        ("outstanding_sales", "CHN", date(2020, 9, 3), 2020, 755_853),  # D2: carried over
        ("next_year_outstanding_sales", "CHN", date(2020, 9, 3), 2020, 15_473_908),  # I4
        ("outstanding_sales", "CHN", date(2020, 9, 3), 2021, 15_473_908),
        ("next_year_outstanding_sales", "CHN", date(2024, 9, 5), 2024, 4_917_568),  # I4
        ("outstanding_sales", "CHN", date(2024, 9, 5), 2025, 4_917_568),
        ("total_commitment", "WORLD", date(2016, 11, 17), 2017, 40_370_112),  # I5
        ("outstanding_sales", "UNKNOWN", date(2016, 11, 17), 2017, 7_211_130),  # I5
        ("inspections", "WORLD", date(2026, 4, 30), 2026, 506_056),  # D22: after late certificates
        ("inspections", "WORLD", date(2026, 8, 6), 2026, 409_509),  # D22
        ("inspections", "CHN", date(2026, 8, 6), 2026, 65_935),  # data.md 1.5
        ("weekly_exports", "CHN", date(2026, 8, 6), 2026, 65_936),
        ("weekly_exports", "CHN", date(2026, 4, 30), 2026, 200_899),
    ],
)
def test_a_figure_of_the_guide_is_in_the_bundle(
    store: Store, measure: str, partner: str, week_ending: date, year: int, tonnes: int
) -> None:
    assert ask(store, measure, partner)[part(week_ending, year)] == tonnes


def test_unknown_destinations_held_millions_of_tonnes_before_china_bought(store: Store) -> None:
    # 3.26 Mt on 23 October 2025 (rule D6), 3.40 to 1.67 Mt while sales were named (D5).
    outstanding = ask(store, "outstanding_sales", "UNKNOWN")
    assert in_millions(outstanding[reporting_week(date(2025, 10, 23))]) == Decimal("3.26")
    assert in_millions(outstanding[reporting_week(date(2026, 3, 26))]) == Decimal("1.67")
    sold = ask(store, "net_sales", "UNKNOWN")
    weeks = [
        period for period in sold
        if date(2025, 11, 6) <= period.last_day <= date(2026, 3, 26)
    ]  # fmt: skip
    assert len(weeks) == 21
    assert sum(sold[week] < 0 for week in weeks) == 15


def test_a_first_print_and_its_revision_are_both_kept(store: Store) -> None:
    """China's shipments in the week to 24 November 2016 (rule D9)."""
    week = reporting_week(date(2016, 11, 24))
    found = [one for one in store.history(series("weekly_exports", "CHN")) if one.period == week]
    assert [one.value for one in found] == [1_876_814, 1_805_978]
    first, second = (one.vintage for one in found)
    assert first.basis is VintageBasis.SCHEDULE
    assert first.known_at == datetime(2016, 12, 1, 13, 30, tzinfo=UTC)  # Thursday 08:30, UTC-5
    assert second.basis is VintageBasis.RETRIEVAL
    before = ask(store, "weekly_exports", "CHN", as_of=end_of_day_in_washington(date(2018, 1, 1)))
    assert before[week] == 1_876_814
    assert ask(store, "weekly_exports", "CHN")[week] == 1_805_978


def test_the_two_meanings_of_opening_week_sales_are_both_kept(store: Store) -> None:
    """Net sales to China in the opening week of 2024/25 (rule D3)."""
    opening = part(date(2024, 9, 5), 2025)
    found = [one for one in store.history(series("net_sales", "CHN")) if one.period == opening]
    assert [one.value for one in found] == [962_620, 1_072_163]
    assert found[0].vintage.known_at < found[1].vintage.known_at


@pytest.mark.parametrize(
    ("year", "seen_on", "million_bushels"),
    [
        # data.md 1.6. Each day is the end of the month the report came out in; a reissue of a
        # report is known to have come before the next one only, hence June for May.
        (2026, date(2025, 6, 30), 1815),
        (2026, date(2025, 9, 30), 1685),
        (2026, date(2025, 10, 31), 1685),  # no report that month
        (2026, date(2025, 11, 30), 1635),
        (2026, date(2026, 1, 31), 1575),
        (2026, date(2026, 4, 30), 1540),
        (2026, date(2026, 5, 31), 1530),
        (2026, date(2026, 6, 30), 1510),
        (2026, date(2026, 7, 31), 1520),
        (2026, date(2026, 8, 22), 1520),
        (2027, date(2026, 5, 31), 1630),
        (2027, date(2026, 6, 30), 1630),
        (2027, date(2026, 7, 31), 1660),
        (2027, date(2026, 8, 22), 1660),
    ],
)
def test_the_path_of_a_forecast_is_that_of_the_guide(
    store: Store, year: int, seen_on: date, million_bushels: int
) -> None:
    found = ask(store, "wasde_exports", "WORLD", as_of=end_of_day_in_washington(seen_on))
    assert found[marketing_year_ending("soybeans", year)] == million_bushels


def test_the_november_2025_report_was_known_from_the_14th(store: Store) -> None:
    year = marketing_year_ending("soybeans", 2026)
    for day, million_bushels in ((13, 1685), (14, 1635)):
        as_of = end_of_day_in_washington(date(2025, 11, day))
        assert ask(store, "wasde_exports", "WORLD", as_of=as_of)[year] == million_bushels


def test_on_20_january_2026_the_newest_week_is_that_to_8_january(store: Store) -> None:
    """On 20 January USDA showed over 8 Mt through 8 January, a day before 6.89 through the 1st."""
    for day, week, millions in ((20, date(2026, 1, 8), "8.12"), (19, date(2026, 1, 1), "6.89")):
        as_of = end_of_day_in_washington(date(2026, 1, day))
        found = ask(store, "total_commitment", "CHN", as_of=as_of)
        assert week_of(max(found)) == week
        assert in_millions(found[max(found)]) == Decimal(millions)


def test_on_17_december_2025_less_than_4_million_tonnes_were_known(store: Store) -> None:
    found = ask(
        store, "total_commitment", "CHN", as_of=end_of_day_in_washington(date(2025, 12, 17))
    )
    assert found[max(found)] < 4_000_000  # rule D10
    assert week_of(max(found)) == date(2025, 11, 27)


def test_an_answer_of_20_january_2026_holds_nothing_that_became_known_later(store: Store) -> None:
    as_of = end_of_day_in_washington(date(2026, 1, 20))
    found = store.as_of(SeriesFilter(), as_of=as_of)
    assert len(found) > 100_000
    assert [one for one in found if one.vintage.known_at > as_of] == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(day=st.dates(min_value=date(1999, 1, 1), max_value=date(2026, 8, 22)))
def test_on_any_day_the_answer_is_the_last_row_known_by_then(store: Store, day: date) -> None:
    as_of = end_of_day_in_washington(day)
    found = store.as_of(CHINA, as_of=as_of)
    assert found == standing_at(store.history(CHINA), as_of)
    assert all(week_of(one.period) < day for one in found)


def test_a_marketing_year_of_the_bundle_is_the_one_its_weeks_lie_in(store: Store) -> None:
    for period in ask(store, "accumulated_exports", "CHN"):
        assert marketing_year("soybeans", period.start) == marketing_year(
            "soybeans", period.last_day
        )
