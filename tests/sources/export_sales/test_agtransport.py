"""The keyless mirror: numbers as text, wheat by class, a cap that may hide rows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from offtake.errors import AnswerAtCap, AnswerEmpty, FormatChanged
from offtake.sources import Parsed
from offtake.sources import usda_export_sales_agtransport as agtransport
from offtake.sources.usda_export_sales_agtransport import OUTAGE, AgTransport, address
from sources.specimens.export_sales import AGTRANSPORT, HRW, SRW, WEEKS, socrata_row
from sources.specimens.kinds import Specimen


def read(one: Specimen) -> Parsed:
    return AgTransport().parse(one.snapshot(one.content), one.content)


def values(parsed: Parsed, item: str, partner: str, measure: str) -> list[int | None]:
    return [
        None if one.value is None else int(one.value)
        for one in parsed.observations
        if (one.key.product, one.key.partner, one.key.measure) == (item, partner, measure)
    ]


def test_all_wheat_is_the_sum_of_its_classes_and_one_class_is_followed() -> None:
    parsed = read(AGTRANSPORT)
    assert values(parsed, "wheat_hrw", "MEX", "net_sales") == [row[4] for row in HRW]
    both = [one[4] + other[4] for one, other in zip(HRW, SRW, strict=True)]
    assert values(parsed, "wheat", "MEX", "net_sales") == both
    assert values(parsed, "wheat", "WORLD", "net_sales") == both
    assert parsed.refused == ()


def test_a_range_with_another_condition_is_not_the_world() -> None:
    only = AGTRANSPORT.request.replace("%20and%20", "%20and%20country='X'%20and%20")
    found = read(replace(AGTRANSPORT, request=only)).observations
    assert "WORLD" not in {one.key.partner for one in found}


def test_an_empty_cell_is_left_out_by_socrata_and_is_a_gap_here() -> None:
    rows = [*AGTRANSPORT.rows]
    rows[0] = {name: cell for name, cell in rows[0].items() if name != "grosalescmy"}
    parsed = read(replace(AGTRANSPORT, rows=rows))
    assert values(parsed, "soybeans", "CHN", "gross_new_sales").count(None) == 1
    gaps = {
        (one.key.partner, one.period.last_day): one.note
        for one in parsed.observations
        if one.value is None and one.key.measure == "gross_new_sales"
    }
    assert gaps == {
        ("CHN", WEEKS[0]): "the publisher's row does not have this figure",
        ("WORLD", WEEKS[0]): "a part of the sum is not printed",
    }


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("unit", "Bushels", "'unit' holds 'Bushels'"),
        ("commodity", "Sorghum", "'commodity' holds 'Sorghum'"),
        ("myear", "2021/22", "not a marketing year"),
        ("myear", "2023/2024", "disagree"),
        ("date", "2022-03-18T00:00:00.000", "disagree|Thursday"),
        ("date", "2022-03-17T05:00:00.000", "not a day"),
        ("type", "HRW", "only wheat has classes"),
        ("wkexportscmy", 161686, "every value is text"),
        ("wkexportscmy", "161686.5", "not a whole number"),
    ],
)
def test_a_cell_that_changed_its_meaning_is_named(column: str, value: object, problem: str) -> None:
    rows = [{**AGTRANSPORT.rows[0], column: value}, *AGTRANSPORT.rows[1:]]
    with pytest.raises(FormatChanged, match=problem):
        read(replace(AGTRANSPORT, rows=rows))


def test_a_class_of_wheat_never_seen_before_stops_the_reading() -> None:
    row = socrata_row("Wheat", "MEXICO", WEEKS[0], HRW[0], kind="Club")
    with pytest.raises(FormatChanged, match="'type' holds 'Club'"):
        read(replace(AGTRANSPORT, rows=[row]))


def test_a_whole_number_with_a_point_is_whole() -> None:
    rows = [{**row, "wkexportscmy": f"{row['wkexportscmy']}.0"} for row in AGTRANSPORT.rows]
    assert read(replace(AGTRANSPORT, rows=rows)).rows == len(AGTRANSPORT.rows)


@pytest.mark.parametrize("limit", [9, 12])
def test_as_many_rows_as_the_cap_are_too_many(limit: int) -> None:
    request = AGTRANSPORT.request.replace("$limit=50000", f"$limit={limit}")
    one = replace(AGTRANSPORT, request=request)
    with pytest.raises(AnswerAtCap) as caught:
        read(one)
    assert caught.value.cap == len(AGTRANSPORT.rows)


def test_one_row_below_the_cap_is_whole() -> None:
    request = AGTRANSPORT.request.replace("$limit=50000", f"$limit={len(AGTRANSPORT.rows) + 1}")
    assert read(replace(AGTRANSPORT, request=request)).observations


def test_without_a_limit_the_cap_is_that_of_socrata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agtransport, "DEFAULT_CAP", len(AGTRANSPORT.rows))
    with pytest.raises(AnswerAtCap):
        read(replace(AGTRANSPORT, request=agtransport.BASE))


@pytest.mark.parametrize(
    ("first", "late", "is_out"),
    [
        (date(2022, 3, 17), timedelta(days=30), True),
        (date(2022, 3, 17), timedelta(days=10), False),  # the mirror is some days late
        (date(1999, 1, 7), timedelta(days=900), False),  # it begins in June 1999
    ],
)
def test_nothing_is_an_error_once_the_first_week_is_out(
    first: date, late: timedelta, *, is_out: bool
) -> None:
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) + late
    request = address(first, first + timedelta(weeks=4))
    one = replace(AGTRANSPORT, rows=[], request=request, retrieved_at=at)
    if is_out:
        with pytest.raises(AnswerEmpty, match="were out"):
            read(one)
    else:
        assert read(one).observations == ()


def test_nothing_in_a_file_of_which_nobody_knows_what_was_asked_is_an_error() -> None:
    with pytest.raises(AnswerEmpty):
        read(replace(AGTRANSPORT, rows=[], request="download.json"))


def outage(first: tuple[int, ...], second: tuple[int, ...], **other: object) -> Parsed:
    cells: list[Mapping[str, object]] = [
        {**socrata_row("Soybeans", "JAPAN", week, row), **other}
        for week, row in zip(OUTAGE.weeks, (first, second), strict=True)
    ]
    request = address(*OUTAGE.weeks)
    return read(replace(AGTRANSPORT, rows=cells, request=request))


def test_the_even_split_of_august_2022_is_told_as_long_as_it_shows() -> None:
    first = (1_000, 5_000, 2_000, 500, 400, 7_000, 0, 0)
    second = (1_000, 6_000, 1_400, 500, 400, 7_400, 0, 0)
    assert {one.note for one in outage(first, second).observations} == {OUTAGE.note}
    mended = (900, 5_900, 1_500, 500, 400, 7_400, 0, 0)
    assert {one.note for one in outage(first, mended).observations} == {""}


def test_half_a_tonne_in_the_split_is_refused_and_its_sum_is_not_made() -> None:
    first = (1_000, 5_000, 2_000, 500, 400, 7_000, 0, 0)
    parsed = outage(first, first, wkexportscmy="641389.5")
    assert parsed.observations == ()
    assert [one.locator for one in parsed.refused] == ["row 0", "row 1"]
    assert "641389.5 is not whole tonnes" in parsed.refused[0].reason


def test_a_plan_asks_for_whole_weeks_by_half_year_and_names_every_column() -> None:
    extent, *plan = AgTransport().plan(date(2025, 6, 1), date(2026, 8, 22))
    assert "max(date)" in extent.url
    wheres = [parse_qs(urlsplit(request.url).query)["$where"][0] for request in plan]
    assert wheres[0] == "date between '2025-06-05T00:00:00' and '2025-06-26T23:59:59'"
    assert wheres[-1] == "date between '2026-07-02T00:00:00' and '2026-08-13T23:59:59'"
    assert [str(request.covers_start) for request in plan[:2]] == ["2025-05-30", "2025-06-27"]
    selected = parse_qs(urlsplit(plan[0].url).query)["$select"][0].split(",")
    assert selected == [*agtransport.NAMES, *agtransport.FIGURES]
    _, first, *_ = AgTransport().plan(date(1990, 1, 1), date(1999, 8, 1))
    assert first.covers_start == date(1999, 5, 28)
