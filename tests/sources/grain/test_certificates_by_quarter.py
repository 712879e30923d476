"""Certificates of the open transport data give the same weeks as the calendar-year files."""

import csv
import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Observation
from offtake.errors import AnswerAtCap, AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.sources import Parsed
from offtake.sources.certificates import whole_weeks
from offtake.sources.usda_inspections import Inspections
from offtake.sources.usda_inspections_agtransport import CAP, InspectionsAgtransport
from sources.grain.specimens import (
    AGTRANSPORT,
    CERTIFICATES,
    LATER,
    YEAR_REQUEST,
    as_json,
    certificate,
    snapshot,
    values,
    year_file,
)

CAPTURE = Path("data/usda/fgis/fgis_certificates_2020q1_jlstewart/Grain_Inspections.csv")


def parse(content: bytes) -> Parsed:
    return InspectionsAgtransport().parse(snapshot(content, at=LATER), content)


def test_the_week_across_new_year_is_whole() -> None:
    found = parse(as_json(AGTRANSPORT))
    assert values(found, "inspections", "soybeans") == {
        date(2014, 12, 25): Decimal(64_500),
        date(2015, 1, 1): Decimal(64_769),
    }
    assert values(found, "inspections", "soybeans", "TWN") == {date(2015, 1, 1): Decimal(269)}
    assert values(found, "inspections_part", "soybeans") == {}


def test_both_routes_give_the_same_observations() -> None:
    """The same certificates, one week of them across New Year, as rows and as two year files."""
    both = (certificate("20150101", "20141230", "CORN", "JAPAN", 7_000), *CERTIFICATES)
    rows = [{"date": f"{row['Thursday'][:4]}-{row['Thursday'][4:6]}-{row['Thursday'][6:]}"
             "T00:00:00.000", "grain": row["Grain"], "destination": row["Destination"],
             "mt": row["Metric Ton"], "pounds": row["Pounds"]} for row in both]  # fmt: skip
    files: list[Observation] = []
    for year, some in (("2014", both[:1]), ("2015", both[1:])):
        content = year_file(some)
        request = YEAR_REQUEST.replace("2015", year)
        files += Inspections().parse(snapshot(content, request=request), content).observations
    whole = [one for one in files if one.key.measure == "inspections"]
    whole += whole_weeks(one for one in files if one.key.measure == "inspections_part")
    assert {(one.key, one.period, one.value, one.status) for one in whole} == {
        (one.key, one.period, one.value, one.status) for one in parse(as_json(rows)).observations
    }


def printed(week: str, grain: str, destination: str, tonnes: int) -> dict[str, object]:
    return {
        "date": f"{week}T00:00:00.000",
        "grain": grain,
        "destination": destination,
        "mt": str(tonnes),
        "pounds": round(tonnes * 2204.62262185),
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2014-12-18", "2014-12-25"]),
            st.sampled_from(["SOYBEANS", "CORN", " CORN"]),
            st.sampled_from(["CHINA MAIN", "JAPAN", "TAIWAN"]),
            st.integers(1, 70_000),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_weeks_are_the_sums_of_their_certificates(rows: list[tuple[str, str, str, int]]) -> None:
    found = parse(json.dumps([printed(*row) for row in rows]).encode())
    for item, spellings in (("soybeans", {"SOYBEANS"}), ("corn", {"CORN", " CORN"})):
        weeks: dict[date, Decimal] = {}
        for week, grain, _, tonnes in rows:
            if grain in spellings:
                day = date.fromisoformat(week)
                weeks[day] = weeks.get(day, Decimal(0)) + tonnes
        assert values(found, "inspections", item) == weeks
    assert found.rows == len(rows)


@pytest.mark.parametrize("weight", ["1000000000001", 10**30, 1.5, None, "x"])
def test_a_weight_that_none_can_be_is_named(weight: object) -> None:
    row = printed("2014-12-18", "CORN", "JAPAN", 7_000) | {"mt": weight}
    with pytest.raises(FormatChanged, match="'mt' holds"):
        parse(json.dumps([printed("2014-12-18", "CORN", "JAPAN", 1), row]).encode())


def test_an_answer_as_long_as_the_cap_is_refused() -> None:
    rows = [AGTRANSPORT[0]] * CAP
    with pytest.raises(AnswerAtCap) as caught:
        parse(as_json(rows))
    assert caught.value.cap == 50_000
    assert parse(as_json(rows[:-1])).rows == CAP - 1


def test_an_empty_list_a_page_or_an_error_is_not_nothing() -> None:
    with pytest.raises(AnswerEmpty):
        parse(b"[]")
    for content in (b"<html></html>", b'{"message": "Invalid SoQL query", "errorCode": "x"}'):
        with pytest.raises(AnswerIsNotData):
            parse(content)


def test_a_field_missing_or_new_is_named() -> None:
    for name in AGTRANSPORT[0]:
        row = {key: text for key, text in AGTRANSPORT[0].items() if key != name}
        with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
            parse(as_json([row]))
    with pytest.raises(FormatChanged, match="column 'fgis_reg' was never seen before"):
        parse(as_json([{**AGTRANSPORT[0], "fgis_reg": "GULF"}]))


@pytest.mark.parametrize("tenth", range(1, 10))
def test_an_answer_cut_at_each_tenth_is_refused(tenth: int) -> None:
    content = as_json(AGTRANSPORT)
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])


def test_the_queries_of_a_plan_touch_and_do_not_overlap() -> None:
    extent, *requests = InspectionsAgtransport().plan(date(2025, 6, 1), date(2026, 8, 12))
    assert extent.covers_end == requests[-1].covers_end
    # Eight weeks before 1 June 2025 is 6 April, in the week to the 10th; the last week over by
    # 12 August 2026 ends on the 6th.
    assert requests[0].covers_start == date(2025, 4, 4)
    assert requests[-1].covers_end == date(2026, 8, 6)
    assert {(after.covers_start - before.covers_end).days
            for before, after in pairwise(requests)} == {1}  # fmt: skip
    for one in requests:
        query = parse_qs(urlsplit(one.url).query)
        assert query["$limit"] == ["50000"]
        assert query["$where"][0].endswith(f"'{one.covers_end}T00:00:00'")


@pytest.mark.shared
def test_real_certificates_across_new_year_add_up_to_what_the_workbook_has(shared: Path) -> None:
    """The capture note: the week to 2 January 2020 is complete here, 1,039,675 t of soybeans."""
    with (shared / CAPTURE).open(encoding="utf-8-sig", newline="") as file:
        rows = [_row(row) for row in csv.DictReader(file)]
    found = parse(as_json(rows))
    # The last line has no end, so counting ends gives the guide's 6,262.
    assert (found.rows, found.refused) == (6_263, ())
    assert values(found, "inspections", "soybeans")[date(2020, 1, 2)] == Decimal(1_039_675)


def _row(cells: dict[str, str]) -> dict[str, str]:
    month, day, year = cells["Date"].split("/")
    return {
        "date": f"20{year}-{int(month):02d}-{int(day):02d}T00:00:00.000",
        "grain": cells["Grain"],
        "destination": cells["Destination"],
        "mt": cells["MT"],
        "pounds": cells["Pounds"],
    }
