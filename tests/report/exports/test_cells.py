"""No text of an export is a formula, and each can be had back."""

from hypothesis import given
from hypothesis import strategies as st

from offtake.report import csv_text
from offtake.report.cells import guarded, unguarded

# What the OWASP page on CSV injection lists, with the full-width forms some programs take too.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant
texts = st.one_of(
    st.text(), st.builds("".join, st.tuples(st.sampled_from([*TRIGGERS, "'"]), st.text()))
)


@given(texts)
def test_no_guarded_text_begins_as_a_formula_does(text: str) -> None:
    assert not guarded(text).startswith(TRIGGERS)


@given(texts)
def test_the_text_itself_can_be_had_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_the_csv_of_a_report_guards_its_texts_and_leaves_its_numbers() -> None:
    row = {"why": '=HYPERLINK("http://x")', "counted": -5.5, "title": "Busan"}
    assert csv_text([row]) == 'why,counted,title\n"\'=HYPERLINK(""http://x"")",-5.5,Busan\n'
