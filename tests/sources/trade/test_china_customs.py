"""Files of Chinese customs: what they do not say is asked for, what they leave out is no zero."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from offtake.domain import Flow, Status
from offtake.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerIsNotData,
    CodeUnknown,
    EncodingWrong,
    FormatChanged,
    ImportedOnly,
    RequestUnsaid,
    VintagesMixed,
)
from offtake.http import Client
from offtake.sources import Parsed
from offtake.sources.china_customs import ChinaCustoms, asked_for
from offtake.workspace import Workspace
from sources.trade.specimens import (
    AT,
    CHINA_ROWS,
    as_china_csv,
    as_xlsx,
    china_row,
    snapshot,
    with_cells,
)

SOY = "imports of 1201"
RAW = Path("data/trade/gacc_soy_harukaworks")
SAMPLES = Path("data/trade/api_samples")


def parse(content: bytes, request: str = SOY) -> Parsed:
    return ChinaCustoms().parse(snapshot(content, request), content)


def values(parsed: Parsed, partner: str, product: str, unit: str) -> dict[str, Decimal | None]:
    """Return the figures of one series by month."""
    return {
        str(one.period)[:7]: one.value
        for one in parsed.observations
        if (one.key.partner, one.key.product, one.key.unit_code) == (partner, product, unit)
    }


def test_a_row_is_yuan_and_kilograms_by_code_and_origin() -> None:
    found = parse(as_china_csv(CHINA_ROWS))
    # "16,424,649,924" yuan for 4,918,522,544 kg in January.
    assert values(found, "USA", "cn:12019019", "CNY")["2025-01"] == 16_424_649_924
    assert values(found, "USA", "cn:12019019", "kg")["2025-01"] == 4_918_522_544
    (key,) = {one.key for one in found.observations if one.key.product == "cn:12011000"
              and one.key.unit_code == "kg"}  # fmt: skip
    assert str(key) == "import_quantity.CHN.USA.M.cn:12011000.M.kg"


def test_codes_that_were_split_are_added_up_to_the_heading_asked_for() -> None:
    """D36."""
    found = parse(as_china_csv(CHINA_ROWS))
    # 14 + 4,918,522,544 kg and 3,613 + 16,424,649,924 yuan
    assert values(found, "USA", "hs:1201", "kg")["2025-01"] == 4_918_522_558
    assert values(found, "USA", "hs:1201", "CNY")["2025-01"] == 16_424_653_537
    (note,) = {one.note for one in found.observations
               if one.key.product == "hs:1201" and one.locator == "row 2, row 3"}  # fmt: skip
    assert note == "sum of 12011000, 12019019"


def test_a_heading_that_was_not_asked_for_as_a_whole_has_no_sum() -> None:
    found = parse(as_china_csv(CHINA_ROWS), "imports")
    assert {one.key.product for one in found.observations} == {"cn:12019019", "cn:12011000"}
    single = parse(as_china_csv(CHINA_ROWS[:1]), "imports of 12019019")
    assert {one.key.product for one in single.observations} == {"cn:12019019"}


def test_a_month_without_a_row_is_missing_and_not_zero() -> None:
    """D39: February has no row at all, March none of Brazil."""
    found = parse(as_china_csv(CHINA_ROWS))
    assert values(found, "USA", "hs:1201", "kg") == {
        "2025-01": 4_918_522_558, "2025-02": None, "2025-03": 2_436_107_694,
    }  # fmt: skip
    assert values(found, "BRA", "hs:1201", "kg") == {
        "2025-01": 2_220_319_923, "2025-02": None, "2025-03": None,
    }  # fmt: skip
    gaps = [one for one in found.observations if one.value is None]
    assert {one.status for one in gaps} == {Status.MISSING}
    assert all("not a month without trade" in one.note for one in gaps)


def test_a_weight_of_zero_beside_a_value_is_missing_in_the_sum_too() -> None:
    rows = [china_row("202501", "502", "12011000", 0, "3,613"), *CHINA_ROWS[2:]]
    found = parse(as_china_csv(rows))
    assert values(found, "USA", "cn:12011000", "kg") == {"2025-01": None}
    assert values(found, "USA", "hs:1201", "kg")["2025-01"] is None
    assert values(found, "USA", "hs:1201", "CNY")["2025-01"] == 16_424_653_537


def test_exports_in_dollars_from_a_workbook_in_another_order() -> None:
    names = ("数据年月", "商品编码", "商品名称", "贸易伙伴编码", "贸易伙伴名称", "第一数量",
             "第一计量单位", "第二数量", "第二计量单位", "美元")  # fmt: skip
    cells = (202406, 28461010, "氧化铈", 502, "美国", 12_000, "千克", 0, "—", 34_500)
    found = parse(as_xlsx([dict(zip(names, cells, strict=True))]), "exports of 2846")
    assert {one.key.flow for one in found.observations} == {Flow.EXPORT}
    assert values(found, "USA", "hs:2846", "USD") == {"2024-06": 34_500}
    assert values(found, "USA", "hs:2846", "kg") == {"2024-06": 12_000}


def test_pieces_and_their_weight_are_two_figures() -> None:
    row = china_row("202501", "502", "88024010", 3, "9", 第一计量单位="架", 第二数量="120000",
                    第二计量单位="千克")  # fmt: skip
    found = parse(as_china_csv([row]), "imports of 8802")
    assert values(found, "USA", "hs:8802", "piece") == {"2025-01": 3}
    assert values(found, "USA", "hs:8802", "kg") == {"2025-01": 120_000}


@pytest.mark.parametrize(
    ("request_", "flow", "codes"),
    [
        ("imports of 1201", Flow.IMPORT, ("1201",)),
        ("Exports of 2805, 2846 and 850511", Flow.EXPORT, ("2805", "2846", "850511")),
        ("file:///home/me/2025/imports-of-1201.csv", Flow.IMPORT, ("1201",)),
        ("file:///home/me/%E5%87%BA%E5%8F%A3.csv", Flow.EXPORT, ()),
        ("file:///imports/export.xlsx", Flow.EXPORT, ()),
        ("file:///home/me/imports-2025.csv", Flow.IMPORT, ()),
    ],
)
def test_the_request_or_the_name_says_which_way_and_which_goods(
    request_: str, flow: Flow, codes: tuple[str, ...]
) -> None:
    asked = asked_for(request_)
    assert (asked.flow, asked.codes) == (flow, codes)


@pytest.mark.parametrize("name", ["file:///2025in.csv", "imports and exports", "", "important"])
def test_a_file_that_does_not_say_which_way_is_refused(name: str) -> None:
    with pytest.raises(RequestUnsaid, match="--request 'imports of 1201'"):
        parse(as_china_csv(CHINA_ROWS), name)


def test_goods_not_asked_for_or_asked_for_in_vain_are_refused() -> None:
    with pytest.raises(FormatChanged, match="'12019019', though 1005 was asked for"):
        parse(as_china_csv(CHINA_ROWS), "imports of 1005")
    with pytest.raises(AnswerEmpty, match="no row of 1005"):
        parse(as_china_csv(CHINA_ROWS), "imports of 1201, 1005")


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")]
)
def test_another_encoding_is_refused_by_name(encoding: str, named: str) -> None:
    with pytest.raises(EncodingWrong, match=f"it is {named}, where the site writes GB18030"):
        parse(as_china_csv(CHINA_ROWS, encoding=encoding))


def test_traditional_characters_are_refused_by_name() -> None:
    row = {"數據年月": "202501", "貿易夥伴編碼": "502"}
    with pytest.raises(EncodingWrong, match="BIG5"):
        parse(as_china_csv([row], encoding="big5"))


def test_a_byte_that_is_no_character_is_no_data() -> None:
    content = as_china_csv(CHINA_ROWS)
    with pytest.raises(AnswerIsNotData, match="is not GB18030"):
        parse(content.replace("美国".encode("gb18030"), b"\xff\xff", 1))


@pytest.mark.parametrize("code", ["1012100", "1201", "120190190"])
def test_a_code_that_is_not_of_eight_digits_is_refused(code: str) -> None:
    with pytest.raises(FormatChanged, match="商品编码"):
        parse(as_china_csv([china_row("202501", "502", code, 1, "1")]), "imports")


def test_a_total_among_the_partners_is_refused() -> None:
    with pytest.raises(CodeUnknown):
        parse(as_china_csv([*CHINA_ROWS, china_row("202501", "", "12019019", 1, "1")]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("数据年月", "2025-01"), ("数据年月", "202513"), ("第一计量单位", "7,416"),
        ("人民币", "千克"), ("第一数量", "1,23"), ("第一计量单位", "担"),
    ],
)  # fmt: skip
def test_what_was_never_seen_before_is_named(name: str, text: str) -> None:
    with pytest.raises(FormatChanged, match=name):
        parse(as_china_csv(with_cells(CHINA_ROWS, **{name: text})))


def test_a_figure_in_two_currencies_or_there_twice_is_refused() -> None:
    with pytest.raises(FormatChanged, match="'人民币' and column '美元' are both there"):
        parse(as_china_csv([{**row, "美元": "1"} for row in CHINA_ROWS]))
    with pytest.raises(VintagesMixed, match="there twice"):
        parse(as_china_csv([*CHINA_ROWS, {**CHINA_ROWS[0], "人民币": "1"}]))


def test_a_file_cut_between_two_lines_cannot_be_told_from_a_short_one() -> None:
    """No end mark, no count: said on the source's page."""
    content = as_china_csv(CHINA_ROWS)
    short = content[: content.rindex(b"\n", 0, -1) + 1]
    assert parse(short).rows == 3
    with pytest.raises(AnswerCut):
        parse(short[:-3])


def test_it_cannot_be_fetched_and_says_what_to_do(tmp_path: Path) -> None:
    workspace = Workspace.open(home=tmp_path)
    nowhere = Client(
        hosts={},
        contact="test",
        keys=lambda _: None,
        now=lambda: AT,
        random=Random(0),  # noqa: S311 - jitter
    )
    with pytest.raises(ImportedOnly, match="offtake import FILE --source china_customs"):
        list(workspace.fetch(["china_customs"], now=AT, client=nowhere))


def test_a_file_is_imported_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "imports-of-1201.csv"
    path.write_bytes(as_china_csv(CHINA_ROWS))
    workspace = Workspace.open(home=tmp_path / "home")
    one = workspace.import_file(path, "china_customs", now=AT)
    # By code: four values and weights; the heading: two origins, three months, two figures each.
    assert (one.rows, one.refused, one.problem) == (8 + 12, 0, "")
    assert one.newest == date(2025, 3, 31)


@pytest.mark.shared
def test_real_exports_add_up_to_what_the_press_took_from_them(shared: Path) -> None:
    found = parse((shared / RAW / "2025in.csv").read_bytes())
    assert found.rows == 28
    # SOURCE.md: 16,820,826 t from the United States in 2025.
    beans = values(found, "USA", "hs:1201", "kg").values()
    assert sum(one for one in beans if one) // 1000 == 16_820_826
    for name, rows in (("2023", 40), ("2024in", 36), ("2024out", 29), ("2025out", 23)):
        way = "exports" if name.endswith("out") else "imports"
        assert parse((shared / RAW / f"{name}.csv").read_bytes(), f"{way} of 1201").rows == rows


@pytest.mark.shared
def test_a_real_workbook_of_2015_is_in_dollars_and_an_older_code(shared: Path) -> None:
    path = shared / SAMPLES / "gacc_online_query_export_2015_soybeans.xlsx"
    found = parse(path.read_bytes())
    assert found.rows == 35
    assert values(found, "USA", "cn:12019010", "kg")["2015-01"] == 6_643_518_417
    assert values(found, "USA", "cn:12019010", "USD")["2015-01"] == 3_206_140_198
