"""JSON is read straight into a shape or refused by name; another spelling is read."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.shaped import shaped_rows
from offtake.sources.usda_export_sales import Whole


class Shape(msgspec.Struct, forbid_unknown_fields=True, rename={"week": "weekEnding"}):
    """Two columns of a made-up source."""

    tonnes: Whole
    week: str
    code: int | str = 0


def read(text: str) -> list[Shape]:
    return shaped_rows("usda_export_sales", text.encode(), Shape)


@given(st.lists(st.tuples(st.integers(-(10**15), 10**15), st.text()), max_size=5))
def test_rows_are_those_that_were_written(rows: list[tuple[int, str]]) -> None:
    text = json.dumps([{"tonnes": tonnes, "weekEnding": week, "code": 1} for tonnes, week in rows])
    assert [(row.tonnes, row.week) for row in read(text)] == rows


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff[{"tonnes": 5, "weekEnding": "x", "code": "7"}]\r\n',
        '[{"tonnes ": 5, "weekEnding": "x", " code": "7"}]',
        '[{"tonnes": 5.0, "weekEnding": "x", "code": "7"}]',
    ],
)
def test_what_is_only_spelled_otherwise_is_read(text: str) -> None:
    assert read(text) == [Shape(5, "x", "7")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('"5"', "row 0: column 'tonnes' holds '5', which is not a whole number"),
        ("5.5", "column 'tonnes' holds 5.5, which is not a whole number"),
        ("null", "column 'tonnes' holds None, which is not a whole number"),
        ("true", "column 'tonnes' holds True, which is not a whole number"),
        ("NaN", "column 'tonnes' holds nan, which is not a whole number"),
        ("1" * 30, "column 'tonnes' holds 1{30}, which is more than any quantity"),
        ("-1000000000000001", "which is more than any quantity"),
        ("1e400", "column 'tonnes' holds inf, which is not a whole number"),
    ],
)
def test_another_kind_of_value_is_refused_by_name(cell: str, words: str) -> None:
    with pytest.raises(FormatChanged, match=words):
        read(f'[{{"tonnes": {cell}, "weekEnding": "x", "code": 0}}]')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"weekEnding": "x", "code": 0}]', "column 'tonnes' is missing"),
        ('[{"tonnes": 1, "weekEnding": "x", "code": 0, "v": 2}]', "'v' was never seen before"),
        ('[{"tonnes": 1, "tonnes ": 1, "weekEnding": "x", "code": 0}]', "'tonnes' is there twice"),
        ('[{"tonnes": 1, "weekEnding": 20260813, "code": 0}]', "'weekEnding' holds 20260813"),
    ],
)
def test_a_column_missing_new_doubled_or_of_another_kind_is_named(text: str, words: str) -> None:
    with pytest.raises(FormatChanged, match=words):
        read(text)


def test_a_list_that_does_not_end_and_what_is_no_list_are_told_apart() -> None:
    with pytest.raises(AnswerCut):
        read('[{"tonnes": 1, "weekEnding": "x", "code": 0},')
    with pytest.raises(AnswerIsNotData):
        read('{"tonnes": 1, "weekEnding": "x", "code": 0}')
    assert read("[]") == []
