"""What changes in retelling is named with the words of both texts."""

from pathlib import Path
from typing import Any

import pytest

from offtake.statements.cleaning import document_of
from offtake.statements.comparing import Read
from offtake.statements.drift import Shift, drift
from statements.annotated import every, statement


def read(text: str, name: str = "a", **fields: Any) -> Read:
    document = document_of(text, name=name)
    if not fields:
        return Read(document, ())
    quote = str(fields.pop("quote", text))
    return Read(document, (statement(text, quote, doc=name, **fields),))


def shifts(earlier: Read, later: Read) -> list[tuple[Shift, str, str]]:
    found = drift(earlier, later)
    for one in found:
        assert earlier.document.text[one.earlier.start : one.earlier.end] == one.earlier.text
        assert later.document.text[one.later.start : one.later.end] == one.later.text
    return [(one.shift, one.earlier.text, one.later.text) for one in found]


def chain(cue: str) -> list[dict[str, str]]:
    return [{"actor": "trump", "cue": "said"}, {"actor": "xi", "cue": cue}]


def test_a_hedge_that_a_retelling_leaves_out_is_dropped_and_the_reverse_is_added() -> None:
    kept = read(
        "Trump said Xi more or less agreed to buy", chain=chain("more or less agreed"), firmness=2
    )
    bare = read("Trump said Xi agreed to buy", "b", chain=chain("agreed"), firmness=3)
    assert shifts(kept, bare) == [(Shift.HEDGE_DROPPED, "more or less agreed", "agreed")]
    assert shifts(bare, kept) == [(Shift.HEDGE_ADDED, "agreed", "more or less agreed")]


def test_a_request_is_no_hedged_promise() -> None:
    asked = read("Trump asked Xi to buy", chain=[{"actor": "trump", "cue": "asked"}], firmness=1)
    agreed = read("Trump said Xi agreed to buy", "b", chain=chain("agreed"), firmness=3)
    assert not shifts(asked, agreed)


def test_to_lift_is_harder_than_to_pause() -> None:
    paused = read("China paused its curbs", action="SUSPEND", goods=["rare_earths"], firmness=6)
    lifted = read("China lifted its curbs", "b", action="LIFT", goods=["rare_earths"], firmness=6)
    assert [one for one, *_ in shifts(paused, lifted)] == [Shift.VERB_HARDENED]
    assert [one for one, *_ in shifts(lifted, paused)] == [Shift.VERB_SOFTENED]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, []),
        ({}, {"value": 25_000_000}, [Shift.QUANTITY_CHANGED]),
        ({}, {"per": "year"}, [Shift.QUANTITY_CHANGED]),
        ({"mod": "ge"}, {"mod": "upto"}, [Shift.FLOOR_CHANGED]),
        ({"mod": "ge"}, {"mod": "eq"}, [Shift.FLOOR_CHANGED]),
    ],
)
def test_a_figure_its_period_and_its_floor_are_compared(
    first: dict[str, object], second: dict[str, object], expected: list[Shift]
) -> None:
    made = []
    for name, change in (("a", first), ("b", second)):
        quantity = {"value": 12_000_000, "unit": "t", "mod": "eq", "per": None, **change}
        made.append(
            read("China will buy 12 million tons", name, quantity=quantity, goods=["soybeans"])
        )
    found = [one for one, *_ in shifts(*made)]
    assert found == expected


def test_a_deadline_that_moves_is_named() -> None:
    made = []
    for name, words, end in (
        ("a", "by December", "2025-12-31"),
        ("b", "by February", "2026-02-28"),
    ):
        time = {"text": words, "start": None, "end": end, "role": "deadline"}
        made.append(read(f"China will buy soybeans {words}", name, time=time, goods=["soybeans"]))
    assert shifts(*made) == [(Shift.DATE_MOVED, "by December", "by February")]


def test_the_day_of_a_remark_that_moves_is_named_and_the_day_of_the_call_is_not_taken_for_it() -> (
    None
):
    tuesday = read("Trump said on Tuesday that he spoke with Xi on Monday.")
    monday = read("Trump said on Monday that he spoke with Xi.", "b")
    after = read("Trump said after Monday's phone call that he spoke with Xi.", "b")
    assert shifts(tuesday, monday) == [(Shift.DATE_MOVED, "Tuesday", "Monday")]
    assert not shifts(tuesday, after)


def test_an_altered_quotation_is_set_beside_the_words_it_alters() -> None:
    earlier = read("“I think we will be pleasantly surprised by him,” he said.")
    later = read("“We could be pleasantly surprised,” he added.", "b")
    assert shifts(earlier, later) == [
        (
            Shift.QUOTATION_ALTERED,
            "we will be pleasantly surprised",
            "We could be pleasantly surprised,",
        )
    ]


@pytest.mark.parametrize(
    "words",
    [
        "I think we will be pleasantly surprised by him",
        "we will be pleasantly surprised",
        "WE WILL BE pleasantly surprised!",
        "something else that nobody ever said in the other text",
        "two words",
    ],
)
def test_a_part_of_a_quotation_and_a_new_quotation_are_not_altered(words: str) -> None:
    earlier = read("“I think we will be pleasantly surprised by him,” he said.")
    assert not shifts(earlier, read(f"He said “{words}” then.", "b"))


@pytest.mark.shared
def test_seed_000_drops_the_hedge_alters_the_quotation_and_moves_the_day(shared: Path) -> None:
    found = every(shared)
    told = shifts(found["page_reuters_yomiuri"], found["seed_000"])
    dropped = {
        (one.casefold(), other) for shift, one, other in told if shift is Shift.HEDGE_DROPPED
    }
    assert dropped == {("more or less agreed", "agreed")}
    assert (Shift.DATE_MOVED, "Tuesday", "Monday") in told
    altered = [one for one in told if one[0] is Shift.QUOTATION_ALTERED]
    assert altered == [
        (
            Shift.QUOTATION_ALTERED,
            "we will be pleasantly surprised",
            "We could be pleasantly surprised,",
        )
    ]
    assert Shift.VERB_HARDENED in {one[0] for one in told}


@pytest.mark.shared
def test_against_seed_001_seed_000_drops_the_hedge_that_seed_001_keeps(shared: Path) -> None:
    found = every(shared)
    told = shifts(found["seed_001"], found["seed_000"])
    assert (Shift.HEDGE_DROPPED, "more or less agreed", "agreed") in told
    assert Shift.VERB_HARDENED in {one[0] for one in told}


def test_a_hedge_is_dropped_even_where_the_earlier_text_also_has_the_bare_word() -> None:
    text = (
        "Trump says Xi agreed to buy. He is open to it. Trump said Xi more or less agreed to buy."
    )
    bare = statement(text, "Xi agreed to buy", chain=chain("agreed"))
    open_ = statement(text, "is open to it", number=2, chain=chain("is open"), firmness=2)
    hedged = statement(
        text,
        "Xi more or less agreed to buy",
        number=3,
        chain=chain("more or less agreed"),
        firmness=2,
    )
    earlier = Read(document_of(text, name="a"), (bare, open_, hedged))
    later = read("Trump said Xi agreed to buy", "b", chain=chain("agreed"))
    assert shifts(earlier, later) == [(Shift.HEDGE_DROPPED, "more or less agreed", "agreed")]
