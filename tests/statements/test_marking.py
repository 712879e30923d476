"""The words that are marked, by the words alone and by what was read out of a text."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Document
from offtake.statements import Reader
from offtake.statements.marking import Mark, MarkKind, marks_by_words, marks_of

DAY = date(2025, 11, 1)
FACT_SHEET = (
    "China will purchase at least 12 million metric tons (MMT) of U.S. soybeans during the last "
    "two months of 2025"
)


def told(marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.span.text) for one in marks]


def test_a_half_sentence_has_its_figure_goods_time_and_firmness_marked() -> None:
    marks = marks_by_words(FACT_SHEET, said_on=DAY)
    assert told(marks) == [
        ("actor", "China"),
        ("firmness", "will"),
        ("amount", "at least 12 million metric tons"),
        ("actor", "U.S."),
        ("good", "soybeans"),
        ("time", "during the last two months of 2025"),
    ]
    meant = {one.kind: one.meaning for one in marks}
    assert meant[MarkKind.FIRMNESS] == "to come, or agreed"
    assert meant[MarkKind.AMOUNT] == "at least 12,000,000 t"
    assert meant[MarkKind.TIME] == "from 2025-11-01 to 2025-12-31"


def test_a_hedge_is_marked_as_what_it_is() -> None:
    (mark,) = marks_by_words("it is more or less done", said_on=None)
    assert (mark.span.text, mark.meaning) == ("more or less", "qualified")


def test_the_month_of_may_is_no_hedge_and_may_in_a_headline_is() -> None:
    for text in ("oil in the May fact sheet", "soybeans in May", "the figures of May 2026"):
        kinds = {mark.kind for mark in marks_by_words(text, said_on=None)}
        assert MarkKind.FIRMNESS not in kinds, text
    for text in ("China may buy soybeans", "China May Buy Soybeans"):
        kinds = {mark.kind for mark in marks_by_words(text, said_on=None)}
        assert MarkKind.FIRMNESS in kinds, text


def test_words_in_another_script_are_left_unmarked() -> None:
    assert marks_by_words("將繼續秉持開放合作的態度", said_on=DAY) == ()


def test_a_read_statement_is_marked_by_what_gave_its_fields() -> None:
    document = Document(id="a", text="Bessent said. China has resumed buying US soybeans.")
    found = Reader.reduced().read(document)
    marks = told(marks_of(found, text=document.text, said_on=None))
    assert ("good", "soybeans") in marks
    assert ("actor", "China") in marks
    assert "Bessent" not in [text for _, text in marks]  # it stands outside the statement


PIECES = ("China ", "12 million tons ", "of soybeans ", "by March 2026 ", "could ", "x", ". ")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_marks_are_cut_from_the_text_and_none_lies_over_another(text: str) -> None:
    marks = marks_by_words(text, said_on=DAY)
    assert all(text[one.span.start : one.span.end] == one.span.text for one in marks)
    ends = [one.span.end for one in marks]
    assert all(end <= one.span.start for end, one in zip(ends, marks[1:], strict=False))


@given(st.text(max_size=200))
def test_any_text_can_be_marked(text: str) -> None:
    for one in marks_by_words(text, said_on=DAY):
        assert text[one.span.start : one.span.end] == one.span.text
