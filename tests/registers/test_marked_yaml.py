"""Every part of a register file is found again by its line, and the refusals name what it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.errors import RegisterFileInvalid
from offtake.registers.marked_yaml import read_marked

KEY = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
LEAF = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True).filter(lambda text: text != "null")


@given(st.dictionaries(KEY, LEAF | st.lists(LEAF, min_size=1, max_size=4), min_size=1, max_size=6))
def test_the_line_of_a_part_is_the_line_it_was_written_on(data: dict[str, str | list[str]]) -> None:
    lines: list[str] = []
    expected: dict[tuple[str | int, ...], int] = {}
    for key, value in data.items():
        if isinstance(value, str):
            lines.append(f"{key}: {value}")
            expected[key,] = len(lines)
            continue
        lines.append(f"{key}:")
        for index, one in enumerate(value):
            lines.append(f"  - {one}")
            expected[key, index] = len(lines)
    marked = read_marked("x.yaml", "\n".join(lines).encode(), noun="barrier")
    assert marked.data == data
    assert {path: marked.line(path) for path in expected} == expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "x.yaml:1: empty; start from a shipped barrier file"),
        (b"a: 1\n---\nb: 2\n", "x.yaml:3: a second document; one barrier a file"),
        (b"#" * 300_000, "x.yaml:1: larger than 256 KB; keep one barrier to a file"),
    ],
)
def test_a_refusal_says_what_the_file_should_hold(content: bytes, problem: str) -> None:
    with pytest.raises(RegisterFileInvalid) as caught:
        read_marked("x.yaml", content, noun="barrier")
    assert caught.value.problems == (problem,)
