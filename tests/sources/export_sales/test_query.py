"""ESRQS: thousands become units, and the publisher's own clock becomes a figure."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from offtake.domain import VintageBasis
from offtake.errors import AnswerEmpty, FormatChanged
from offtake.sources import Parsed
from offtake.sources.esrqs_history import FIGURES
from offtake.sources.usda_export_sales_query import (
    PUBLICATIONS as KEY,
)
from offtake.sources.usda_export_sales_query import (
    QuerySite,
    publication_times,
)
from sources.specimens.export_sales import HISTORY, PUBLICATIONS, SUMMARY, summary_row
from sources.specimens.kinds import Specimen


def read(one: Specimen) -> Parsed:
    return QuerySite().parse(one.snapshot(one.content), one.content)


def spoiled(old: str, new: str) -> Parsed:
    content = SUMMARY.content.replace(old.encode(), new.encode())
    assert content != SUMMARY.content
    return QuerySite().parse(SUMMARY.snapshot(content), content)


def test_thousands_are_read_to_the_tonne_and_only_for_what_is_followed() -> None:
    parsed = read(SUMMARY)
    found = {
        (one.key.measure, one.period.last_day): int(one.value or 0) for one in parsed.observations
    }
    assert found["total_commitment", date(2026, 3, 26)] == 37_609_726
    assert found["next_year_net_sales", date(2026, 3, 19)] == 27_000
    assert {(one.key.product, one.key.partner) for one in parsed.observations} == {
        ("soybeans", "WORLD")
    }
    assert parsed.rows == 3


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("in the Thousands", "in the Millions", "'All numbers are in the Thousands' is not in"),
        ("COMMODITY SUMMARY", "COUNTRY SUMMARY", "COMMODITY SUMMARY' is not in"),
        ('"Standard"', '"Carryover"', "'MYCOType' holds 'Carryover'"),
        ("03/26/2026", "26/03/2026", "not a day"),
        ("03/26/2026", "03/27/2026", "disagree|Thursday"),
        ("Sep 2025/Aug 2026", "Oct 2025/Sep 2026", "not a marketing year of soybeans"),
        ("681.914", "681.9145", "more places"),
        (' MYCOType="Standard"', ' MYCOType="Standard" Region="9"', "'Region' was never seen"),
    ],
)
def test_what_changed_its_meaning_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises(FormatChanged, match=problem):
        spoiled(old, new)


def test_a_row_whose_net_sales_do_not_follow_from_new_sales_is_refused() -> None:
    # Wheat products in the week ending 2 April 2026 are off by 36 t, the one case of 160.
    parsed = spoiled('NewSales="366.601"', 'NewSales="366.637"')
    (one,) = parsed.refused
    assert one.reason == (
        "I3: new sales 366,637 less 13,342 taken off is not net sales 353,259"
    )  # fmt: skip
    assert {one.period.last_day for one in parsed.observations} == {date(2026, 3, 19)}


def test_a_summary_without_rows_is_an_error() -> None:
    with pytest.raises(AnswerEmpty, match="without a row"):
        read(replace(SUMMARY, rows=[]))


def test_a_cotton_row_counts_running_bales() -> None:
    cells = ("1", "0", "0", "0.5", "1", "2", "3", "5", "0", "0", "0", "0", "11.26")
    row = summary_row(1404, "03/26/2026", 34, "Aug 2025/Jul 2026", cells)
    units = {one.key.unit_code for one in read(replace(SUMMARY, rows=[row])).observations}
    assert units == {"running_bale"}


def test_a_publication_is_known_at_its_own_instant_in_washington() -> None:
    parsed = read(PUBLICATIONS)
    times = publication_times(parsed.observations)
    assert times == {
        date(2026, 7, 2): datetime(2026, 7, 9, 12, 30, tzinfo=UTC),
        date(2026, 7, 9): datetime(2026, 7, 16, 12, 30, tzinfo=UTC),
        date(2026, 7, 16): datetime(2026, 7, 23, 12, 31, 12, tzinfo=UTC),
    }
    for one in parsed.observations:
        assert one.vintage.known_at == times[one.period.last_day]
        assert one.vintage.basis is VintageBasis.RELEASE
        assert one.key == KEY


def test_in_winter_the_clock_is_an_hour_further_from_greenwich() -> None:
    row = {"weekEndingDate": "2026-01-08T00:00:00", "publishedDatetime": "2026-01-15T08:30:00"}
    times = publication_times(read(replace(PUBLICATIONS, rows=[row])).observations)
    assert times == {date(2026, 1, 8): datetime(2026, 1, 15, 13, 30, tzinfo=UTC)}


def test_an_instant_with_its_zone_is_taken_as_it_is() -> None:
    row = {"weekEndingDate": "2026-01-08T00:00:00", "publishedDatetime": "2026-01-15T13:30:00Z"}
    times = publication_times(read(replace(PUBLICATIONS, rows=[row])).observations)
    assert times == {date(2026, 1, 8): datetime(2026, 1, 15, 13, 30, tzinfo=UTC)}


def test_a_publication_still_to_come_is_not_told() -> None:
    before = datetime(2026, 7, 16, 12, 29, tzinfo=UTC)
    parsed = read(replace(PUBLICATIONS, retrieved_at=before))
    assert [*publication_times(parsed.observations)] == [date(2026, 7, 2)]
    assert parsed.newest == date(2026, 7, 2)
    assert parsed.rows == 4


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"weekEndingDate": "2026-07-03T00:00:00", "publishedDatetime": "2026-07-09T08:30:00"}],
         "Thursday"),
        ([{"weekEndingDate": "07/02/2026", "publishedDatetime": "2026-07-09T08:30:00"}],
         "'weekEndingDate' holds"),
        ([{"weekEndingDate": "2026-07-02T00:00:00", "publishedDatetime": "July 9"}],
         "not an instant"),
        ([{"weekEndingDate": "2026-07-02T00:00:00", "publishedDatetime": f"2026-07-{day}T08:30:00"}
          for day in ("09", "10")], "two publication times of 2026-07-02"),
    ],
)  # fmt: skip
def test_a_list_of_weeks_that_contradicts_itself_is_refused(
    rows: list[dict[str, object]], problem: str
) -> None:
    with pytest.raises(FormatChanged, match=problem):
        read(replace(PUBLICATIONS, rows=rows))


def test_an_empty_list_of_weeks_is_an_error() -> None:
    with pytest.raises(AnswerEmpty):
        read(replace(PUBLICATIONS, rows=[]))


def test_a_plan_asks_for_the_two_weeks_that_are_out() -> None:
    summary, weeks = QuerySite().plan(date(2026, 8, 1), date(2026, 8, 22))
    assert (summary.covers_start, summary.covers_end) == (date(2026, 7, 31), date(2026, 8, 13))
    assert weeks.url.endswith("/api/lookups/GetWeekEndingDates")
    assert "Referer" in summary.headers


def test_the_list_of_weekly_totals_says_what_the_summary_says() -> None:
    printed = set(FIGURES.values())
    by_list, by_summary = (
        {
            (one.key, one.period): one.value
            for one in read(specimen).observations
            if one.key.measure in printed
        }
        for specimen in (HISTORY, SUMMARY)
    )
    assert by_list == by_summary
    assert len(by_list) == 2 * len(printed)


def test_what_the_list_does_not_print_is_a_gap_and_no_sum_of_ours() -> None:
    gaps = {one.key.measure for one in read(HISTORY).observations if one.value is None}
    assert gaps == {"gross_new_sales", "total_commitment"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("mycoTypeName", "Interim"),
        ("myDefinition", "Jun 2025/May 2026"),
        ("weekEndingDate", "2026-03-25T00:00:00"),
        ("weekEndingDate", "2026-09-17T00:00:00"),
        ("netSales", "12.5"),
    ],
)
def test_a_list_that_means_something_else_is_refused_by_name(column: str, cell: str) -> None:
    content = HISTORY.altered(column, lambda _: cell, rows=1)
    with pytest.raises(FormatChanged, match=column):
        QuerySite().parse(HISTORY.snapshot(content), content)


def test_an_empty_list_of_weekly_totals_is_not_a_commodity_without_trade() -> None:
    with pytest.raises(AnswerEmpty):
        QuerySite().parse(HISTORY.snapshot(b"[]"), b"[]")
