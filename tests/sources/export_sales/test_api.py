"""The FAS API: the year comes from the request, and nothing is not the same as not yet."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from offtake.domain import Observation, VintageBasis
from offtake.errors import AnswerEmpty, AnswerError, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_export_sales import OUTAGE, ExportSalesApi
from sources.specimens.export_sales import CHINA, FAS, UNKNOWN, WEEKS, as_json, fas_row
from sources.specimens.kinds import Specimen

BASE = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801"


def read(one: Specimen) -> Parsed:
    return ExportSalesApi().parse(one.snapshot(one.content), one.content)


def asked(year: int, at: datetime, *rows: Mapping[str, object], places: str = "allCountries") -> (
    Specimen
):  # fmt: skip
    request = f"{BASE}/{places}/marketYear/{year}"
    return replace(FAS, rows=rows, request=request, retrieved_at=at)


def figures(parsed: Parsed, partner: str, measure: str) -> list[Observation]:
    return [
        one
        for one in parsed.observations
        if (one.key.partner, one.key.measure) == (partner, measure)
    ]


def test_the_figures_are_those_printed_and_the_world_is_their_sum() -> None:
    parsed = read(FAS)
    china = figures(parsed, "CHN", "accumulated_exports")
    assert [int(one.value or 0) for one in china] == [row[1] for row in CHINA]
    world = figures(parsed, "WORLD", "outstanding_sales")
    expected = [ours[2] + theirs[2] for ours, theirs in zip(CHINA, UNKNOWN, strict=True)]
    assert [int(one.value or 0) for one in world] == expected
    assert {one.locator for one in world} == {"sum of 2 rows"}
    assert [one.locator for one in china] == ["row 0", "row 1", "row 2"]


def test_one_country_is_not_the_world() -> None:
    one = asked(2022, FAS.retrieved_at, *FAS.rows[:3], places="countryCode/5700")
    assert {figure.key.partner for figure in read(one).observations} == {"CHN"}


def test_the_week_across_the_turn_is_in_two_answers_as_two_periods() -> None:
    # 3 September 2020: 542,151 t for the year that closes, 400,850 t for the one that opens (D1).
    week, at = date(2020, 9, 3), datetime(2021, 1, 1, tzinfo=UTC)
    closing = (542_151, 16_266_215, 755_853, 17_418, 15_151, 17_022_068, 15_473_908, 1_592_905)
    opening = (400_850, 400_850, 15_473_908, 2_286_918, 1_592_905, 15_874_758, 0, 0)
    answers = [
        read(asked(year, at, fas_row(801, 5700, week, row)))
        for year, row in ((2020, closing), (2021, opening))
    ]
    found = [str(figures(one, "CHN", "net_sales")[0].period) for one in answers]
    assert found == ["2020-08-28/2020-08-31", "2020-09-01/2020-09-03"]


def test_a_week_outside_the_year_that_was_asked_is_refused() -> None:
    row = fas_row(801, 5700, date(2026, 3, 26), CHINA[0])
    with pytest.raises(FormatChanged, match="weekEndingDate"):
        read(asked(2022, FAS.retrieved_at, row))


def test_a_request_that_names_no_year_cannot_be_read() -> None:
    with pytest.raises(FormatChanged, match="names no commodity and marketing year"):
        read(replace(FAS, request="file:///home/me/download.json"))


@pytest.mark.parametrize(
    ("year", "at", "is_out"),
    [
        (2026, datetime(2025, 9, 11, 12, tzinfo=UTC), False),  # before 08:30 in Washington
        (2026, datetime(2025, 9, 11, 13, tzinfo=UTC), True),
        (2027, datetime(2026, 8, 22, tzinfo=UTC), False),
        (2020, datetime(2026, 8, 22, tzinfo=UTC), True),
        (1998, datetime(2026, 8, 22, tzinfo=UTC), False),  # the history begins in December 1998
    ],
)
def test_nothing_is_an_error_once_the_first_week_is_out(
    year: int, at: datetime, *, is_out: bool
) -> None:
    if is_out:
        with pytest.raises(AnswerEmpty, match="has begun"):
            read(asked(year, at))
    else:
        parsed = read(asked(year, at))
        assert (parsed.rows, parsed.observations, parsed.newest) == (0, (), None)


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("unitId", 2, "means running_bale, not t"),
        ("unitId", 9, "known: 1, 2"),
        ("commodityCode", 401, "though 801 was asked for"),
        ("weekEndingDate", "2022-03-17", "not a day like"),
        ("weeklyExports", None, "not a whole number"),
        ("weeklyExports", True, "not a whole number"),
        ("weeklyExports", 1.5, "not a whole number"),
        ("weeklyExports", "161686", "not a whole number"),
    ],
)
def test_a_cell_that_changed_its_meaning_is_named(column: str, value: object, problem: str) -> None:
    content = FAS.altered(column, lambda _: value)
    with pytest.raises(FormatChanged, match=problem) as caught:
        ExportSalesApi().parse(FAS.snapshot(content), content)
    assert "row 0" in str(caught.value)


def test_a_column_never_seen_before_stops_the_reading() -> None:
    rows = [{**row, "grossSales": 1} for row in FAS.rows]
    with pytest.raises(FormatChanged, match="'grossSales' was never seen before"):
        read(replace(FAS, rows=rows))


def test_a_destination_printed_twice_is_refused() -> None:
    # UNKNOWN is 9990 in the rows and 2 in the list of countries (D4): both would be one place.
    twice = [*FAS.rows, fas_row(801, 2, WEEKS[0], UNKNOWN[0])]
    with pytest.raises(FormatChanged, match="row 3 and row 6"):
        read(replace(FAS, rows=twice))


def test_the_european_union_is_not_added_to_its_members() -> None:
    union = fas_row(801, 1, WEEKS[0], CHINA[0])
    with_union = read(replace(FAS, rows=[*FAS.rows, union]))
    assert {*_said(with_union)} == {*_said(read(FAS))}
    assert with_union.rows == len(FAS.rows) + 1


def _said(parsed: Parsed) -> list[tuple[object, ...]]:
    return [(one.key, one.period, one.value) for one in parsed.observations]


def test_a_row_that_breaks_an_identity_is_refused_with_its_sum() -> None:
    broken = (161686, 25787983, 1930749, 32503, 32478, 27718733, 5626000, -13000)
    rows = [fas_row(801, 5700, WEEKS[0], broken), *FAS.rows[1:]]
    parsed = read(replace(FAS, rows=rows))
    assert [one.locator for one in parsed.refused] == ["row 0", "sum of 2 rows"]
    assert all(one.reason.startswith("I1: ") for one in parsed.refused)
    kept = {(one.key.partner, one.period.last_day) for one in parsed.observations}
    assert {("CHN", WEEKS[0]), ("WORLD", WEEKS[0])}.isdisjoint(kept)
    assert ("UNKNOWN", WEEKS[0]) in kept


def test_the_same_bytes_say_the_same_however_much_later_they_are_read() -> None:
    released = datetime(2022, 4, 7, 12, 30, tzinfo=UTC)
    first, later = (
        read(replace(FAS, retrieved_at=released + after))
        for after in (timedelta(hours=1), timedelta(days=900))
    )
    assert first == later


def test_a_week_seen_before_its_hour_was_known_when_it_was_seen() -> None:
    early = datetime(2022, 4, 7, 9, tzinfo=UTC)
    parsed = read(replace(FAS, retrieved_at=early))
    (newest,) = {one.vintage for one in parsed.observations if one.period.last_day == WEEKS[-1]}
    assert (newest.known_at, newest.basis) == (early, VintageBasis.RETRIEVAL)


def outage(first: tuple[int, ...], second: tuple[int, ...]) -> Parsed:
    rows = [fas_row(801, 5700, week, row) for week, row in zip(OUTAGE.weeks, (first, second))]  # noqa: B905 - of two
    return read(asked(2022, FAS.retrieved_at, *rows))


# Soybeans to China, weeks ending 18 and 25 August 2022.
NONE = (0, 29_507_361, 1_107_686, 0, 0, 30_615_047, 9_647_000, 0)
BOTH = (514_868, 30_022_229, 789_933, 136_111, 197_115, 30_812_162, 11_442_505, 1_795_505)


def test_the_outage_of_august_2022_is_told_as_long_as_it_shows() -> None:
    assert {one.note for one in outage(NONE, BOTH).observations} == {OUTAGE.note}
    mended = (1, *NONE[1:])
    assert {one.note for one in outage(mended, BOTH).observations} == {""}


def test_a_plan_has_one_request_a_commodity_and_year_that_is_out() -> None:
    dates, *plan = ExportSalesApi(["801"]).plan(date(2024, 10, 1), date(2026, 9, 11))
    assert dates.url.endswith("/esr/datareleasedates")
    assert [request.url[-4:] for request in plan] == ["2025", "2026", "2027"]
    assert [str(request.covers_end) for request in plan] == [
        "2025-08-31", "2026-08-31", "2026-09-03",
    ]  # fmt: skip
    _, *early = ExportSalesApi(["801"]).plan(date(2026, 8, 20), date(2026, 9, 8))
    assert [request.url[-4:] for request in early] == ["2026"]
    assert {request.key_header for request in plan} == {"X-Api-Key"}
    _, first, *_ = ExportSalesApi(["801"]).plan(date(1980, 1, 1), date(2026, 9, 8))
    assert first.url.endswith("/marketYear/1999")


@pytest.mark.parametrize("spoil", [lambda text: text.replace(b"801", b"802"), lambda _: b"null"])
def test_other_bytes_raise(spoil: Callable[[bytes], bytes]) -> None:
    content = spoil(as_json(FAS.rows))
    with pytest.raises((AnswerError, LookupError)):
        ExportSalesApi().parse(FAS.snapshot(content), content)
