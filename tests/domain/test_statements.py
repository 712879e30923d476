"""A span holds exactly what the document has at its offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Span
from offtake.errors import SpanInvalid


@given(text=st.text(), data=st.data())
def test_a_span_holds_what_the_document_has_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Span.of(text, start=start, end=end)
    assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(("start", "end", "text"), [(0, 4, "abc"), (-1, 2, "abc"), (3, 1, "")])
def test_offsets_that_do_not_fit_the_words_are_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(SpanInvalid, match=r"Span\.of"):
        Span(start=start, end=end, text=text)


def test_a_span_holds_another_only_when_all_of_it_lies_within() -> None:
    outer = Span.of("China will buy soybeans", start=0, end=14)
    assert outer.holds(Span.of("China will buy soybeans", start=6, end=14))
    assert not outer.holds(Span.of("China will buy soybeans", start=11, end=23))
