"""A statement as the draft of a register file: filled where the text says it, empty elsewhere."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offtake.domain import (
    Action,
    AmountKind,
    CueAct,
    Direction,
    Document,
    Firmness,
    Hop,
    Measure,
    Modifier,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
    TimeRole,
)
from offtake.evidence import draft_of, id_from
from offtake.pledges import check, load

SAID = "China agreed to buy more corn, the White House said"
DAY = date(2026, 3, 2)
PAGE = "https://example.org/a"


def document(**changes: object) -> Document:
    made = Document(id="wire", text=SAID, blocks=(), published_on=DAY, address=PAGE)
    return replace(made, **changes)  # type: ignore[arg-type] # fields by name


def statement(**changes: object) -> Statement:
    made = Statement(
        id="wire#1",
        quote=Span(0, len(SAID), SAID),
        chain=(
            Hop(
                actor="white_house",
                cue=Span.of(SAID, start=47, end=51),
                act=CueAct.SAY,
                source=Span.of(SAID, start=31, end=46),
            ),
        ),
        obligor="CN",
        counterparty="US",
        action=Action.BUY,
        direction=(Direction.MORE,),
        goods=("corn",),
        quantity=None,
        time=None,
        firmness=Firmness(3),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # fields by name


def written(text: str, folder: Path) -> list[str]:
    path = folder / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    return [one.removeprefix(f"{path}:") for one in check([path])]


def test_a_vague_statement_of_a_page_is_a_pledge_as_it_stands(tmp_path: Path) -> None:
    assert written(draft_of(statement(), document(), pledge_id="my-corn"), tmp_path) == []
    pledge = load(own=tmp_path)["my-corn"]
    assert (pledge.obligor, pledge.counterparty, pledge.made_on) == ("CHN", "USA", DAY)
    (reading,) = pledge.readings
    assert (reading.product, reading.amount, reading.deadlines) == ("corn", None, ())
    assert (reading.held_by, reading.citation) == ("the White House", PAGE)
    (said,) = pledge.statements
    assert (said.text, said.is_quote, said.side.value) == (SAID, True, "counterparty")


def test_a_figure_and_a_day_become_amount_and_deadline(tmp_path: Path) -> None:
    span = Span(0, 5, SAID[:5])
    one = statement(
        quantity=StatedQuantity(Decimal(12_500_000), Measure.TONNES, Modifier.AT_LEAST, span),
        time=StatedTime(span, TimeRole.DEADLINE, end=date(2026, 12, 31)),
    )
    assert written(draft_of(one, document(), pledge_id="a"), tmp_path) == []
    (reading,) = load(own=tmp_path)["a"].readings
    assert reading.amount is not None
    assert str(reading.amount.quantity) == "12.5 Mt"
    assert reading.amount.kind is AmountKind.FLOOR
    assert [(str(day.on), day.words) for day in reading.deadlines] == [("2026-12-31", "China")]


@pytest.mark.parametrize(
    ("modifier", "kind", "doubt"),
    [
        (Modifier.AT_LEAST, "at_least", False),
        (Modifier.AT_MOST, "at_most", False),
        (Modifier.UP_TO, "at_most", False),
        (Modifier.EXACTLY, "at_least", True),
        (Modifier.ABOUT, "at_least", True),
    ],
)
def test_a_figure_whose_words_do_not_bind_is_marked_for_a_person_to_decide(
    modifier: Modifier, kind: str, *, doubt: bool
) -> None:
    quantity = StatedQuantity(Decimal(500), Measure.DOLLARS, modifier, Span(0, 1, "C"))
    text = draft_of(statement(quantity=quantity), document(), pledge_id="a")
    assert f"amount: {{{kind}: 500, unit: USD}}" in text
    assert ("the words do not say which" in text) is doubt


def test_what_the_text_does_not_say_is_named_line_by_line(tmp_path: Path) -> None:
    bare = statement(obligor=None, counterparty=None, goods=(), chain=())
    found = written(
        draft_of(bare, document(published_on=None, address=None), pledge_id="a"), tmp_path
    )
    text = (tmp_path / "draft.yaml").read_text(encoding="utf-8").splitlines()
    named = {text[int(one.partition(":")[0]) - 1].partition("#")[0].strip(" -:") for one in found}
    assert named == {
        *("obligor", "counterparty", "made_on", "product", "window: {kind: dates, start: }"),
        *("held_by", "citation", "on", "speaker", "url"),
    }


def test_an_order_no_book_counts_says_what_it_needs(tmp_path: Path) -> None:
    one = statement(action=Action.SUSPEND, goods=("tariffs",), direction=())
    assert written(draft_of(one, document(), pledge_id="a"), tmp_path) == []
    (reading,) = load(own=tmp_path)["a"].readings
    assert reading.needs == "the order in force on each day, which no book of trade counts"


def test_who_sells_stands_at_the_seller_s_end(tmp_path: Path) -> None:
    one = statement(action=Action.SELL, goods=("rare_earths",))
    assert written(draft_of(one, document(), pledge_id="a"), tmp_path) == []
    (reading,) = load(own=tmp_path)["a"].readings
    assert (reading.seller, reading.partner) == ("CHN", "USA")


@pytest.mark.parametrize(
    ("code", "place"),
    [("AU", "AUS"), ("EU", "EU27"), ("GB", "GBR"), ("cofco", "CHN"), ("VN", "VNM")],
)
def test_the_code_of_a_statement_becomes_the_place_of_the_register(code: str, place: str) -> None:
    text = draft_of(statement(obligor=code), document(), pledge_id="a")
    assert f'obligor: "{place}"' in text


def test_nobody_the_register_knows_is_left_to_fill_in() -> None:
    assert "obligor:  # fill in: place id" in draft_of(
        statement(obligor="acme_grain"), document(), pledge_id="a"
    )


@given(st.text(min_size=1, max_size=80))
@example("a: b # c\n- d")
@example('"quoted" \\ and {braces}')
@example("\x85\u2028\ufeff")
def test_no_words_of_a_text_break_out_of_their_line(words: str) -> None:
    one = statement(quote=Span(0, len(words), words))
    text = draft_of(one, document(id=words), pledge_id="a")
    plain = draft_of(statement(), document(), pledge_id="a")
    assert len(text.split("\n")) == len(plain.split("\n"))


def test_an_id_is_made_of_any_name() -> None:
    assert id_from("…") == "draft"
    assert id_from("A" * 70 + "-") == "a" * 64
