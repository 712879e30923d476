"""The few cells read of a wide file are those the standard library reads, whatever they hold."""

import csv
import io
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.errors import AnswerCut, AnswerError, FormatChanged
from offtake.sources.wide_csv import Block, read_blocks

TEXTS = st.one_of(
    st.sampled_from(["", "CHINA", "CHINA T", "PEOPLES REPUBLIC OF CHINA", "12345678", "123456789"]),
    st.text(alphabet='aé ,"\n', max_size=20),
)
NUMBERS = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1).map(str),
    st.integers(0, 10**17).map(lambda number: f"{number:,}"),
    st.integers(0, 10**9).map(lambda number: f" {number} "),
)
ROWS = st.lists(st.tuples(TEXTS, NUMBERS, TEXTS, NUMBERS), min_size=1, max_size=20)
HEADER = b"text,number,other,last\n"


def written(rows: Sequence[Sequence[str]], *, line_end: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return HEADER + text.getvalue().encode()


def read(content: bytes, *, size: int = 1 << 20) -> list[Block]:
    columns = {"last": 3, "text": 0, "number": 1}
    return read_blocks(
        "usda_inspections",
        content,
        lambda block: block,
        start=len(HEADER),
        width=4,
        columns=columns,
        size=size,
    )


def texts(content: bytes) -> list[str]:
    return [text for block in read(content) for text in block.texts(1)]


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([1, 7, 64, 1 << 20]))
def test_the_cells_are_those_the_standard_library_reads(
    rows: list[tuple[str, str, str, str]], line_end: str, size: int
) -> None:
    content = written(rows, line_end=line_end)
    again = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    found = read(content, size=size)
    assert [text for block in found for text in block.texts(1)] == [row[0] for row in again]
    for column, place in ((0, 3), (2, 1)):
        numbers = [number for block in found for number in block.whole(column).tolist()]
        assert numbers == [int(row[place].replace(",", "")) for row in rows]


@given(st.lists(st.integers(0, 10**16 - 1).map(str), min_size=1, max_size=50))
def test_plain_digits_of_any_length_are_their_number(numbers: list[str]) -> None:
    (block,) = read(written([("x", one, "", one) for one in numbers], line_end="\n"))
    assert block.whole(0).tolist() == block.whole(2).tolist() == [*map(int, numbers)]


@pytest.mark.parametrize(
    "wrong", ["", "-", "1,23", "1.5", "12a", "1e6", "٣", "1234567890123456789", "/", ":", "5 5"]
)
def test_what_is_no_whole_number_is_refused_with_its_line(wrong: str) -> None:
    content = written([("x", "1", "", "2"), ("y", wrong, "", "2")], line_end="\n")
    (block,) = read(content)
    with pytest.raises(FormatChanged, match="line 3: column 'number'"):
        block.whole(2)


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        (b"a,1,b,2\na,1,b\n", AnswerCut, "line 3: 3 cells, not 4"),
        (b"a,1,b,2,x\n", FormatChanged, "line 2: 5 cells, not 4"),
        (b'a,1,"b,2\n', AnswerCut, "line 2: a quoted cell does not end"),
        (b"a,1,b,2\n\xff,1,b,2\n", FormatChanged, "line 3: column 'text' .* is not UTF-8"),
    ],
)
def test_a_line_that_is_not_like_the_header_is_refused(
    lines: bytes, error: type[AnswerError], words: str
) -> None:
    with pytest.raises(error, match=words):
        texts(HEADER + lines)


def test_blank_lines_and_empty_cells_behind_the_last_are_passed_over() -> None:
    (block,) = read(HEADER + b"a,1,b,2,, \r\n\r\n  \nc,3,d,4\n")
    assert [*block.texts(1)] == ["a", "c"]
    assert block.whole(0).tolist() == [2, 4]


def test_texts_whose_words_have_one_sum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every sum the same, the check finds the clash and the words themselves decide."""
    monkeypatch.setattr("offtake.sources.wide_csv._SPREAD", np.uint64(0))
    names = ["CHINA", "MEXICO", "CHINA", "PEOPLES REPUBLIC OF CHINA"]
    (block,) = read(written([(one, "1", "", "2") for one in names], line_end="\n"))
    assert [*block.texts(1)] == names
