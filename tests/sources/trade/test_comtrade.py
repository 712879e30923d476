"""UN Comtrade: a row is one whole figure of one book in one edition, or nothing is read."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from offtake.domain import Flow, Frequency, Observation, Period, Status
from offtake.errors import (
    AnswerAtCap,
    AnswerCut,
    AnswerEmpty,
    AnswerIsNotData,
    FormatChanged,
    VintagesMixed,
)
from offtake.sources import Parsed
from offtake.sources.un_comtrade import Comtrade, ComtradePreview
from offtake.workspace import Workspace
from sources.trade.specimens import (
    AT,
    COMTRADE_ROWS,
    as_csv,
    as_json,
    as_xlsx,
    comtrade_row,
    snapshot,
    with_cells,
)

YEAR = Period(date(2021, 1, 1), date(2022, 1, 1), Frequency.ANNUAL)
ANNUAL = Path(
    "data/trade/comtrade_us_china_hs6_annual/us_exports_to_china_annual_2015_2025.parquet"
)
SAMPLES = Path("data/trade/api_samples")

Rows = Sequence[dict[str, object]]


def parse(content: bytes) -> Parsed:
    return Comtrade().parse(snapshot(content), content)


def figures(parsed: Parsed) -> dict[tuple[str, str, str], Observation]:
    """Return the figures by measure, goods and unit."""
    return {
        (one.key.measure, one.key.product, one.key.unit_code): one for one in parsed.observations
    }


def as_parquet(rows: Rows) -> bytes:
    """Return rows as a program would save them: snake case, and a column of its own."""
    import polars as pl  # noqa: PLC0415 - one form of four

    snake = [
        {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): cell
         for name, cell in row.items()} | {"year": 2021}
        for row in rows
    ]  # fmt: skip
    out = io.BytesIO()
    pl.DataFrame(snake, infer_schema_length=None).write_parquet(out)
    return out.getvalue()


FORMS: dict[str, Callable[[Rows], bytes]] = {
    "json": as_json,
    "csv": as_csv,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}


@pytest.mark.parametrize("write", FORMS.values(), ids=FORMS)
def test_every_form_says_the_same(write: Callable[[Rows], bytes]) -> None:
    expected, found = parse(as_json(COMTRADE_ROWS)), parse(write(COMTRADE_ROWS))
    assert found.rows == 5
    assert {key: (one.value, one.status, one.period, one.note) for key, one in
            figures(found).items()} == {key: (one.value, one.status, one.period, one.note)
            for key, one in figures(expected).items()}  # fmt: skip


def test_a_row_is_a_value_and_a_weight_in_its_edition() -> None:
    found = figures(parse(as_json(COMTRADE_ROWS)))
    value = found["export_value", "h5:120190", "USD"]
    assert value.value == Decimal(3_500_000)
    assert value.period == YEAR
    assert (value.key.reporter, value.key.partner, value.key.flow) == ("USA", "CHN", Flow.EXPORT)
    assert found["export_quantity", "h5:120190", "kg"].value == Decimal("7000.25")
    assert found["export_value", "h5:TOTAL", "USD"].value == Decimal(5_000_000)
    assert ("export_quantity", "h5:TOTAL", "kg") not in found


def test_a_value_without_a_weight_has_no_weight_rather_than_none_of_it() -> None:
    found = figures(parse(as_json(COMTRADE_ROWS)))
    assert found["export_value", "h5:880240", "USD"].value == Decimal("1000000.5")
    weight = found["export_quantity", "h5:880240", "kg"]
    assert (weight.status, weight.value) == (Status.MISSING, None)
    assert "without a weight" in weight.note
    assert found["export_quantity", "h5:880240", "piece"].value == Decimal(3)
    zero = figures(parse(as_json([comtrade_row("1201", 5.0, 0.0)])))
    assert zero["export_quantity", "h5:1201", "kg"].status is Status.MISSING
    chapter = figures(parse(as_json([comtrade_row("12", 5.0, 0.0)])))
    assert list(chapter) == [("export_value", "h5:12", "USD")]  # chapters have no weights
    nothing = figures(parse(as_json([comtrade_row("1201", 0.0, 0.0)])))
    assert nothing["export_quantity", "h5:1201", "kg"].value == 0


def test_what_the_service_estimated_or_added_up_is_marked() -> None:
    found = figures(parse(as_json(COMTRADE_ROWS)))
    assert found["export_quantity", "h5:120190", "kg"].status is Status.ESTIMATED
    assert found["export_value", "h5:120190", "USD"].status is Status.NORMAL
    assert "added up" in found["export_value", "h5:1201", "USD"].note
    assert found["export_value", "h5:120190", "USD"].note == ""


def test_partner_0_is_the_world_and_490_is_taiwan() -> None:
    rows = [comtrade_row("1201", 1.0, 1.0, partnerCode=code) for code in (0, 490)]
    keys = {one.key.partner for one in parse(as_json(rows)).observations}
    assert keys == {"WORLD", "TWN"}


def test_imports_of_a_month_are_at_the_border_with_freight() -> None:
    row = comtrade_row(
        "1201", 7.0, 2.0, flowCode="M", freqCode="M", period="202501", reporterCode=156,
        partnerCode=842, classificationCode="H6", cifvalue=7.0, fobvalue=None,
    )  # fmt: skip
    (value, weight) = parse(as_json([row])).observations
    assert str(value.key) == "import_value.CHN.USA.M.h6:1201.M.USD"
    assert str(weight.key) == "import_quantity.CHN.USA.M.h6:1201.M.kg"
    assert str(value.period) == "2025-01-01/2025-01-31"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("typeCode", "S"), ("freqCode", "Q"), ("flowCode", "RX"), ("partner2Code", 36),
        ("customsCode", "C01"), ("mosCode", "1"), ("motCode", 1000), ("period", "2021-01"),
        ("isOriginalClassification", False), ("classificationCode", "S4"),
        ("classificationCode", "H6"), ("cmdCode", "12.01"), ("cmdCode", "123456789"),
        ("primaryValue", -1.0), ("primaryValue", 0.0001), ("netWgt", "n/a"),
        ("isNetWgtEstimated", "maybe"), ("isAggregate", None),
    ],
)  # fmt: skip
def test_what_is_no_whole_figure_of_trade_is_named(name: str, text: object) -> None:
    with pytest.raises(FormatChanged, match=f"column '{name}'"):
        parse(as_json(with_cells([comtrade_row("1201", 5.0, 1.0)], **{name: text})))


@pytest.mark.parametrize("code", ["1", "101", "10121"])
def test_a_code_that_lost_its_leading_zero_is_refused(code: str) -> None:
    with pytest.raises(FormatChanged, match="leading zero is lost"):
        parse(as_json([comtrade_row(code, 5.0, 1.0)]))


def test_an_edition_that_came_later_is_refused() -> None:
    """The sixth edition, of 2022, cannot be how the trade of 2021 was reported."""
    with pytest.raises(FormatChanged, match="came into force in 2022"):
        parse(as_json([comtrade_row("1201", 5.0, 1.0, classificationCode="H6")]))
    later = [comtrade_row("1201", 5.0, 1.0, classificationCode="H6", period="2022")]
    assert parse(as_json(later)).rows == 1


def test_value_and_weight_swapped_are_refused() -> None:
    with pytest.raises(FormatChanged, match=r"column 'primaryValue' .* they must be the same"):
        parse(as_json(with_cells([comtrade_row("1201", 5.0, 9.0)], primaryValue=9.0, netWgt=5.0)))


def test_one_figure_twice_is_two_vintages() -> None:
    rows = [comtrade_row("1201", 5.0, 1.0), comtrade_row("1201", 6.0, 1.0)]
    with pytest.raises(VintagesMixed, match=r"5\.0 in row 1 and 6\.0"):
        parse(as_json(rows))


def test_a_year_in_two_editions_is_two_vintages() -> None:
    rows = [comtrade_row("1201", 5.0, 1.0),
            comtrade_row("1202", 5.0, 1.0, classificationCode="H4")]  # fmt: skip
    with pytest.raises(VintagesMixed, match="printed in H4 and H5"):
        parse(as_json(rows))


def book(*, total: float, last: float = 10.0) -> list[dict[str, object]]:
    """Return a total and 95 chapters of 10 dollars each, but for the last."""
    chapters = [comtrade_row(f"{number:02d}", 10.0, 1.0) for number in range(1, 95)]
    return [comtrade_row("TOTAL", total, None), *chapters, comtrade_row("97", last, 1.0)]


def test_chapters_of_one_vintage_beside_a_total_of_another_are_refused() -> None:
    # 94 x 10 + 10 = 950
    assert parse(as_json(book(total=950.0))).rows == 96
    assert parse(as_json(book(total=951.0))).rows == 96  # rounding
    with pytest.raises(VintagesMixed, match=r"chapters .* add up to 950\.0, the total is 960\.0"):
        parse(as_json(book(total=960.0)))
    with pytest.raises(VintagesMixed, match=r"add up to 990\.0"):
        parse(as_json(book(total=950.0, last=50.0)))


def test_a_few_chapters_beside_the_total_are_a_question_not_a_mix() -> None:
    rows = [comtrade_row("TOTAL", 99.0, None), comtrade_row("12", 10.0, 1.0)]
    assert parse(as_json(rows)).rows == 2


def test_goods_not_classed_at_six_digits_give_way_to_their_heading() -> None:
    """D40: in 2017 and 2018 999999 is larger than 9999."""
    rows = [comtrade_row("9999", 100.0, None), comtrade_row("999999", 105.0, None)]
    found = parse(as_json(rows))
    assert ("export_value", "h5:9999", "USD") in figures(found)
    assert ("export_value", "h5:999999", "USD") not in figures(found)
    (refused,) = found.refused
    assert "rule D40" in refused.reason
    same = parse(as_json([rows[0], comtrade_row("999999", 100.0, None)]))
    assert same.refused == ()


def test_an_answer_at_the_cap_is_refused() -> None:
    rows = [comtrade_row(f"{1000 + number}", 1.0, 1.0) for number in range(500)]
    content = as_json(rows)
    with pytest.raises(AnswerAtCap, match="500 rows"):
        ComtradePreview().parse(snapshot(content), content)
    assert parse(content).rows == 500


def test_an_answer_empty_short_or_not_data_is_told_apart() -> None:
    with pytest.raises(AnswerEmpty):
        parse(as_json([]))
    with pytest.raises(AnswerCut, match="5 rows, where it says 9"):
        parse(as_json(COMTRADE_ROWS).replace(b'"count": 5', b'"count": 9'))
    report = json.dumps({"statusCode": 401, "message": "Access denied"}).encode()
    with pytest.raises(AnswerIsNotData):
        parse(report)
    with pytest.raises(AnswerIsNotData, match="Invalid period"):
        parse(json.dumps({"count": 0, "data": [], "error": "Invalid period"}).encode())


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_saved_file_cut_at_a_tenth_raises(form: str, tenth: int) -> None:
    content = FORMS[form](COMTRADE_ROWS)
    with pytest.raises((AnswerCut, AnswerIsNotData, FormatChanged)):
        parse(content[: len(content) * tenth // 10])


def test_a_workbook_of_two_sheets_is_refused_and_an_empty_one_beside_is_not() -> None:
    assert parse(as_xlsx(COMTRADE_ROWS, sheets=[()])).rows == 5
    with pytest.raises(FormatChanged, match="2 sheets"):
        parse(as_xlsx(COMTRADE_ROWS, sheets=[COMTRADE_ROWS]))


def test_a_plan_asks_whole_books_with_a_key_and_chapters_without() -> None:
    since, until = date(2026, 6, 1), date(2026, 8, 22)
    asked = [parse_qs(urlsplit(one.url).query) for one in Comtrade().plan(since, until)]
    assert [(one["reporterCode"], one["flowCode"], one["period"]) for one in asked] == [
        (["842"], ["X"], ["2025"]),
        (["156"], ["M"], ["2025"]),
    ]
    assert asked[0]["cmdCode"] == ["TOTAL,AG2,AG4,AG6"]
    (first, *_) = ComtradePreview().plan(since, until)
    assert "cmdCode=TOTAL,AG2&" in first.url
    assert "/public/v1/preview/" in first.url
    assert (first.key, first.key_header) == ("", "")


def test_a_plan_asks_months_that_can_be_out_year_by_year() -> None:
    plan = [*Comtrade().plan(date(2025, 12, 1), date(2026, 4, 30))]
    months = [parse_qs(urlsplit(one.url).query)["period"] for one in plan if "/C/M/" in one.url]
    # 75 days before 30 April is 14 February: January is the last whole month.
    assert months == [["202512"], ["202601"]] * 2


def test_a_file_cut_out_of_the_annual_one_lands_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "exports.parquet"
    path.write_bytes(as_parquet(COMTRADE_ROWS))
    workspace = Workspace.open(home=tmp_path / "home")
    one = workspace.import_file(path, "un_comtrade", now=AT)
    # Five values; weights of 12, 1201 and 120190; of 880240 the pieces and a weight that lacks.
    assert (one.rows, one.refused, one.problem) == (10, 0, "")


@pytest.mark.shared
def test_the_annual_file_lands_with_what_the_united_states_reported(shared: Path) -> None:
    found = parse((shared / ANNUAL).read_bytes())
    values = {
        (one.period.start.year, one.key.product): one.value
        for one in found.observations
        if one.key.measure == "export_value"
    }
    assert found.rows == 59_171
    # SOURCE.md beside the file: 129.798, 124.649 and 151.065 billion dollars.
    totals = [values[2017, "h5:TOTAL"], values[2020, "h5:TOTAL"], values[2021, "h5:TOTAL"]]
    assert [round(one / 10**9, 3) for one in totals if one] == [
        Decimal("129.798"), Decimal("124.649"), Decimal("151.065"),
    ]  # fmt: skip
    assert {(one.key.reporter, one.key.partner) for one in found.observations} == {("USA", "CHN")}
    assert values[2017, "h5:1201"] == 12_224_802_399
    codes = {product for year, product in values if year == 2021}
    by_length = {n: sum(len(code) == 3 + n for code in codes if "T" not in code) for n in (2, 4, 6)}
    assert by_length == {2: 97, 4: 1_126, 6: 4_080}
    # D40 and the data guide: by 1.05 and 0.77 billion in 2017 and 2018.
    assert [one.text[-21:-17] for one in found.refused] == ["2017", "2018"]


@pytest.mark.shared
def test_the_annual_file_with_a_year_of_another_vintage_in_it_is_refused(
    shared: Path, tmp_path: Path
) -> None:
    """One chapter of 2021 as a later vintage would print it."""
    path, column = tmp_path / "mixed.parquet", "primary_value"
    changed = f"CASE WHEN ref_year = 2021 AND cmd_code = '12' THEN {column} + 1e6 ELSE {column} END"
    with duckdb.connect(":memory:") as connection:
        connection.read_parquet(str(shared / ANNUAL)).filter("ref_year = 2021").project(
            f"* REPLACE ({changed} AS {column}, {changed} AS fobvalue)"
        ).write_parquet(str(path))
    with pytest.raises(VintagesMixed, match="chapters of 2021"):
        parse(path.read_bytes())


@pytest.mark.shared
def test_twenty_real_workbooks_read_and_keep_apart_what_has_no_weight(shared: Path) -> None:
    books = sorted((shared / "data/trade/comtrade_gacc_soy_yixinf").glob("*TradeData*.xlsx"))
    found = [one for path in books for one in parse(path.read_bytes()).observations]
    assert len(books) == 20
    month = Period(date(2015, 1, 1), date(2015, 2, 1), Frequency.MONTHLY)
    sold = {
        one.key.unit_code: one
        for one in found
        if (one.key.reporter, one.key.partner, one.period) == ("USA", "CHN", month)
        and one.key.product == "h4:120190"
    }
    assert sold["USD"].value == Decimal(1_930_561_685)
    assert sold["kg"].status is Status.MISSING
    # D38 as the rows have it: by month 2016 adds up to 74.1 million tonnes, of the world.
    arrived = [
        one.value or 0
        for one in found
        if (one.key.measure, one.key.partner) == ("import_quantity", "WORLD")
        and (one.key.product, one.period.start.year) == ("h4:120190", 2016)
    ]
    assert len(arrived) == 12
    assert round(Decimal(sum(arrived)) / 10**9, 1) == Decimal("74.1")


@pytest.mark.shared
def test_the_preview_and_the_web_download_read_as_printed(shared: Path) -> None:
    cached = json.loads((shared / SAMPLES / "comtrade_public_preview_response.json").read_text())
    content = as_json(cached["data"])
    (value, weight) = ComtradePreview().parse(snapshot(content), content).observations
    assert str(value.key) == "import_value.CHN.WORLD.M.h6:2818.M.USD"
    assert (value.value, weight.value) == (Decimal(112_052_601), Decimal(217_528_815))
    found = parse((shared / SAMPLES / "comtradeplus_web_download_2024.xlsx").read_bytes())
    assert found.rows == 56
    beans = {
        (one.key.partner, one.period.start.month): one.value
        for one in found.observations
        if one.key.measure == "import_quantity"
    }
    assert beans["USA", 12] == 4_255_030_000
    assert beans["WORLD", 1] == 7_920_461_291
