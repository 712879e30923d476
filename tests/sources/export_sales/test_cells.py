"""Cells are read as printed; what could mean something else is refused, and named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.cells import Cell, columns, csv_rows, json_rows, plain_text_of, xml_root

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Report>&b;</Report>"""
OUTSIDE = b"""<!DOCTYPE Report [<!ENTITY x SYSTEM "file:///etc/passwd">]><Report>&x;</Report>"""
OUTSIDE_TYPE = b"""<!DOCTYPE Report SYSTEM "http://example.invalid/report.dtd"><Report/>"""
PARAMETER = b"""<!DOCTYPE r [<!ENTITY % p SYSTEM "http://example.invalid/p">%p;]><r/>"""


def cell(text: str) -> Cell:
    return Cell("usda_export_sales", "row 7", "weeklyExports", text)


@given(st.integers(-(10**9), 10**9))
def test_a_whole_number_is_read_with_and_without_commas_and_blanks(number: int) -> None:
    for text in (str(number), f"{number:,}", f"  {number} "):
        assert cell(text).whole() == number


@given(st.text(alphabet="0123456789,.+- ", max_size=9))
def test_a_text_is_refused_or_is_the_number_without_its_commas(text: str) -> None:
    try:
        number = cell(text).number()
    except FormatChanged:
        pass
    else:
        assert number == Decimal(text.replace(",", "").strip())


@pytest.mark.parametrize("text", ["", "-", "1,80", "18,05,978", "1.5", "1e3", "NaN", "0x1"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(FormatChanged, match=r"row 7: column 'weeklyExports' .* not a whole"):
        cell(text).whole()


def test_thousands_are_taken_up_exactly_or_not_at_all() -> None:
    assert cell("126.011").times(1000) == 126_011
    assert cell("-50.2").times(1000) == -50_200
    with pytest.raises(FormatChanged, match="more places"):
        cell("0.0005").times(1000)


def test_a_day_is_read_in_its_own_form_only() -> None:
    assert cell("03/26/2026").day("%m/%d/%Y") == date(2026, 3, 26)
    with pytest.raises(FormatChanged, match="not a day"):
        cell("26/03/2026").day("%m/%d/%Y")


def test_columns_name_every_fault_at_once() -> None:
    with pytest.raises(FormatChanged) as caught:
        columns("s", "header", ["a", "a ", "d"], required=["a", "b"], optional=["c"])
    for fault in ("'b' is missing", "'d' was never seen before", "'a' is there twice"):
        assert fault in str(caught.value)


def test_a_csv_row_that_is_short_is_a_cut_and_one_too_long_a_change() -> None:
    assert list(csv_rows("s", "a,b,\n1,2,\n", required=["a", "b"])) == [(2, {"a": "1", "b": "2"})]
    with pytest.raises(AnswerCut, match="line 3"):
        list(csv_rows("s", "a,b\n1,2\n3", required=["a", "b"]))
    with pytest.raises(FormatChanged, match="line 2"):
        list(csv_rows("s", "a,b\n1,2,3\n", required=["a", "b"]))


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, OUTSIDE_TYPE, PARAMETER])
def test_an_xml_that_declares_anything_is_refused_before_it_is_expanded(content: bytes) -> None:
    with pytest.raises(AnswerIsNotData, match="document type"):
        xml_root("s", content)


def test_an_entity_that_nothing_declares_does_not_become_text() -> None:
    with pytest.raises(AnswerCut):
        xml_root("s", b"<Report>&bomb;</Report>")


def test_names_lose_their_namespace_and_attributes_keep_their_values() -> None:
    root = xml_root("s", b'<Report xmlns="x"><Details A="1&#xD;&#xA;2">t</Details></Report>')
    (details,) = root
    assert (root.tag, details.tag, details.get("A"), details.text) == (
        "Report", "Details", "1\r\n2", "t",
    )  # fmt: skip


def test_a_json_that_ends_early_is_a_cut_and_other_text_is_not_data() -> None:
    with pytest.raises(AnswerCut):
        json_rows("s", b'[{"a": 1},')
    with pytest.raises(AnswerCut):
        json_rows("s", '[{"a": "ü'.encode()[:-1])
    for content in (b"too many requests", b'["a"]', b'{"rows": []}', b"3", b"\xff\xfe[]"):
        with pytest.raises(AnswerIsNotData):
            json_rows("s", content)


def test_json_is_not_the_text_of_a_csv() -> None:
    with pytest.raises(AnswerIsNotData, match="JSON"):
        plain_text_of("s", b'{"message": "no"}')
