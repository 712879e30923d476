"""FRED's copies bear FRED's name, and say since when a figure stood where FRED says it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Status, VintageBasis
from offtake.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerIsNotData,
    FormatChanged,
    RequestUnsaid,
    VintagesMixed,
)
from offtake.sources import Parsed
from offtake.sources.fred import Fred
from sources.trade.specimens import (
    FRED_JSON,
    FRED_ROWS,
    FRED_URL,
    as_csv,
    as_fred_json,
    fred_row,
    snapshot,
)

SAMPLE = Path("data/trade/fred_expch_impch")


def parse(content: bytes, request: str = FRED_URL) -> Parsed:
    return Fred().parse(snapshot(content, request), content)


def test_millions_are_read_as_dollars_of_a_month() -> None:
    found = parse(as_csv(FRED_ROWS))
    (first, *_) = found.observations
    assert str(first.key) == "fred_expch.USA.CHN.X.all_goods.M.USD"
    assert first.value == 7_312_120_000  # 7312.12 x 1,000,000
    assert str(first.period) == "2026-01-01/2026-01-31"
    assert first.vintage.basis is VintageBasis.RETRIEVAL


def test_csv_of_before_2024_and_json_say_the_same() -> None:
    older = [{"DATE": row["observation_date"], "EXPCH": row["EXPCH"]} for row in FRED_ROWS]
    spoken = [[(one.key, one.period, one.value) for one in parse(content, request).observations]
              for content, request in ((as_csv(older), FRED_URL),
                                       (FRED_JSON.content, FRED_JSON.request))]  # fmt: skip
    assert spoken[0] == spoken[1]
    assert len(spoken[0]) == 5


def test_a_dot_is_no_figure() -> None:
    (one,) = parse(as_csv([{"observation_date": "2026-01-01", "EXPCH": "."}])).observations
    assert (one.status, one.value) == (Status.MISSING, None)


def test_a_span_of_real_time_tells_since_when_each_figure_stood() -> None:
    rows = [
        fred_row("2026-01-01", "7000.0", since="2026-03-01"),
        fred_row("2026-01-01", "7312.1", since="2026-06-09"),
    ]
    first, second = parse(as_fred_json(rows, realtime_start="2026-03-01"),
                          FRED_JSON.request).observations  # fmt: skip
    # The end of 9 June in Washington is four hours into the 10th, UTC.
    assert second.vintage.known_at == datetime(2026, 6, 10, 3, 59, 59, 999999, tzinfo=UTC)
    assert second.vintage.basis is VintageBasis.RELEASE
    # It stood when the span began: it may be older.
    assert first.vintage.basis is VintageBasis.RETRIEVAL
    assert first.vintage.known_at.date() == date(2026, 3, 2)


def test_json_that_nobody_named_is_refused() -> None:
    with pytest.raises(RequestUnsaid, match="--request 'EXPCH'"):
        parse(FRED_JSON.content, "file:///observations.json")
    assert parse(FRED_JSON.content, "file:///IMPCH.json").observations[0].key.flow == "M"


@pytest.mark.parametrize(("name", "text"), [("units", "pch"), ("output_type", 2), ("offset", 1000)])
def test_growth_other_shapes_and_later_pages_are_refused(name: str, text: object) -> None:
    with pytest.raises(FormatChanged, match=f"column '{name}'"):
        parse(as_fred_json([fred_row("2026-01-01", "1.0")], **{name: text}), FRED_JSON.request)


def test_a_month_there_twice_or_left_out_is_refused() -> None:
    with pytest.raises(VintagesMixed, match="there twice"):
        parse(as_csv([*FRED_ROWS, FRED_ROWS[0]]))
    with pytest.raises(FormatChanged, match="no month is printed between 2026-01"):
        parse(as_csv([FRED_ROWS[0], FRED_ROWS[2]]))


@pytest.mark.parametrize("day", ["2026-01-02", "01/01/2026", ""])
def test_what_is_not_the_first_day_of_a_month_is_refused(day: str) -> None:
    with pytest.raises(FormatChanged, match="observation_date"):
        parse(as_csv([{"observation_date": day, "EXPCH": "1.0"}]))


def test_another_series_than_was_asked_for_is_refused() -> None:
    with pytest.raises(FormatChanged, match="column 'IMPCH' is missing"):
        parse(as_csv(FRED_ROWS), FRED_URL.replace("EXPCH", "IMPCH"))
    with pytest.raises(FormatChanged, match="column 'GDP' was never seen before"):
        parse(as_csv([{"observation_date": "2026-01-01", "GDP": "1.0"}]), "file:///gdp.csv")


def test_an_answer_short_empty_or_no_data_is_told_apart() -> None:
    with pytest.raises(AnswerCut, match="5 rows, where it says 6"):
        parse(as_fred_json(FRED_JSON.rows, count=6), FRED_JSON.request)
    with pytest.raises(AnswerEmpty):
        parse(b"observation_date,EXPCH\n")
    with pytest.raises(AnswerIsNotData):
        parse(b'{"error_code": 400, "error_message": "Bad Request"}', FRED_JSON.request)


def test_a_file_cut_between_two_lines_cannot_be_told_from_a_short_one() -> None:
    """No end mark, no count: said on the source's page."""
    content = as_csv(FRED_ROWS)
    assert parse(content[: content.rindex(b"2026-05")]).rows == 4
    with pytest.raises(AnswerCut):
        parse(content[:-3])


def test_a_plan_asks_each_series_from_the_first_of_a_month() -> None:
    first, second = Fred().plan(date(2026, 6, 15), date(2026, 8, 22))
    assert first.url == f"{FRED_URL}&cosd=2026-06-01&coed=2026-08-22"
    assert "id=IMPCH" in second.url


@pytest.mark.shared
def test_the_real_sheets_read_as_printed(shared: Path) -> None:
    found = parse((shared / SAMPLE / "EXPCH.xls").read_bytes(), "file:///EXPCH.xls")
    values = {one.period.start: one.value for one in found.observations}
    assert (found.rows, min(values), max(values)) == (417, date(1985, 1, 1), date(2019, 9, 1))
    assert values[date(1985, 1, 1)] == Decimal("319.2") * 10**6
    assert values[date(2019, 9, 1)] == Decimal("8597.674348") * 10**6
    arrived = parse((shared / SAMPLE / "IMPCH.xls").read_bytes(), "file:///IMPCH.xls")
    assert {one.key.measure for one in arrived.observations} == {"fred_impch"}
    # Twelve months of 2017 beside the Census total of a vintage close to it: 129.8 or 130.4.
    year = sum(values[date(2017, number, 1)] or 0 for number in range(1, 13))
    assert round(Decimal(year) / 10**9, 1) in (Decimal("129.8"), Decimal("130.0"), Decimal("130.4"))
